import { decimal, times, type Decimal } from '../money/decimal.ts';
import type { UsageQuantity } from './cost-model.ts';

/** A quantity that follows from measured ones: known when all of them are. */
export function derivedUsage(
  from: readonly UsageQuantity[],
  quantity: (...measured: readonly Decimal[]) => Decimal,
): UsageQuantity {
  const unmeasured = from.filter(({ measured }) => measured === undefined);
  const known = from.flatMap(({ measured }) => (measured === undefined ? [] : [decimal(measured)]));
  return unmeasured.length === 0
    ? { usage: from.map(({ usage }) => usage).join(' and '), measured: quantity(...known) }
    : { usage: unmeasured.map(({ usage }) => usage).join(' and '), measured: undefined };
}

/** A multiple of a measured quantity. */
export function usageTimes(usage: UsageQuantity, factor: number): UsageQuantity {
  return derivedUsage([usage], (...measured) => measured.reduce(times, decimal(factor)));
}
