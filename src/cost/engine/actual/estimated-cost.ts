import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { hourlyOf } from '../../models/estimate.ts';
import { decimal, dividedBy, sumOf, times, type Decimal } from '../../money/decimal.ts';
import type { PlannedResource, PlannedState } from '../plans/planned-resource.ts';
import type { ProjectedResource } from '../projection/project-plan.ts';
import type { SideCost } from '../projection/side-cost.ts';
import { DAY_MS, type Confidence, type CostResult } from '../results/cost-result.ts';
import { plannedTags } from '../results/planned-filterable.ts';
import type { ActualPeriod } from './actual-period.ts';
import type { Charged } from './charged-cost.ts';

const MONTH_MS = decimal(HOURS_PER_MONTH * 3_600_000);

/** The resource of a plan that costs are for. */
export function chargedOf(
  resource: PlannedResource,
  service: string,
  state: PlannedState,
): Charged {
  const { type: resourceType, address: resourceId, provider } = resource;
  return { resourceType, resourceId, provider, service, tags: plannedTags(state) };
}

/**
 * What a resource without charges has cost by its run time and its list price. It is taken to have run all the time
 * since it was created.
 */
export function estimatedCost(
  { resource, service, before, after }: ProjectedResource,
  state: PlannedState,
  period: ActualPeriod,
): CostResult {
  const charged = chargedOf(resource, service, state);
  const side = before ?? after;
  if (side?.monthly === undefined) return unknownCost(charged, side, period);
  const created = state.created === undefined ? undefined : Date.parse(state.created);
  const since = Math.max(period.start, created ?? period.start);
  const dailyCosts = amountsOf(side.monthly, period, since);
  const totalCost = sumOf(dailyCosts);
  return {
    ...charged,
    adapter: 'estimate',
    currency: side.currency ?? 'USD',
    monthly: side.monthly,
    hourly: hourlyOf(side.monthly),
    notes: notesOf(side, created, resource.isExternal),
    breakdown: new Map([['base_cost', totalCost]]),
    totalCost,
    dailyCosts,
    ...period,
    confidence: confidenceOf(created, resource.isExternal),
  };
}

function unknownCost(
  charged: Charged,
  side: SideCost | undefined,
  period: ActualPeriod,
): CostResult {
  const message = `no charges, and no price: ${side?.note ?? 'not priced'}`;
  return {
    ...charged,
    adapter: 'none',
    currency: side?.currency ?? 'USD',
    monthly: undefined,
    hourly: undefined,
    notes: message,
    breakdown: new Map(),
    ...period,
    error: { code: 'NO_COST_DATA', message },
  };
}

/** What is imported was created at another time, and has run longer. */
function confidenceOf(created: number | undefined, isExternal: boolean): Confidence {
  return created === undefined || isExternal ? 'low' : 'medium';
}

function notesOf(
  { components }: SideCost,
  created: number | undefined,
  isExternal: boolean,
): string {
  const without = components.filter(({ unpriced }) => unpriced !== undefined);
  return [
    'run time × list price',
    ...(created === undefined ? ['when it was created is not known'] : []),
    ...(isExternal ? ['imported: it may have run longer'] : []),
    ...(without.length === 0 ? [] : [`without ${without.map(({ name }) => name).join(', ')}`]),
  ].join('; ');
}

/** For each day of the period. @param since when it began to run */
function amountsOf(
  monthly: Decimal,
  { start, end }: ActualPeriod,
  since: number,
): readonly Decimal[] {
  const amounts: Decimal[] = [];
  for (let at = Math.floor(start / DAY_MS) * DAY_MS; at < end; at += DAY_MS) {
    const time = Math.max(0, Math.min(end, at + DAY_MS) - Math.max(since, at));
    amounts.push(dividedBy(times(monthly, decimal(time)), MONTH_MS));
  }
  return amounts;
}
