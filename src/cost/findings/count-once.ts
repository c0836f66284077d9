import { decimal, dividedBy, minus, smaller, times, ZERO, type Decimal } from '../money/decimal.ts';
import { CHANGES, type Change } from './finding.ts';

/** A saving of a resource, before others are taken into account. */
export interface OwnSaving {
  readonly id: string;
  readonly change: Change;
  readonly monthly: Decimal;
}

/** What of a saving counts beside the others of the same resource. */
export interface CountedSaving {
  readonly counted: Decimal;
  /** The findings that come before it. */
  readonly overlaps: readonly string[];
}

/**
 * Counts the savings of one resource once. The strongest change comes first; a weaker one applies to the share of the cost
 * that is left, and a resource that ends leaves nothing. Spot prices have no commitments, so a commitment leaves nothing
 * to them. The sum is never above the cost.
 *
 * @param cost of the resource in a month, in the currency of the savings
 */
export function countOnce(
  cost: Decimal,
  savings: readonly OwnSaving[],
): ReadonlyMap<string, CountedSaving> {
  const counted = new Map<string, CountedSaving>();
  const before: OwnSaving[] = [];
  let left = cost > ZERO ? cost : ZERO;
  for (const saving of [...savings].sort(strongestFirst)) {
    const overlaps = before.map(({ id }) => id);
    const isReplaced = before.some(
      ({ change }) => change === 'end' || (change === 'commit' && saving.change === 'spot'),
    );
    const amount = isReplaced || cost <= ZERO ? ZERO : ofWhatIsLeft(saving.monthly, left, cost);
    counted.set(saving.id, { counted: amount, overlaps });
    left = minus(left, amount);
    if (amount > ZERO) before.push(saving);
  }
  return counted;
}

function ofWhatIsLeft(monthly: Decimal, left: Decimal, cost: Decimal): Decimal {
  const wanted = monthly > ZERO ? monthly : decimal(0);
  const share = left === cost ? wanted : dividedBy(times(wanted, left), cost);
  return smaller(share, left);
}

/** Of two changes of one strength, the one that saves more; then by id, so that the order is always the same. */
function strongestFirst(one: OwnSaving, other: OwnSaving): number {
  const strength = CHANGES.indexOf(one.change) - CHANGES.indexOf(other.change);
  if (strength !== 0) return strength;
  if (one.monthly !== other.monthly) return one.monthly > other.monthly ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}
