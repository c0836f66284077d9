import { z } from 'zod';
import { CAPACITY_BLOCK_RATES, type CapacityBlockRateRow } from '../../store/cost-tables.ts';
import type { QueryLimits, Store } from '../../store/store.ts';
import { decimalText, parseDecimal, ZERO } from '../money/decimal.ts';
import { missingBlockPrice, type CapacityBlockPrices } from './capacity-block-price.ts';
import type { CapacityBlockRate } from './capacity-blocks.ts';
import type { MissingPrice, Price } from './price.ts';
import { once } from '../../lib/once.ts';

/** Far more blocks than an account has at once. */
const LIMITS: QueryLimits = { timeoutMs: 60_000, rows: 10_000 };
/** Accounts stand in SQL as texts. */
const ACCOUNT = /^\d{12}$/;
const COLUMNS = 'region, reservation_id, starts_at, usage_type, rate, currency, problem, read_at';

const Row = z
  .tuple([
    z.string(),
    z.string(),
    z.string().nullable(),
    z.string().nullable(),
    z.string().nullable(),
    z.string().nullable(),
    z.string().nullable(),
    z.string(),
  ])
  .transform(([region, id, start, usageType, rate, currency, problem, readAt]) => ({
    ...{ region, id, start, usageType, currency, problem, readAt },
    rate: rate === null ? undefined : parseDecimal(rate),
  }));

/** What the store has of a capacity block. Times in ISO 8601. */
export type StoredBlockRate = z.output<typeof Row>;

/** What is stored of a capacity block: its rate, or why it has none. */
export type BlockRateToStore =
  CapacityBlockRate | { readonly id: string; readonly region: string; readonly problem: string };

/** Keeps the rates of capacity blocks in the table `capacity_block_rates`: they are paid once a day. */
export class StoredBlockRates {
  readonly #store: Pick<Store, 'query' | 'replacePart'>;

  constructor(store: Pick<Store, 'query' | 'replacePart'>) {
    this.#store = store;
  }

  /** @throws {StoreError} when the store cannot be read */
  load(account: string, signal: AbortSignal): Promise<readonly StoredBlockRate[]> {
    return storedBlockRates(this.#store, account, signal);
  }

  /**
   * Replaces the rates of an account.
   *
   * @param readAt milliseconds since the Unix epoch
   * @throws {StoreError} when the store cannot be written
   */
  async save(
    account: string,
    rates: readonly BlockRateToStore[],
    readAt: number,
    signal: AbortSignal,
  ): Promise<void> {
    const rows = rates.map((rate) => rowOf(account, rate, readAt));
    await this.#store.replacePart(CAPACITY_BLOCK_RATES, account, once(rows), signal);
  }
}

/**
 * The stored rates of an account's capacity blocks.
 *
 * @throws {StoreError} when the store cannot be read
 */
export async function storedBlockRates(
  store: Pick<Store, 'query'>,
  account: string,
  signal: AbortSignal,
): Promise<readonly StoredBlockRate[]> {
  if (!ACCOUNT.test(account)) return [];
  const sql = `select ${COLUMNS} from capacity_block_rates where account = '${account}'`;
  const { rows } = await store.query(sql, LIMITS, signal);
  const found: StoredBlockRate[] = [];
  for await (const batch of rows()) found.push(...batch.map((row) => Row.parse(row)));
  return found;
}

/**
 * Stored rates as prices of one region.
 *
 * @param ids the reservations in use
 * @param unread why one that is not stored has no price
 */
export function blockPricesOf(
  rates: readonly StoredBlockRate[],
  {
    region,
    ids,
    unread,
  }: {
    readonly region: string;
    readonly ids: readonly string[];
    readonly unread: string;
  },
): CapacityBlockPrices {
  const prices = new Map<string, Price>();
  const missing = new Map<string, MissingPrice>();
  for (const id of ids) missing.set(id, missingBlockPrice('paid-source', unread));
  for (const rate of rates) {
    if (rate.region !== region) continue;
    const price = priceOf(rate);
    if (price === undefined) {
      missing.set(rate.id, missingBlockPrice('no-price', rate.problem ?? NOT_ON_THE_BILL));
    } else {
      prices.set(rate.id, price);
      missing.delete(rate.id);
    }
  }
  return { prices, missing };
}

const NOT_ON_THE_BILL =
  'the bill has no fee of this capacity block yet: Cost Explorer shows it up to a day later';

/** Published when the bill was read, in effect since the block began. */
function priceOf({ region, start, usageType, rate, currency, readAt }: StoredBlockRate) {
  if (rate === undefined || rate <= ZERO || currency === null) return undefined;
  const price: Price = {
    service: 'AmazonEC2',
    sku: '',
    region,
    usageType: usageType ?? '',
    unit: 'Hrs',
    tiers: [{ from: ZERO, to: undefined, amount: rate }],
    currency,
    publicationDate: readAt,
    effectiveDate: start ?? readAt,
    source: 'cost-explorer',
    attributes: {},
  };
  return price;
}

function rowOf(account: string, rate: BlockRateToStore, readAt: number): CapacityBlockRateRow {
  const { id, region } = rate;
  if ('problem' in rate) {
    return [account, region, id, ...UNKNOWN, rate.problem, readAt];
  }
  const { instanceType, instances, start, end, usageType, currency } = rate;
  return [
    ...([account, region, id, instanceType, instances, start, end, usageType ?? null] as const),
    ...([rate.rate === undefined ? null : decimalText(rate.rate), currency ?? null] as const),
    ...([rate.rate === undefined ? NOT_ON_THE_BILL : null, readAt] as const),
  ];
}

const UNKNOWN = [null, null, null, null, null, null, null] as const;
