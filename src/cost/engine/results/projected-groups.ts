import { hourlyOf } from '../../models/estimate.ts';
import { ZERO } from '../../money/decimal.ts';
import type { ProjectedResource } from '../projection/project-plan.ts';
import type { ProjectedTotals } from '../projection/projected-totals.ts';
import type { CostResult } from './cost-result.ts';
import { plannedTags, stateOf } from './planned-filterable.ts';

/**
 * Planned resources as they are grouped: what each costs after the change, and what the change adds. What the stack does
 * not own is left out, as in the totals.
 */
export function groupableResults(
  resources: readonly ProjectedResource[],
  { totals }: ProjectedTotals,
): readonly CostResult[] {
  // What is free has no currency of its own: it belongs to the only one that there is.
  const usual = totals[0]?.currency ?? 'USD';
  return resources.flatMap(({ resource, service, before, after, difference }) => {
    const shown = after ?? before;
    if (shown === undefined || resource.isExternal) return [];
    const { type: resourceType, address: resourceId, provider } = resource;
    const monthly = after === undefined ? ZERO : after.monthly;
    const priced = (after?.components ?? []).flatMap((one) =>
      one.monthly === undefined ? [] : [[one.name, one.monthly] as const],
    );
    const { adapter, currency = usual, note } = shown;
    return [
      {
        ...{ resourceType, resourceId, provider, service, adapter, currency, monthly },
        tags: plannedTags(stateOf(resource)),
        hourly: monthly === undefined ? undefined : hourlyOf(monthly),
        notes: after === undefined ? 'deleted' : note,
        breakdown: new Map(priced),
        delta: difference,
        ...(monthly === undefined && { error: { code: 'NO_COST_DATA', message: note } as const }),
      },
    ];
  });
}
