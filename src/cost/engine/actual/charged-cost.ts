import { plus, ZERO, type Decimal } from '../../money/decimal.ts';
import { DAY_MS, dayOf, type CostResult } from '../results/cost-result.ts';
import type { ActualPeriod } from './actual-period.ts';
import { ratesOf } from './actual-rates.ts';

/** Charges of one day, of one source and in one currency. */
export interface DayCharge {
  /** `2026-10-31` */
  readonly day: string;
  readonly currency: string;
  /** `focus-1.2`, … */
  readonly source: string;
  readonly amount: Decimal;
}

/** Who or what the charges are for. */
export type Charged = Pick<
  CostResult,
  'resourceType' | 'resourceId' | 'provider' | 'service' | 'tags'
>;

/**
 * What charges say that a resource has cost: one result for each currency.
 *
 * @param until the last day for which the bill has charges
 */
export function chargedCosts(
  charged: Charged,
  charges: readonly DayCharge[],
  period: ActualPeriod,
  until: string,
): readonly CostResult[] {
  const byCurrency = new Map<string, DayCharge[]>();
  for (const charge of charges) {
    const own = byCurrency.get(charge.currency) ?? [];
    byCurrency.set(charge.currency, own);
    own.push(charge);
  }
  return [...byCurrency]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([currency, own]) => chargedCost(charged, currency, own, period, until));
}

function chargedCost(
  charged: Charged,
  currency: string,
  charges: readonly DayCharge[],
  period: ActualPeriod,
  until: string,
): CostResult {
  const sources = new Map<string, Decimal>();
  const days = new Map<string, Decimal>();
  for (const { source, day, amount } of charges) {
    sources.set(source, plus(sources.get(source) ?? ZERO, amount));
    days.set(day, plus(days.get(day) ?? ZERO, amount));
  }
  const totalCost = [...days.values()].reduce((sum, amount) => plus(sum, amount), ZERO);
  const last = dayOf(period.end - 1);
  return {
    ...charged,
    adapter: 'longshore',
    currency,
    ...ratesOf(totalCost, period),
    notes: `billed${until < last ? `; the bill ends on ${until}` : ''}`,
    breakdown: new Map([...sources].sort(([one], [other]) => (one < other ? -1 : 1))),
    totalCost,
    dailyCosts: daysFrom(period.start, until < last ? until : last).map(
      (day) => days.get(day) ?? ZERO,
    ),
    ...period,
    confidence: 'high',
  };
}

function daysFrom(start: number, last: string): readonly string[] {
  const days: string[] = [];
  for (let at = start; dayOf(at) <= last; at += DAY_MS) days.push(dayOf(at));
  return days;
}
