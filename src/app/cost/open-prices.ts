import path from 'node:path';
import type { CallObserver } from '../../aws/call-observer.ts';
import type { Settings } from '../../config/settings.ts';
import { BulkPrices } from '../../cost/prices/bulk-prices.ts';
import type { FetchedPrices, PriceFetcher } from '../../cost/prices/fetched-prices.ts';
import { PriceBook } from '../../cost/prices/price-book.ts';
import { readPriceFile } from '../../cost/prices/price-file.ts';
import { PriceRefresher } from '../../cost/prices/price-refresher.ts';
import type { NeedsByKind } from '../../cost/prices/price-selection.ts';
import { PriceQueryApi } from '../../cost/prices/query-api.ts';
import type { RegionStatus } from '../../cost/prices/region-status.ts';
import { asSimulated, simulated } from '../../cost/prices/simulated-prices.ts';
import { spotPricesOf, withSpotPricesOf, type SpotUse } from '../../cost/prices/spot-history.ts';
import { StoredPriceBook } from '../../cost/prices/stored-prices.ts';
import { systemClock } from '../../lib/clock.ts';
import type { Store } from '../../store/store.ts';
import type { RuntimeOpener } from '../runtime.ts';
import { bulkFiles, type OpenedBulkFiles } from './bulk-files.ts';
import { PriceAccount } from './price-account.ts';

export interface PricesOptions {
  readonly settings: Pick<Settings, 'answerTimeoutMs' | 'cost' | 'network'>;
  readonly cwd: string;
  readonly needs: NeedsByKind;
  /** Keeps prices between runs. @default they are read each time */
  readonly store?: Store | undefined;
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
  readonly #account: PriceAccount | undefined;
  readonly #bulk: OpenedBulkFiles;
  readonly #isSimulated: boolean;

  private constructor(
    options: PricesOptions,
    file: ReadonlyMap<string, FetchedPrices> | undefined,
  ) {
    const { settings, needs, store, open, signal, asksApi = true, isSimulated = false } = options;
    const { observer = () => undefined } = options;
    const { now } = systemClock;
    this.#isSimulated = isSimulated;
    this.#account = open === undefined ? undefined : new PriceAccount(open, signal, observer);
    this.#bulk = bulkFiles(settings);
    const { files } = this.#bulk;
    const fetchers = [
      ...(this.#account === undefined || !asksApi ? [] : [queryApi(this.#account, needs)]),
      new BulkPrices({ files, needs, now }),
    ];
    this.#refresher = new PriceRefresher({
      book: this.book,
      needs,
      clock: systemClock,
      random: Math.random,
      file,
      store: store === undefined ? undefined : new StoredPriceBook(store, needs),
      fetchers: isSimulated ? fetchers.map(simulated) : fetchers,
      maxAgeMs: settings.cost.priceMaxAgeMs,
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
   * Adds the spot prices in force for the instance types in use.
   *
   * @throws when AWS does not give them: list prices stay
   */
  async addSpotPrices(use: SpotUse, signal: AbortSignal): Promise<void> {
    const prices = this.book.region(use.region);
    if (this.#account === undefined || prices === undefined) return;
    const clients = await this.#account.clients();
    const { now } = systemClock;
    const spot = await spotPricesOf(use, { clients, now }, signal);
    const current = this.book.region(use.region) ?? prices; // they may have been refreshed meanwhile
    const marked = this.#isSimulated ? asSimulated(spot.prices) : spot.prices;
    this.book.replace(withSpotPricesOf(current, use, marked));
  }

  [Symbol.dispose](): void {
    this.#account?.[Symbol.dispose]();
    this.#bulk[Symbol.dispose]();
  }
}

/** The Price List API, with an account that is opened when it is needed. */
function queryApi(account: PriceAccount, needs: NeedsByKind): PriceFetcher {
  const { now } = systemClock;
  return {
    title: 'the Price List API',
    fetch: async (region, signal) =>
      new PriceQueryApi({ needs, clients: await account.clients(), now }).fetch(region, signal),
  };
}
