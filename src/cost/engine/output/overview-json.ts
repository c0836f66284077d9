import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { toNumber, type Decimal } from '../../money/decimal.ts';
import type { ActualPeriod } from '../actual/actual-period.ts';
import type { CostDrift, OverviewRow } from '../overview/overview-row.ts';
import type { OverviewTotal } from '../overview/overview-totals.ts';
import type { PlanNote } from '../plans/planned-resource.ts';
import type { ProjectedResource } from '../projection/project-plan.ts';
import type { PriceFacts } from './projected-json.ts';

/** What an overview is of. */
export interface OverviewJsonFacts {
  readonly period: ActualPeriod;
  readonly until: string | undefined;
  readonly basis: string;
  readonly prices: PriceFacts;
  readonly notes: readonly PlanNote[];
  readonly totals: readonly OverviewTotal[];
}

/** A row, with the keys of FinFocus. */
export function overviewRow(
  row: OverviewRow,
  { period, basis }: Pick<OverviewJsonFacts, 'period' | 'basis'>,
): Readonly<Record<string, unknown>> {
  const { projected, status, billed, drift, findings } = row;
  const { resource, before, after, difference } = projected;
  const { cloudId } = (typeof resource.before === 'string' ? undefined : resource.before) ?? {};
  const shown = after ?? before;
  const [only] = billed;
  return {
    urn: resource.address,
    type: resource.type,
    ...(cloudId !== undefined && { resourceId: cloudId }),
    status,
    ...(only !== undefined && {
      actualCost: {
        mtdCost: toNumber(only.total),
        currency: only.currency,
        period: periodJson(period),
        basis,
        ...(billed.length > 1 && {
          otherCurrencies: billed.slice(1).map(({ total, currency }) => ({
            mtdCost: toNumber(total),
            currency,
          })),
        }),
      },
    }),
    ...(shown?.monthly !== undefined && {
      projectedCost: {
        monthlyCost: after === undefined ? 0 : numberOf(after.monthly),
        currency: shown.currency ?? 'USD',
        ...BASIS,
      },
    }),
    ...(status !== 'active' && { delta: numberOf(difference) }),
    ...(drift !== undefined && { costDrift: driftJson(drift) }),
    ...(findings.length > 0 && {
      recommendations: findings.map(({ id, type, title, saving, currency }) => ({
        ...{ id, type, description: title },
        estimatedSavings: numberOf(saving),
        currency: currency ?? null,
      })),
    }),
    ...(errorOf(projected) !== undefined && { error: errorOf(projected) }),
    warnings: warningsOf(row),
  };
}

const BASIS = { basis: 'ListCost', period: `month of ${HOURS_PER_MONTH} hours` } as const;

function periodJson({ start, end }: ActualPeriod): object {
  return { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
}

function driftJson({ extrapolated, projected, percent }: CostDrift): object {
  return {
    extrapolatedMonthly: toNumber(extrapolated),
    projected: toNumber(projected),
    delta: toNumber(extrapolated) - toNumber(projected),
    percentDrift: Math.round(percent * 100) / 100,
    isWarning: true,
  };
}

function warningsOf({ status, drift, projected }: OverviewRow): readonly string[] {
  return [
    ...(drift === undefined ? [] : ['drift']),
    ...(errorOf(projected) === undefined ? [] : ['error']),
    ...(status === 'creating' ? ['new'] : []),
  ];
}

/** A cost that is unknown as a whole. */
function errorOf({ resource, before, after }: ProjectedResource): object | undefined {
  const shown = after ?? before;
  if (shown === undefined || shown.monthly !== undefined) return undefined;
  return {
    urn: resource.address,
    errorType: 'unknown',
    message: shown.note,
    retryable: false,
    code: 'NO_COST_DATA',
  };
}

/** What the document has before its resources. */
export function overviewMetadata(
  rows: readonly OverviewRow[],
  { period, until, notes, prices }: OverviewJsonFacts,
): object {
  const changes = rows.filter(({ status }) => status !== 'active').length;
  return {
    timeWindow: periodJson(period),
    billedUntil: until ?? null,
    hasChanges: changes > 0,
    totalResources: rows.length,
    pendingChanges: changes,
    prices: { publishedFrom: prices.from ?? null, ...prices, from: undefined },
    notes,
  };
}

/** What the document has after its resources. */
export function overviewEnd(rows: readonly OverviewRow[], { totals }: OverviewJsonFacts): object {
  const [only] = totals.length === 1 ? totals : [];
  return {
    summary: {
      totalActualMTD: numberOf(only?.billed),
      projectedMonthly: numberOf(only?.projected),
      projectedDelta: numberOf(only?.delta),
      potentialSavings: numberOf(only?.savings),
      currency: only?.currency ?? null,
    },
    totals: totals.map(({ currency, billed, projected, delta, savings }) => ({
      currency,
      totalActualMTD: numberOf(billed),
      projectedMonthly: toNumber(projected),
      projectedDelta: toNumber(delta),
      potentialSavings: toNumber(savings),
    })),
    errors: rows.flatMap(({ projected }) => errorOf(projected) ?? []),
  };
}

function numberOf(amount: Decimal | undefined): number | null {
  return amount === undefined ? null : toNumber(amount);
}
