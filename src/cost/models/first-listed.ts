import { isMissing, type MissingPrice, type Price } from '../prices/price.ts';

/**
 * The first of several prices that the price list has: AWS lists some under different names from region to region.
 * A price that cannot be told for another reason, such as two rows for it, is not passed over.
 */
export function firstListed(
  first: Price | MissingPrice,
  ...others: readonly (Price | MissingPrice)[]
): Price | MissingPrice {
  const listed = [first, ...others].find(
    (price) => !isMissing(price) || price.reason !== 'no-price',
  );
  return listed ?? first;
}
