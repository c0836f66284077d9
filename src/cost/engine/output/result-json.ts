import { periodText } from '../actual/actual-rates.ts';
import { toNumber, type Decimal } from '../../money/decimal.ts';
import { currencyOf, unknownOf, type CostResult } from '../results/cost-result.ts';
import type { PeriodRow } from '../results/period-rows.ts';

/** A result as a row of JSON or NDJSON, with the keys of FinFocus. Times that are not set are left out. */
export function resultRow(
  result: CostResult,
  { withConfidence }: { readonly withConfidence: boolean },
): Readonly<Record<string, unknown>> {
  const { resourceType, resourceId, adapter, monthly, hourly, notes, breakdown } = result;
  const { totalCost, dailyCosts = [], start, end, delta, confidence, error } = result;
  const unknown = unknownOf(result);
  return {
    resourceType,
    resourceId,
    adapter,
    currency: currencyOf(result),
    monthly: numberOf(monthly),
    hourly: numberOf(hourly),
    notes,
    breakdown: breakdown.size === 0 ? null : amountsOf(breakdown),
    ...(totalCost !== undefined && { totalCost: toNumber(totalCost) }),
    ...(dailyCosts.length > 0 && { dailyCosts: dailyCosts.map(toNumber) }),
    ...(start !== undefined && end !== undefined && { costPeriod: periodText({ start, end }) }),
    ...(start !== undefined && { startDate: timeText(start) }),
    ...(end !== undefined && { endDate: timeText(end) }),
    ...(delta !== undefined && { delta: toNumber(delta) }),
    ...(withConfidence && confidence !== undefined && { confidence }),
    ...(error !== undefined && { error: { ...error, resourceType } }),
    ...(unknown > 0 && adapter === 'aggregated' && { unknownResources: unknown }),
  };
}

/** A day or a month as a row of JSON or NDJSON. */
export function periodRow({
  period,
  providers,
  total,
  currency,
  unknown,
}: PeriodRow): Readonly<Record<string, unknown>> {
  return {
    period,
    providers: amountsOf(providers),
    total: toNumber(total),
    currency,
    ...(unknown > 0 && { unknownResources: unknown }),
  };
}

function amountsOf(amounts: ReadonlyMap<string, Decimal>): object {
  return Object.fromEntries([...amounts].map(([name, amount]) => [name, toNumber(amount)]));
}

function numberOf(amount: Decimal | undefined): number | null {
  return amount === undefined ? null : toNumber(amount);
}

/** As FinFocus writes it: without milliseconds where there are none. */
function timeText(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}
