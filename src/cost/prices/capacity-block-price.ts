import type { MissingPrice, Price } from './price.ts';
import { priceKey, type RegionPrices } from './price-book.ts';

/** What takes the place of a kind in the keys of these prices. */
const CAPACITY_BLOCK = 'capacity-block';
const UNIT = 'Hrs';

/** Is it the key of a capacity block's price? */
export function isCapacityBlockKey(key: string): boolean {
  return key.startsWith(priceKey(CAPACITY_BLOCK, '', ['']));
}

/** Where the price of an instance in a capacity block stands in a region's prices. */
export function capacityBlockKey(reservationId: string): string {
  return priceKey(CAPACITY_BLOCK, '', [reservationId]);
}

/** The hourly price of an instance in a capacity block, or why there is none. */
export function capacityBlockPrice(
  prices: RegionPrices | undefined,
  reservationId: string | undefined,
): Price | MissingPrice {
  if (reservationId === undefined) {
    return { reason: 'no-property', detail: 'capacity reservation not known', unit: UNIT };
  }
  if (prices === undefined) {
    return { reason: 'no-price-book', detail: 'no prices of this region yet', unit: UNIT };
  }
  const key = capacityBlockKey(reservationId);
  const found = prices.prices.get(key);
  if (found !== undefined && !('skus' in found)) return found;
  return prices.missing?.get(key) ?? unreadBlock(reservationId);
}

/** Why a capacity block has no price where no paid call is allowed. */
function unreadBlock(reservationId: string): MissingPrice {
  const detail =
    `only Cost Explorer has the price of the capacity block ${reservationId}: ` +
    'it is asked within LONGSHORE_SPEND_CAP_USD, and by the exporter only with -aws.ec2.capacity-blocks';
  return { reason: 'paid-source', detail, unit: UNIT };
}

/** A price that a paid call could not give. */
export function missingBlockPrice(
  reason: 'paid-source' | 'no-price',
  detail: string,
): MissingPrice {
  return { reason, detail, unit: UNIT };
}

/** What is known of capacity blocks, by reservation. */
export interface CapacityBlockPrices {
  readonly prices: ReadonlyMap<string, Price>;
  /** Why others have none. */
  readonly missing: ReadonlyMap<string, MissingPrice>;
}

/** A region's prices with those of some capacity blocks. Those of others stay. */
export function withCapacityBlocks(
  region: RegionPrices,
  { prices: known, missing: unknown }: CapacityBlockPrices,
): RegionPrices {
  const prices = new Map(region.prices);
  const missing = new Map(region.missing);
  for (const [id, price] of known) {
    prices.set(capacityBlockKey(id), price);
    missing.delete(capacityBlockKey(id));
  }
  for (const [id, why] of unknown) {
    prices.delete(capacityBlockKey(id));
    missing.set(capacityBlockKey(id), why);
  }
  return { ...region, prices, missing };
}

/** New prices of a region, with the capacity blocks of its last ones: no price list has them. */
export function withCapacityBlocksOf(
  last: RegionPrices | undefined,
  region: RegionPrices,
): RegionPrices {
  const blocks = [...(last?.prices ?? [])].filter(([key]) => isCapacityBlockKey(key));
  const { missing } = last ?? {};
  if (blocks.length === 0 && missing === undefined) return region;
  return {
    ...region,
    prices: new Map([...region.prices, ...blocks]),
    ...(missing !== undefined && { missing }),
  };
}
