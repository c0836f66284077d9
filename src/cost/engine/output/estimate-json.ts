import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { hourlyOf } from '../../models/estimate.ts';
import { toNumber, type Decimal } from '../../money/decimal.ts';
import { currencyOf, totalChange, type Estimated } from '../estimate/what-if.ts';
import type { PlannedResource } from '../plans/planned-resource.ts';
import type { SideCost } from '../projection/side-cost.ts';

/** One estimate, with the keys of FinFocus. */
export function estimateRow({ projected, deltas }: Estimated): Readonly<Record<string, unknown>> {
  const { resource, region, before, after, difference, measured } = projected;
  const { type, address: id, provider } = resource;
  return {
    resource: { type, id, provider, region: region ?? null },
    baseline: sideJson(resource, before),
    modified: sideJson(resource, after),
    totalChange: numberOf(difference),
    deltas: deltas.map(({ costChange, ...delta }) => ({
      ...delta,
      costChange: numberOf(costChange),
    })),
    usedFallback: false,
    currency: currencyOf(projected) ?? 'USD',
    ...BASIS,
    ...(measured !== undefined && { measuredUsage: [...measured.names] }),
  };
}

/** What a document of several estimates has beside them. */
export function estimateFacts(estimates: readonly Estimated[]): Readonly<Record<string, unknown>> {
  const currencies = new Set(estimates.flatMap(({ projected }) => currencyOf(projected) ?? []));
  const [currency] = currencies;
  return {
    totalChange: numberOf(totalChange(estimates)),
    currency: currencies.size > 1 ? null : (currency ?? 'USD'),
    ...BASIS,
  };
}

const BASIS = { basis: 'ListCost', period: `month of ${HOURS_PER_MONTH} hours` } as const;

/** A resource that does not exist costs nothing. */
function sideJson({ type, address }: PlannedResource, side: SideCost | undefined): object {
  const base = { resourceType: type, resourceId: address };
  if (side === undefined) {
    const nothing = { adapter: 'none', currency: 'USD', monthly: 0, hourly: 0 };
    return { ...base, ...nothing, notes: 'does not exist', breakdown: null };
  }
  const { adapter, currency = 'USD', monthly, note, components } = side;
  const priced = components.flatMap(({ name, monthly: amount }) =>
    amount === undefined ? [] : [[name, toNumber(amount)] as const],
  );
  const unpriced = components.filter((one) => one.unpriced !== undefined);
  return {
    ...base,
    ...{ adapter, currency, monthly: numberOf(monthly) },
    hourly: numberOf(monthly === undefined ? undefined : hourlyOf(monthly)),
    notes: note,
    breakdown: priced.length === 0 ? null : Object.fromEntries(priced),
    ...(unpriced.length > 0 && {
      unpriced: unpriced.map((one) => ({ component: one.name, ...one.unpriced })),
    }),
    ...(monthly === undefined && {
      error: { code: 'NO_COST_DATA', message: note, resourceType: type },
    }),
  };
}

function numberOf(amount: Decimal | undefined): number | null {
  return amount === undefined ? null : toNumber(amount);
}
