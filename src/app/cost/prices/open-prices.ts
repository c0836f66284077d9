import path from 'node:path';
import type { CallObserver } from '../../../aws/call-observer.ts';
import type { Settings } from '../../../config/settings.ts';
import { BulkPrices } from '../../../cost/prices/bulk-prices.ts';
import type { FetchedPrices, PriceFetcher } from '../../../cost/prices/fetched-prices.ts';
import { withCapacityBlocks } from '../../../cost/prices/capacity-block-price.ts';
import {
  CountedPaidCalls,
  SpendCap,
  spendLimits,
  type PaidTotal,
} from '../../../cost/prices/paid-calls.ts';
import { PriceBook } from '../../../cost/prices/price-book.ts';
import { readPriceFile } from '../../../cost/prices/price-file.ts';
import { PriceRefresher } from '../../../cost/prices/price-refresher.ts';
import type { NeedsByKind } from '../../../cost/prices/price-selection.ts';
import type { PriceStore } from '../../../cost/prices/price-store.ts';
import { PriceQueryApi } from '../../../cost/prices/query-api.ts';
import type { RegionStatus } from '../../../cost/prices/region-status.ts';
import { asSimulated, simulated } from '../../../cost/prices/simulated-prices.ts';
import { spotPricesOf, withSpotPricesOf, type SpotUse } from '../../../cost/prices/spot-history.ts';
import { saveSpotPrices } from '../../../cost/prices/stored-spot-prices.ts';
import { blockPricesOf } from '../../../cost/prices/stored-block-rates.ts';
import { StoredPaidCalls } from '../../../cost/prices/stored-paid-calls.ts';
import { StoredPriceBook } from '../../../cost/prices/stored-prices.ts';
import { systemClock } from '../../../lib/clock.ts';
import type { Store } from '../../../store/store.ts';
import type { RuntimeOpener } from '../../runtime.ts';
import { bulkFiles, type OpenedBulkFiles } from './bulk-files.ts';
import { BlockRates, type CapacityBlockUse, type KnownBlockRates } from './block-rates.ts';
import { PriceAccounts } from './price-accounts.ts';

export interface PricesOptions {
  readonly settings: Pick<Settings, 'answerTimeoutMs' | 'cost' | 'network'>;
  readonly cwd: string;
  readonly needs: NeedsByKind;
  /** Keeps prices between runs. @default they are read each time */
  readonly store?: Store | undefined;
  /** Keeps them in another way than `store`. */
  readonly priceStore?: PriceStore | undefined;
  /** Opens AWS for the Price List API. @default the public files alone */
  readonly open?: RuntimeOpener | undefined;
  /** Asks the Price List API before the public files. @default true */
  readonly asksApi?: boolean;
  /** Receives the calls for prices. @default nothing counts them */
  readonly observer?: CallObserver | undefined;
  /** The prices are not AWS's. */
  readonly isSimulated?: boolean;
  readonly signal: AbortSignal;
}

/** Prices by region, from the first source that has them: a file, the store, the Price List API, the public files. */
export class Prices implements Disposable {
  readonly book = new PriceBook();
  readonly #refresher: PriceRefresher;
  readonly #accounts: PriceAccounts | undefined;
  readonly #bulk: OpenedBulkFiles;
  readonly #isSimulated: boolean;
  readonly #paid: CountedPaidCalls | undefined;
  readonly #store: Store | undefined;
  /** Undefined while nothing may be paid. */
  readonly #blocks: BlockRates | undefined;

  private constructor(
    options: PricesOptions,
    file: ReadonlyMap<string, FetchedPrices> | undefined,
  ) {
    const { settings, needs, store, open, signal, asksApi = true, isSimulated = false } = options;
    const { observer = () => undefined } = options;
    const { now } = systemClock;
    this.#isSimulated = isSimulated;
    this.#store = store;
    this.#accounts = open === undefined ? undefined : new PriceAccounts(open, signal, observer);
    this.#bulk = bulkFiles(settings);
    const limits = spendLimits(settings.cost.spendLimits);
    if (store !== undefined && this.#accounts !== undefined && limits !== undefined) {
      this.#paid = new CountedPaidCalls(new StoredPaidCalls(store, signal));
      const cap = new SpendCap({ ...limits, calls: this.#paid, now });
      this.#blocks = new BlockRates({ store, accounts: this.#accounts, cap, now });
    }
    const { files } = this.#bulk;
    const fetchers = [
      ...(this.#accounts === undefined || !asksApi ? [] : [queryApi(this.#accounts, needs)]),
      new BulkPrices({ files, needs, now }),
    ];
    this.#refresher = new PriceRefresher({
      book: this.book,
      needs,
      clock: systemClock,
      random: Math.random,
      file,
      store: options.priceStore ?? (store && new StoredPriceBook(store, needs)),
      fetchers: isSimulated ? fetchers.map(simulated) : fetchers,
      maxAgeMs: settings.cost.priceMaxAgeMs,
      ...(settings.cost.acceptsLostPrices && { guard: { mostLost: 1 } }),
    });
  }

  /** @throws {PriceFileError} when the file of the settings cannot be read */
  static async open(options: PricesOptions): Promise<Prices> {
    const { settings, cwd, signal } = options;
    const { pricesFile } = settings.cost;
    if (pricesFile === undefined) return new Prices(options, undefined);
    const { regions } = await readPriceFile(path.resolve(cwd, pricesFile), signal);
    return new Prices(options, regions);
  }

  /**
   * Brings the prices of these regions up to date. A region that fails keeps its last ones.
   *
   * @returns the status of each region; what failed is in it
   */
  refresh(regions: readonly string[], signal: AbortSignal): Promise<readonly RegionStatus[]> {
    return this.#refresher.refresh(regions, signal);
  }

  /** The status of a region now; undefined for one that was never asked for. */
  status(region: string): RegionStatus | undefined {
    return this.#refresher.status(region);
  }

  /**
   * Adds the spot prices in force for the instance types in use, and keeps them in the store.
   *
   * @throws when AWS does not give them: list prices stay
   */
  async addSpotPrices(use: SpotUse, signal: AbortSignal): Promise<void> {
    const prices = this.book.region(use.region);
    if (this.#accounts === undefined || prices === undefined) return;
    const { now } = systemClock;
    const spot = await this.#accounts.ask((clients) => spotPricesOf(use, { clients, now }, signal));
    const current = this.book.region(use.region) ?? prices; // they may have been refreshed meanwhile
    const marked = this.#isSimulated ? asSimulated(spot.prices) : spot.prices;
    const known = withSpotPricesOf(current, use, marked);
    this.book.replace(known);
    if (this.#store !== undefined) await saveSpotPrices(this.#store, known, now(), signal);
  }

  /**
   * Adds the rates of capacity blocks in use: from the store, or by a paid call if the settings allow it.
   *
   * @throws when they could not be read: those that were stored are used
   */
  async addCapacityBlockRates(use: CapacityBlockUse, signal: AbortSignal): Promise<void> {
    if (this.#blocks === undefined) return;
    const known = await this.#blocks.of(use, signal);
    for (const region of new Set(use.blocks.map((block) => block.region))) {
      this.#replaceBlocks(region, use, known);
    }
    if (known.problem !== undefined) throw known.problem;
  }

  /** The paid calls that were made for these prices. Undefined while nothing may be paid. */
  get paid(): PaidTotal | undefined {
    return this.#paid?.total;
  }

  #replaceBlocks(
    region: string,
    { blocks }: CapacityBlockUse,
    { rates, unread }: KnownBlockRates,
  ): void {
    const current = this.book.region(region);
    if (current === undefined) return;
    const ids = blocks.filter((block) => block.region === region).map(({ id }) => id);
    const { prices, missing } = blockPricesOf(rates, { region, ids, unread });
    const marked = this.#isSimulated ? asSimulated(prices) : prices;
    this.book.replace(withCapacityBlocks(current, { prices: marked, missing }));
  }

  [Symbol.dispose](): void {
    this.#accounts?.[Symbol.dispose]();
    this.#bulk[Symbol.dispose]();
  }
}

/** The Price List API, with accounts that are opened when they are needed. */
function queryApi(accounts: PriceAccounts, needs: NeedsByKind): PriceFetcher {
  const { now } = systemClock;
  return {
    title: 'the Price List API',
    fetch: (region, signal) =>
      accounts.ask((clients) => new PriceQueryApi({ needs, clients, now }).fetch(region, signal)),
  };
}
