import type { MissingPrice, Price } from './price.ts';
import { priceKey, type RegionPrices } from './price-book.ts';

/** What tells one spot price from another. */
export interface SpotQuestion {
  /** An availability zone: prices differ between them. */
  readonly zone: string | undefined;
  readonly type: string | undefined;
  /** As in the spot price history, without `(Amazon VPC)`: `Linux/UNIX`. */
  readonly product: string;
}

/** What takes the place of a kind in the keys of spot prices. */
const SPOT = 'spot';

/** Is it the key of a spot price? */
export function isSpotKey(key: string): boolean {
  return key.startsWith(priceKey(SPOT, '', []));
}

/** Where a spot price stands in a region's prices. */
export function spotKey({
  zone,
  type,
  product,
}: Readonly<Record<keyof SpotQuestion, string>>): string {
  return priceKey(SPOT, product, [zone, type]);
}

/** The spot price in a zone, or why there is none. */
export function spotPrice(
  prices: RegionPrices | undefined,
  { zone, type, product }: SpotQuestion,
): Price | MissingPrice {
  const unit = 'Hrs';
  if (zone === undefined || type === undefined) {
    return { reason: 'no-property', detail: 'instance type or availability zone not known', unit };
  }
  if (prices === undefined) {
    return { reason: 'no-price-book', detail: 'no prices of this region yet', unit };
  }
  const found = prices.prices.get(spotKey({ zone, type, product }));
  if (found !== undefined && !('skus' in found)) return found;
  const detail = `no spot price of ${type} (${product}) in ${zone}`;
  return { reason: 'no-price', detail, unit };
}
