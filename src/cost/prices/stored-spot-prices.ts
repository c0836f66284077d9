import { z } from 'zod';
import { SPOT_PRICES, type SpotPriceRow } from '../../store/cost-tables.ts';
import type { QueryLimits, Store } from '../../store/store.ts';
import { decimalText, parseDecimal, ZERO } from '../money/decimal.ts';
import type { Price } from './price.ts';
import { priceKeyParts, type RegionPrices } from './price-book.ts';
import { spotPricesIn, withSpotPrices } from './spot-history.ts';
import { spotKey } from './spot-price.ts';
import { sqlTime } from './sql-time.ts';
import { once } from '../../lib/once.ts';

/** More zones, types and products than a region has in use. */
const LIMITS: QueryLimits = { timeoutMs: 60_000, rows: 1_000_000 };
/** Regions stand in SQL as texts. */
const REGION = /^[a-z0-9-]{1,64}$/;
/** Spot prices change several times a day: an older one tells nothing of what runs now. */
const MOST_AGE_MS = 7 * 86_400_000;

const Row = z.tuple([
  ...([z.string(), z.string(), z.string(), z.string(), z.string(), z.string()] as const),
  z.enum(['spot-history', 'simulated']),
]);

/**
 * Keeps the spot prices that a region's prices have: after a restart, they are known without asking AWS.
 *
 * @param readAt milliseconds since the Unix epoch
 * @throws {StoreError} when the store cannot be written
 */
export async function saveSpotPrices(
  store: Pick<Store, 'replacePart'>,
  prices: RegionPrices,
  readAt: number,
  signal: AbortSignal,
): Promise<void> {
  const rows: SpotPriceRow[] = [];
  for (const [key, { tiers, currency, effectiveDate, source }] of spotPricesIn(prices)) {
    const { name: product, values } = priceKeyParts(key);
    const [zone, type] = values;
    const [tier] = tiers;
    const since = Date.parse(effectiveDate);
    if (zone === undefined || type === undefined || Number.isNaN(since)) continue;
    const amount = decimalText(tier.amount);
    rows.push([prices.region, zone, type, product, amount, currency, since, source, readAt]);
  }
  await store.replacePart(SPOT_PRICES, prices.region, once(rows), signal);
}

/**
 * A region's prices with the spot prices that the store has, unless these are older than a week.
 *
 * @throws {StoreError} when the store cannot be read
 */
export async function withStoredSpotPrices(
  store: Pick<Store, 'query'>,
  prices: RegionPrices,
  now: number,
  signal: AbortSignal,
): Promise<RegionPrices> {
  const { region } = prices;
  if (!REGION.test(region)) return prices;
  const sql = `select zone, instance_type, product, price, currency, since, source from spot_prices
    where region = '${region}' and read_at >= '${sqlTime(now - MOST_AGE_MS)}'`;
  const { rows } = await store.query(sql, LIMITS, signal);
  const found = new Map<string, Price>();
  for await (const batch of rows()) {
    for (const row of batch) {
      const [zone, type, product, price, currency, since, source] = Row.parse(row);
      const amount = parseDecimal(price);
      if (amount === undefined || amount <= ZERO) continue;
      found.set(spotKey({ zone, type, product }), {
        ...{ service: 'AmazonEC2', sku: '', region, usageType: `SpotUsage:${type}`, unit: 'Hrs' },
        tiers: [{ from: ZERO, to: undefined, amount }],
        ...{ currency, publicationDate: since, effectiveDate: since, source, attributes: {} },
      });
    }
  }
  return found.size === 0 ? prices : withSpotPrices(prices, found);
}
