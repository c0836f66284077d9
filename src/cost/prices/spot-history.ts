import {
  EC2Client,
  paginateDescribeSpotPriceHistory,
  type DescribeSpotPriceHistoryRequest,
  type SpotPrice as History,
  type _InstanceType as InstanceType,
} from '@aws-sdk/client-ec2';
import type { ScopeClients } from '../../aws/client-factory.ts';
import { guardedPages, type PageLimits } from '../../aws/page-guard.ts';
import { chunk } from '../../lib/chunk.ts';
import { LongshoreError } from '../../lib/errors.ts';
import { parseDecimal, ZERO } from '../money/decimal.ts';
import { PRICE_PERMISSIONS } from './permissions.ts';
import type { Price } from './price.ts';
import { priceKeyParts, type RegionPrices } from './price-book.ts';
import { PriceSourceError } from './price-source-error.ts';
import { isSpotKey, spotKey } from './spot-price.ts';

/** AWS's names for prices within a VPC. Where both forms of a description come, the other is of EC2-Classic. */
const IN_VPC = ' (Amazon VPC)';
/** Instance types in one request: far below what a request may have. */
const TYPES_PER_CALL = 100;
const ROWS_PER_PAGE = 1_000;
/** EC2 filters after it makes pages: some are empty. */
const LIMITS: PageLimits = { mostPages: 10_000, mostPagesWithoutNews: 100 };

/** What runs on spot in a region. Nothing else is asked for. */
export interface SpotUse {
  readonly region: string;
  readonly types: readonly string[];
  /** Without `(Amazon VPC)`: `Linux/UNIX`. */
  readonly products: readonly string[];
}

/** Spot prices in force. */
export interface SpotPrices {
  /** By {@link spotKey}. */
  readonly prices: ReadonlyMap<string, Price>;
  /** Rows without a zone, a time or a price. */
  readonly rejected: number;
}

/** A row of the history, with everything that a price needs. */
interface SpotRow {
  readonly key: string;
  readonly isInVpc: boolean;
  readonly at: number;
  readonly price: Price;
}

/**
 * The spot prices in force, of the types and products in use: with start and end now, the history has the last change
 * before. AWS does not charge for it.
 *
 * @throws {PriceSourceError} when a page cannot be read
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotPriceHistory.html
 */
export async function spotPricesOf(
  { region, types, products }: SpotUse,
  { clients, now }: { readonly clients: ScopeClients; now(): number },
  signal: AbortSignal,
): Promise<SpotPrices> {
  if (types.length === 0 || products.length === 0) return { prices: new Map(), rejected: 0 };
  const client = clients.of(EC2Client, region);
  const time = new Date(now());
  const newest = new Map<string, SpotRow>();
  let rejected = 0;
  try {
    for (const InstanceTypes of chunk([...new Set(types)], TYPES_PER_CALL)) {
      const input: DescribeSpotPriceHistoryRequest = {
        StartTime: time,
        EndTime: time,
        InstanceTypes: InstanceTypes as InstanceType[], // AWS has types that this SDK does not know yet
        ProductDescriptions: products.flatMap((product) => [product, product + IN_VPC]),
        MaxResults: ROWS_PER_PAGE,
      };
      const pages = guardedPages(
        paginateDescribeSpotPriceHistory,
        { client, signal },
        input,
        LIMITS,
      );
      for await (const { SpotPriceHistory = [] } of pages) {
        for (const history of SpotPriceHistory) {
          const row = rowOf(history, region);
          if (row === undefined) rejected += 1;
          else if (isBetter(row, newest.get(row.key))) newest.set(row.key, row);
        }
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LongshoreError) throw error; // of credentials, or of a list without end
    const needed = [...PRICE_PERMISSIONS.free];
    throw new PriceSourceError(`the spot prices of ${region}`, error, needed);
  }
  return { prices: new Map([...newest].map(([key, { price }]) => [key, price])), rejected };
}

/** A region's prices with these spot prices instead of those that it had. */
export function withSpotPrices(
  region: RegionPrices,
  spot: ReadonlyMap<string, Price>,
): RegionPrices {
  const prices = new Map(region.prices);
  for (const key of region.prices.keys()) {
    if (isSpotKey(key)) prices.delete(key);
  }
  for (const [key, price] of spot) prices.set(key, price);
  return { ...region, prices };
}

/** A region's prices with the spot prices that were read for this use. Those of other types and products stay. */
export function withSpotPricesOf(
  region: RegionPrices,
  { types, products }: Pick<SpotUse, 'types' | 'products'>,
  spot: ReadonlyMap<string, Price>,
): RegionPrices {
  const others = [...spotPricesIn(region)].filter(([key]) => {
    const { name: product, values } = priceKeyParts(key);
    const [, type = ''] = values;
    return !types.includes(type) || !products.includes(product);
  });
  return withSpotPrices(region, new Map([...others, ...spot]));
}

/** The spot prices among a region's prices. */
export function spotPricesIn({ prices }: RegionPrices): ReadonlyMap<string, Price> {
  const found = new Map<string, Price>();
  for (const [key, price] of prices) {
    if (isSpotKey(key) && !('skus' in price)) found.set(key, price);
  }
  return found;
}

/** A price within a VPC beats one of EC2-Classic, whatever their times; then the newest counts. */
function isBetter(row: SpotRow, before: SpotRow | undefined): boolean {
  if (before === undefined) return true;
  return row.isInVpc === before.isInVpc ? row.at > before.at : row.isInVpc;
}

function rowOf(
  { AvailabilityZone: zone, InstanceType: type, ProductDescription, SpotPrice, Timestamp }: History,
  region: string,
): SpotRow | undefined {
  const amount = parseDecimal(SpotPrice ?? '');
  if (zone === undefined || type === undefined || ProductDescription === undefined)
    return undefined;
  if (Timestamp === undefined || amount === undefined || amount <= ZERO) return undefined;
  const isInVpc = ProductDescription.endsWith(IN_VPC);
  const product = isInVpc ? ProductDescription.slice(0, -IN_VPC.length) : ProductDescription;
  const since = Timestamp.toISOString();
  const price: Price = {
    service: 'AmazonEC2',
    sku: '',
    region,
    usageType: `SpotUsage:${type}`,
    unit: 'Hrs',
    tiers: [{ from: ZERO, to: undefined, amount }],
    // AWS does not name the currency: as on the bill, it is that of the partition.
    currency: region.startsWith('cn-') ? 'CNY' : 'USD',
    publicationDate: since,
    effectiveDate: since,
    source: 'spot-history',
    attributes: {},
  };
  return { key: spotKey({ zone, type, product }), isInVpc, at: Timestamp.getTime(), price };
}
