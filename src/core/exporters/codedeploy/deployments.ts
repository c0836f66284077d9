import { paginateListDeployments, type CodeDeployClient } from '@aws-sdk/client-codedeploy';
import type { ActionContext } from '../../actions/action.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';

const HOUR_MS = 3_600_000;

/**
 * The identifiers of a region's deployments within the window, listed once for all kinds that need them.
 * The list names no parent, so that the window's number holds for the region. Windows are whole hours long,
 * and the kinds may have different ones: each length has its own list.
 */
export function deploymentIds(
  context: ActionContext<CodeDeployClient>,
): Promise<readonly string[]> {
  const { from, maxPerParent } = context.window;
  const hours = Math.round((Date.now() - from.getTime()) / HOUR_MS);
  return context.once(`codedeploy:deployments/${hours}h/${maxPerParent}`, async () => {
    const input = { createTimeRange: { start: from } };
    const ids: string[] = [];
    for await (const { deployments = [] } of sdkPages(paginateListDeployments, context, input)) {
      ids.push(...deployments);
      if (ids.length >= maxPerParent) break;
    }
    return ids.slice(0, maxPerParent);
  });
}
