import { decimal, times } from '../money/decimal.ts';
import { computedUsage } from './computed-usage.ts';
import type { UsageQuantity } from './cost-model.ts';

/** A multiple of a measured quantity: hours of a month from an average. */
export function usageTimes(usage: UsageQuantity, factor: number): UsageQuantity {
  return computedUsage([usage], (...measured) => measured.reduce(times, decimal(factor)));
}
