import { decimal, dividedBy, minus, times, ZERO, type Decimal } from '../../money/decimal.ts';
import { toNumber } from '../../money/decimal.ts';
import type { ActualPeriod } from '../actual/actual-period.ts';
import type { PlanOperation } from '../plans/planned-resource.ts';
import type { ProjectedResource } from '../projection/project-plan.ts';
import { DAY_MS, dayOf } from '../results/cost-result.ts';

/** What happens to a resource. */
export type ResourceStatus = 'active' | 'creating' | 'updating' | 'deleting' | 'replacing';

const STATUSES: Readonly<Record<PlanOperation, ResourceStatus | undefined>> = {
  create: 'creating',
  update: 'updating',
  replace: 'replacing',
  delete: 'deleting',
  same: 'active',
  read: 'active',
  forget: 'active',
  none: undefined,
};

/** What a resource has cost, by the bill. */
export interface BilledCost {
  readonly total: Decimal;
  readonly currency: string;
}

/** A saving that a finding has for a resource. */
export interface OverviewFinding {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  /** A month. Undefined where it is unknown. */
  readonly saving: Decimal | undefined;
  readonly currency: string | undefined;
}

/** How far the bill is from the projection, if the bill went on like this. */
export interface CostDrift {
  readonly extrapolated: Decimal;
  readonly projected: Decimal;
  readonly percent: number;
}

/** A resource with what it costs: in the bill, as it is, and after the change. */
export interface OverviewRow {
  readonly projected: ProjectedResource;
  readonly status: ResourceStatus;
  /** One for each currency. None where the bill has nothing of it. */
  readonly billed: readonly BilledCost[];
  readonly drift: CostDrift | undefined;
  readonly findings: readonly OverviewFinding[];
}

/** What a row is made from, besides the resource. */
export interface OverviewFacts {
  readonly period: ActualPeriod;
  /** The last day with charges: `2026-10-31`. */
  readonly until: string | undefined;
  billed(resource: ProjectedResource): readonly BilledCost[];
  findings(resource: ProjectedResource): readonly OverviewFinding[];
}

/** Percent within which a bill is as projected. */
const USUAL_DRIFT = 10;
/** The fewest days of a bill that say something about a month. */
const LEAST_DAYS = 3;

/** The rows of resources, in their order. What is nothing in the cloud has none. */
export function overviewRows(
  resources: readonly ProjectedResource[],
  facts: OverviewFacts,
): readonly OverviewRow[] {
  return resources.flatMap((projected) => {
    const status = STATUSES[projected.resource.operation];
    if (status === undefined) return [];
    const billed = facts.billed(projected);
    const drift = driftOf(projected, billed, facts);
    return [{ projected, status, billed, drift, findings: facts.findings(projected) }];
  });
}

/**
 * The bill, scaled to the whole month, against the projection of the resource as it is. Only days that the bill has are
 * counted: it lags. Undefined within 10 %, with fewer than three days, and for a resource that is younger than the time.
 */
function driftOf(
  { before, resource }: ProjectedResource,
  billed: readonly BilledCost[],
  { period, until }: OverviewFacts,
): CostDrift | undefined {
  const [only] = billed;
  const projected = before?.monthly;
  if (only === undefined || billed.length > 1 || before === undefined) return undefined;
  if (projected === undefined || projected <= ZERO || only.currency !== before.currency) {
    return undefined;
  }
  const days = billedDays(period, until);
  if (days < LEAST_DAYS || isYounger(resource, period)) return undefined;
  const all = times(only.total, decimal(daysInMonth(period.end)));
  const extrapolated = dividedBy(all, decimal(days));
  const share = dividedBy(minus(extrapolated, projected), projected);
  const percent = toNumber(share) * 100;
  return Math.abs(percent) > USUAL_DRIFT ? { extrapolated, projected, percent } : undefined;
}

function isYounger({ before }: ProjectedResource['resource'], { start }: ActualPeriod): boolean {
  const created = typeof before === 'string' ? undefined : before.created;
  const time = created === undefined ? Number.NaN : Date.parse(created);
  return time > start;
}

/** The whole days of a time for which the bill has charges. */
export function billedDays({ start, end }: ActualPeriod, until: string | undefined): number {
  if (until === undefined) return 0;
  const billedTo = Math.min(end, Date.parse(until) + DAY_MS);
  return Math.max(0, Math.floor((billedTo - start) / DAY_MS));
}

function daysInMonth(end: number): number {
  const [year = 0, month = 0] = dayOf(end - 1)
    .split('-')
    .map(Number);
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
