import { isMissing, type MissingPrice, type Price, type UnpricedReason } from '../prices/price.ts';

/** The next name may have a price. */
const UNLISTED: ReadonlySet<UnpricedReason> = new Set(['no-price', 'no-price-book']);

/**
 * The first of several prices that the price list has: AWS lists some under different names from region to region.
 * A price that cannot be told for another reason, such as two rows for it, is not passed over.
 */
export function firstListed(
  first: Price | MissingPrice,
  ...others: readonly (Price | MissingPrice)[]
): Price | MissingPrice {
  const all = [first, ...others];
  const listed = all.find((price) => !isMissing(price) || !UNLISTED.has(price.reason));
  // Without the prices of a name, it is not known whether AWS lists it.
  return listed ?? all.find((price) => isMissing(price) && price.reason !== 'no-price') ?? first;
}
