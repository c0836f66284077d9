import { LongshoreError } from '../../lib/errors.ts';
import { isCapacityBlockKey } from './capacity-block-price.ts';
import type { RegionPrices } from './price-book.ts';
import { isSpotKey } from './spot-price.ts';

/** When a new table of prices is refused. */
export interface GuardLimits {
  /** The fewest prices of a region. */
  readonly leastPrices: number;
  /** The largest share of the last prices that may be missing, from 0 to 1. */
  readonly mostLost: number;
}

/**
 * Thrown for a table of prices that looks truncated. The last prices stay in use; the operator checks the source, or
 * allows the loss.
 */
export class RefusedPricesError extends LongshoreError {
  readonly code = 'refused-prices';
  readonly audience = 'operator';
}

/**
 * Refuses prices that look truncated: a filter or an answer of AWS that is wrong must not empty the price book. A key
 * with two rows counts as lost, because it has no price.
 *
 * @param last the prices before, if they were selected for the same cost models
 * @throws {RefusedPricesError} naming the counts
 */
export function guardPrices(
  next: RegionPrices,
  last: RegionPrices | undefined,
  { leastPrices, mostLost }: GuardLimits,
): void {
  const found = pricedKeys(next);
  if (found.size < leastPrices) {
    throw new RefusedPricesError(
      `refused the prices of ${next.region}: ${found.size} prices, but at least ${leastPrices} are expected`,
      { remedy: 'check that the source has this region; the last prices stay in use' },
    );
  }
  const before = last === undefined ? new Set<string>() : pricedKeys(last);
  let lost = 0;
  for (const key of before) {
    if (!found.has(key)) lost += 1;
  }
  if (lost <= before.size * mostLost) return;
  throw new RefusedPricesError(
    `refused the prices of ${next.region}: ${lost} of the last ${before.size} prices are missing among the new ` +
      `${found.size}, and at most ${Math.round(mostLost * 100)} % may be`,
    {
      remedy:
        'compare the source with AWS’s price pages; the last prices stay in use. To accept the new ones: longshore cost resources --accept-lost-prices, or LONGSHORE_ACCEPT_LOST_PRICES=true for one run',
    },
  );
}

function pricedKeys({ prices }: RegionPrices): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const [key, price] of prices) {
    const isListed = !isSpotKey(key) && !isCapacityBlockKey(key);
    if (!('skus' in price) && isListed) keys.add(key);
  }
  return keys;
}
