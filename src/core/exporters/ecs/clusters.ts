import { paginateListClusters, type ECSClient } from '@aws-sdk/client-ecs';
import type { ActionContext } from '../../actions/action.ts';
import { collect } from '../../actions/parents.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';

/** The most that ListClusters gives in one page, and that DescribeClusters takes. */
export const CLUSTERS_PER_CALL = 100;

/** The ARNs of a region's clusters, listed once for all kinds that need them. */
export function clusterArns(context: ActionContext<ECSClient>): Promise<readonly string[]> {
  return context.once('ecs:clusters', () =>
    collect(
      sdkPages(paginateListClusters, context, { maxResults: CLUSTERS_PER_CALL }),
      (page) => page.clusterArns,
    ),
  );
}
