import { hourlyOf } from '../../models/estimate.ts';
import { ZERO } from '../../money/decimal.ts';
import type { ProjectedResource } from '../projection/project-plan.ts';
import type { CostResult } from '../results/cost-result.ts';
import { plannedTags, stateOf } from '../results/planned-filterable.ts';

/** Planned resources after the change, as budgets see them. Free ones have no currency of their own. */
export function projectedResults(resources: readonly ProjectedResource[]): readonly CostResult[] {
  return resources.flatMap(({ resource, service, after }) => {
    if (after === undefined || resource.isExternal) return [];
    if (after.monthly === ZERO && after.currency === undefined) return [];
    const { type: resourceType, address: resourceId, provider } = resource;
    const { monthly, adapter, currency = 'USD', note: notes } = after;
    return [
      {
        ...{ resourceType, resourceId, provider, service, adapter, currency, monthly, notes },
        tags: plannedTags(stateOf(resource)),
        hourly: monthly === undefined ? undefined : hourlyOf(monthly),
        breakdown: new Map(),
      },
    ];
  });
}
