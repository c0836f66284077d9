import type { CallObserver } from '../../../aws/call-observer.ts';
import type { Settings } from '../../../config/settings.ts';
import type { MetricsModule } from '../../../cost/metrics/metrics-module.ts';
import { kindsOf, priceNeedsOf } from '../../../cost/metrics/metrics-modules.ts';
import type { MetricsSnapshot } from '../../../cost/metrics/snapshot.ts';
import { PriceBook } from '../../../cost/prices/price-book.ts';
import type { NeedsByKind } from '../../../cost/prices/price-selection.ts';
import { spendLimits, type PaidCall } from '../../../cost/prices/paid-calls.ts';
import type { RegionStatus } from '../../../cost/prices/region-status.ts';
import { withStoredSpotPrices } from '../../../cost/prices/stored-spot-prices.ts';
import { StoredPriceBook } from '../../../cost/prices/stored-prices.ts';
import type { ScopeRecord } from '../../../ledger/scope.ts';
import type { Sink } from '../../../ledger/sink.ts';
import { systemClock } from '../../../lib/clock.ts';
import { ConfigurationError, messageOf } from '../../../lib/errors.ts';
import type { Store } from '../../../store/store.ts';
import type { RuntimeOpener } from '../../runtime.ts';
import { AccountS3Rates } from '../prices/account-s3-rates.ts';
import { CostMetrics } from './cost-metrics.ts';
import { InventoryAges } from './inventory-ages.ts';
import { KnownPlaces } from './known-places.ts';
import { metricsModules } from './metrics-modules.ts';
import { MonthSpend } from '../prices/month-spend.ts';
import type { Prices } from '../prices/open-prices.ts';
import { StoreMetricsSource } from './store-metrics-source.ts';
import type { UnpricedLogger } from './unpriced-log.ts';

export interface ServedCostMetricsOptions {
  readonly settings: Settings;
  readonly signal: AbortSignal;
  readonly logger: UnpricedLogger;
  /** Called with each new snapshot. */
  onBuilt(snapshot: MetricsSnapshot): void;
  onScope(record: ScopeRecord): void;
  onRunEnded(at: number): void;
  onPaid(call: Pick<PaidCall, 'purpose' | 'requests' | 'amount'>): void;
  onS3Failed(): void;
  /** Receives the calls for what AWS charges for. */
  readonly observer: CallObserver;
}

/** What is new after a run. */
export interface PricedRun {
  readonly store: Store;
  readonly prices: Prices;
  readonly statuses: readonly RegionStatus[];
  /** Opens AWS for what has to be paid. */
  readonly open: RuntimeOpener;
}

/** Of the calls of Cost Explorer for capacity blocks. */
const BLOCK_PURPOSE = 'capacity blocks';

/** The cost metrics of `longshore serve`: built from its store after each run. */
export class ServedCostMetrics implements Disposable {
  readonly modules: readonly MetricsModule[];
  /** What they need of the price lists, besides cost models. */
  readonly needs: NeedsByKind;
  readonly #options: ServedCostMetricsOptions;
  readonly #places = new KnownPlaces();
  readonly #ages: InventoryAges;
  readonly #month = new MonthSpend(systemClock.now);
  #metrics: CostMetrics | undefined;
  #store: Store | undefined;
  #book = new PriceBook();
  #statuses: readonly RegionStatus[] = [];
  #s3: AccountS3Rates | undefined;
  /** A run has asked for paid rates. */
  #hasAskedPaid = false;

  /**
   * @returns undefined when the settings name no services
   * @throws {ConfigurationError} for an unknown service, or without a store and prices
   */
  static of(options: ServedCostMetricsOptions): ServedCostMetrics | undefined {
    const { cost, store } = options.settings;
    const { services = [] } = cost.metrics;
    if (services.length === 0) return undefined;
    const modules = metricsModules(services, 'LONGSHORE_COST_METRICS');
    if (store.type === 'none' || !cost.isOn) {
      throw new ConfigurationError('LONGSHORE_COST_METRICS needs a store and prices', {
        remedy: 'set LONGSHORE_STORE=duckdb and LONGSHORE_COST=true, or use longshore exporter',
      });
    }
    return new ServedCostMetrics(modules, options);
  }

  private constructor(modules: readonly MetricsModule[], options: ServedCostMetricsOptions) {
    this.modules = modules;
    this.needs = priceNeedsOf(modules);
    this.#options = options;
    this.#ages = new InventoryAges(kindsOf(modules), this.#places);
  }

  /** Receives the calls for prices. */
  get observer(): CallObserver {
    return this.#options.observer;
  }

  /** The page now; undefined before the first. */
  snapshot(): MetricsSnapshot | undefined {
    return this.#metrics?.current();
  }

  /** The regions with their prices, and when these were fetched. */
  *prices(): Generator<{ readonly status: RegionStatus; readonly fetchedAt: number | undefined }> {
    for (const status of this.#statuses) {
      yield { status, fetchedAt: this.#book.region(status.region)?.fetchedAt };
    }
  }

  inventory(): ReturnType<InventoryAges['all']> {
    return this.#ages.all();
  }

  get nextS3At(): number | undefined {
    return this.#s3?.nextAt;
  }

  /** What paid calls have cost in this month, in US dollars; undefined before it was read. */
  get monthSpendUsd(): number | undefined {
    return this.#month.usd;
  }

  /** A page from what an earlier process has stored, prices included. */
  async load(store: Store): Promise<void> {
    const { signal } = this.#options;
    await this.regions(store, signal);
    await this.#month.read(store, signal);
    const stored = new StoredPriceBook(store, this.needs);
    for (const region of this.#places.regions) {
      const found = await stored.load(region, signal);
      if (found === undefined) continue;
      const { now } = systemClock;
      this.#book.replace(await withStoredSpotPrices(store, found.prices, now(), signal));
    }
    if (this.#places.all.length > 0) await this.#rebuild(store);
  }

  /** The regions whose prices they need, by what the store has. */
  async regions(store: Pick<Store, 'query'>, signal: AbortSignal): Promise<readonly string[]> {
    await this.#places.load(store, signal);
    await this.#ages.load(store, signal);
    return this.#places.regions;
  }

  /** Lets them see how the scopes of a run end. */
  watching(sink: Sink): Sink {
    const places = this.#places.sink();
    return {
      event: async (event) => {
        await places.event(event);
        if (event.type === 'scope') this.#options.onScope(event.record);
        await sink.event(event);
      },
      // First the places: the sink builds the page in the end.
      finish: async (run) => {
        await places.finish?.(run);
        await sink.finish?.(run);
      },
      abandon: () => sink.abandon?.(),
    };
  }

  /** Builds the page after a run whose resources are stored and priced. */
  async afterRun({ store, prices, statuses, open }: PricedRun): Promise<void> {
    const { signal, onRunEnded, onPaid } = this.#options;
    this.#book = prices.book;
    this.#statuses = statuses;
    onRunEnded(systemClock.now());
    const { paid } = prices;
    if (paid !== undefined && paid.requests > 0) onPaid({ ...paid, purpose: BLOCK_PURPOSE });
    await this.#refreshPaid(store, open, signal);
    this.#hasAskedPaid = true;
    await this.#month.read(store, signal);
    await this.#rebuild(store);
  }

  [Symbol.dispose](): void {
    this.#s3?.[Symbol.dispose]();
  }

  async #rebuild(store: Store): Promise<void> {
    this.#store = store;
    const { settings, signal, logger, onBuilt } = this.#options;
    this.#metrics ??= new CostMetrics({
      modules: this.modules,
      hasNames: settings.cost.metrics.hasNames,
      now: systemClock.now,
      pending: () =>
        new Set(
          !this.#hasAskedPaid && Number(settings.cost.spendCapUsd) > 0 ? ['paid-source'] : [],
        ),
      ...{ signal, logger, onBuilt },
      source: new StoreMetricsSource({
        store: { query: (...question) => (this.#store ?? store).query(...question) },
        places: this.#places,
        prices: (region) => this.#book.region(region),
        s3Rates: (account) => this.#s3?.of(account),
      }),
    });
    await this.#metrics.rebuild();
  }

  async #refreshPaid(store: Store, open: RuntimeOpener, signal: AbortSignal): Promise<void> {
    if (!this.modules.some(({ paid }) => paid === 's3-rates')) return;
    const { settings, logger, onPaid, onS3Failed, observer } = this.#options;
    this.#s3 ??= new AccountS3Rates({
      ...{ store, open, signal, onPaid, observer },
      limits: spendLimits(settings.cost.spendLimits),
      clock: systemClock,
      onFailed: (accountId, error) => {
        onS3Failed();
        logger.warn({ accountId, problem: messageOf(error) }, 'S3 rates not read');
      },
    });
    const accounts = this.#places.all.map(({ account }) => account);
    await this.#s3.refresh(accounts, signal);
  }
}
