import { paginateListApplications, type CodeDeployClient } from '@aws-sdk/client-codedeploy';
import type { ActionContext } from '../../actions/action.ts';
import { collect } from '../../actions/parents.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';

/** The names of a region's applications, listed once for all kinds that need them. */
export function applicationNames(
  context: ActionContext<CodeDeployClient>,
): Promise<readonly string[]> {
  return context.once('codedeploy:applications', () =>
    collect(sdkPages(paginateListApplications, context, {}), (page) => page.applications),
  );
}
