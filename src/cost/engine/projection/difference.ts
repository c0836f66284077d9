import { minus, ZERO, type Decimal } from '../../money/decimal.ts';
import type { SideCost } from './side-cost.ts';

/** What a resource costs before and after the change. */
interface Sides {
  readonly before: SideCost | undefined;
  readonly after: SideCost | undefined;
}

/** What the change costs a month. Undefined where it is unknown: {@link unknownDifference} says why. */
export function differenceOf({ before, after }: Sides): Decimal | undefined {
  const former = before === undefined ? ZERO : before.monthly;
  const next = after === undefined ? ZERO : after.monthly;
  if (former === undefined || next === undefined) return undefined;
  return before === after || unknownDifference({ before, after }) === undefined
    ? minus(next, former)
    : undefined;
}

/** Why two known costs have no difference. Undefined where they have one, or where one of them is unknown. */
export function unknownDifference({ before, after }: Sides): string | undefined {
  if (before?.monthly === undefined || after?.monthly === undefined) return undefined;
  if (before.plugin?.plugin !== after.plugin?.plugin) {
    return `two sources do not compare: ${before.adapter} before the change, ${after.adapter} after it`;
  }
  const half = halfPriced(before, after);
  if (half !== undefined) return `${half} is priced on one side only`;
  const { currency } = after;
  if (before.currency === undefined || currency === undefined) return undefined;
  if (before.currency === currency) return undefined;
  return `the currencies differ: ${before.currency} before the change, ${currency} after it`;
}

/** A component that is priced on one side, and on the other not: the difference would be a price. */
function halfPriced(before: SideCost, after: SideCost): string | undefined {
  const former = new Map(before.components.map((one) => [one.name, one]));
  return after.components.find(({ name, unpriced }) => {
    const old = former.get(name);
    return old !== undefined && (old.unpriced === undefined) !== (unpriced === undefined);
  })?.name;
}
