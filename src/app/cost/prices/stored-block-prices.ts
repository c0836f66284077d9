import type { Settings } from '../../../config/settings.ts';
import { withCapacityBlocks } from '../../../cost/prices/capacity-block-price.ts';
import { spendLimits } from '../../../cost/prices/paid-calls.ts';
import type { PriceBook } from '../../../cost/prices/price-book.ts';
import {
  blockPricesOf,
  storedBlockRates,
  type StoredBlockRate,
} from '../../../cost/prices/stored-block-rates.ts';
import { systemClock } from '../../../lib/clock.ts';
import type { RunStoreAccess } from '../../store/run-store-access.ts';

/** How long rates that were read from the store are used: they change once a day. */
const MAX_AGE_MS = 10 * 60_000;
const UNREAD =
  'no rate of this capacity block is stored yet: longshore cost resources reads it, and so does a resync into the store with LONGSHORE_COST=true';

/** The capacity blocks of one account and region. */
export interface BlocksInRegion {
  readonly account: string;
  readonly region: string;
  /** Reservations: `cr-0123456789abcdef0`. */
  readonly ids: readonly string[];
}

/** The rates of capacity blocks that are stored already: a run reads these, and pays for nothing. */
export class StoredBlockPrices {
  readonly #settings: Settings;
  readonly #access: RunStoreAccess;
  readonly #book: PriceBook;
  /** By account. */
  readonly #read = new Map<
    string,
    { readonly at: number; readonly rates: Promise<readonly StoredBlockRate[]> }
  >();

  /** @param access where stored rates are read */
  constructor(settings: Settings, access: RunStoreAccess, book: PriceBook) {
    this.#settings = settings;
    this.#access = access;
    this.#book = book;
  }

  /** Adds the stored rates to the prices of a region, unless the settings forbid paid calls. */
  async add({ account, region, ids }: BlocksInRegion, signal: AbortSignal): Promise<void> {
    if (ids.length === 0 || spendLimits(this.#settings.cost.spendLimits) === undefined) return;
    const rates = await this.#ratesOf(account, signal);
    const prices = this.#book.region(region);
    if (prices === undefined) return;
    const known = blockPricesOf(rates, { region, ids, unread: UNREAD });
    this.#book.replace(withCapacityBlocks(prices, known));
  }

  async #ratesOf(account: string, signal: AbortSignal): Promise<readonly StoredBlockRate[]> {
    const now = systemClock.now();
    const last = this.#read.get(account);
    if (last !== undefined && now - last.at < MAX_AGE_MS) return await last.rates;
    // A store that another program holds, or that cannot be read, has no rates for this run.
    const rates = this.#load(account, signal).catch((): readonly StoredBlockRate[] => []);
    this.#read.set(account, { at: now, rates });
    return await rates;
  }

  #load(account: string, signal: AbortSignal): Promise<readonly StoredBlockRate[]> {
    return this.#access.read(async (reader) =>
      reader === undefined ? [] : await storedBlockRates(reader, account, signal),
    );
  }
}
