import { parseDecimal, type Decimal } from '../money/decimal.ts';
import type { UsageQuantity } from './cost-model.ts';

/**
 * A quantity that follows from measured ones: GB-seconds from requests and their duration. It is not measured as long
 * as one of them is not.
 */
export function computedUsage(
  needed: readonly UsageQuantity[],
  compute: (...measured: readonly Decimal[]) => Decimal,
): UsageQuantity {
  const values = needed.map(measuredOf);
  const missing = needed.filter((_, index) => values[index] === undefined);
  const known = values.filter((value) => value !== undefined);
  return {
    usage: (missing.length === 0 ? needed : missing).map(({ usage }) => usage).join(' and '),
    measured: missing.length === 0 ? compute(...known) : undefined,
  };
}

/** The measured quantity. Undefined when there is none. */
export function measuredOf({ measured }: UsageQuantity): Decimal | undefined {
  if (typeof measured === 'number') {
    return parseDecimal(String(measured)) ?? parseDecimal(measured.toFixed(18));
  }
  return typeof measured === 'string' ? parseDecimal(measured) : measured;
}
