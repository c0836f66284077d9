import { randomUUID } from 'node:crypto';
import type { AccountS3Rates } from '../../app/cost/prices/account-s3-rates.ts';
import { CostInventory } from '../../app/cost/metrics/cost-inventory.ts';
import { CostMetrics } from '../../app/cost/metrics/cost-metrics.ts';
import { InventoryAges } from '../../app/cost/metrics/inventory-ages.ts';
import type { KeptBlockRates } from '../../app/cost/prices/kept-block-rates.ts';
import { KnownPlaces } from '../../app/cost/metrics/known-places.ts';
import { MonthSpend } from '../../app/cost/prices/month-spend.ts';
import { Prices } from '../../app/cost/prices/open-prices.ts';
import { PriceKeeper } from '../../app/cost/prices/price-keeper.ts';
import { StoreMetricsSource } from '../../app/cost/metrics/store-metrics-source.ts';
import { runtimeOpener } from '../../app/runtime.ts';
import { StoreSink } from '../../app/store/store-sink.ts';
import { kindsOf, priceNeedsOf } from '../../cost/metrics/metrics-modules.ts';
import { StoredPriceBook } from '../../cost/prices/stored-prices.ts';
import type { MissingSeriesReason } from '../../cost/metrics/series.ts';
import type { MetricsSnapshot } from '../../cost/metrics/snapshot.ts';
import type { RunEvent } from '../../ledger/run-event.ts';
import type { Sink } from '../../ledger/sink.ts';
import { messageOf } from '../../lib/errors.ts';
import { TimeLimit } from '../../lib/time-limit.ts';
import { warnOf, type CostPageOptions } from './cost-page-options.ts';
import { blockRatesOf, s3RatesOf } from './paid-rates.ts';
import { ProgressSteps } from './progress-steps.ts';
import { ScopeFailures } from './scope-failures.ts';

/** Prices are due at different times: this often they are checked. */
export const PRICES_INTERVAL_MS = 30_000;
/** The longest wait for work that was told to stop. */
const LONGEST_END_MS = 5_000;
/** A whole inventory may take this many times as long as one of its scopes: they are read side by side. */
const SCOPE_TIMES_PER_INVENTORY = 15;

/** What the exporter's page is made from, and the work that keeps it up to date. */
export class CostPage implements Disposable {
  readonly #options: CostPageOptions;
  readonly #inventory: CostInventory;
  readonly #prices: Prices;
  readonly #keeper: PriceKeeper;
  readonly #s3: AccountS3Rates | undefined;
  readonly #blocks: KeptBlockRates | undefined;
  readonly #places: KnownPlaces;
  readonly #ages: InventoryAges;
  readonly #metrics: CostMetrics;
  readonly #month: MonthSpend;
  readonly #failures: ScopeFailures;
  readonly #steps: ProgressSteps;
  /** Paid rates of known accounts were asked for, or nothing may be paid. */
  #hasAskedPaid: boolean;
  /** Called when regions have become known: their prices are needed. */
  onRegions: () => void = () => undefined;

  private constructor(options: CostPageOptions, inventory: CostInventory, prices: Prices) {
    const { store, modules, operations, settings, clock, logger, signal, bedrockFamilies } =
      options;
    const warn = warnOf(options);
    this.#options = options;
    this.#inventory = inventory;
    this.#prices = prices;
    this.#places = new KnownPlaces(new Set(options.excludedRegions));
    this.#ages = new InventoryAges(kindsOf(modules), this.#places);
    this.#s3 = s3RatesOf(options);
    this.#blocks = blockRatesOf(options, prices);
    this.#failures = new ScopeFailures(logger);
    this.#steps = new ProgressSteps(logger);
    this.#month = new MonthSpend(clock.now);
    this.#hasAskedPaid = !options.mayPay || Number(settings.cost.spendCapUsd) === 0;
    this.#metrics = new CostMetrics({
      ...{ modules, signal, logger },
      ...(bedrockFamilies !== undefined && { bedrockFamilies }),
      hasNames: settings.cost.metrics.hasNames,
      now: clock.now,
      source: new StoreMetricsSource({
        store,
        places: this.#places,
        prices: (region) => prices.book.region(region),
        s3Rates: (account) => this.#s3?.of(account),
      }),
      pending: () => this.#pending(),
      onBuilt: (snapshot) => {
        operations.built(snapshot);
        const series = snapshot.modules.reduce((sum, module) => sum + module.series, 0);
        this.#steps.done('page built', { series, bytes: snapshot.bytes('text') });
      },
    });
    this.#keeper = new PriceKeeper({
      ...{ prices, store, clock, signal, warn, spotMaxAgeMs: options.refreshMs },
      intervalMs: PRICES_INTERVAL_MS,
      onChanged: (region) => {
        if (region !== undefined) {
          const prices = this.#prices.book.region(region)?.prices.size;
          this.#steps.done('prices of a region read', { region, prices });
        }
        void this.#metrics.rebuild();
      },
      onFailed: (region, error) => {
        operations.pricesFailed(region);
        logger.warn({ region, problem: messageOf(error) }, 'prices not refreshed');
      },
      onSkipped: (count) => {
        operations.skipped('prices', count);
      },
    });
    operations.read({
      now: clock.now,
      snapshot: () => this.#metrics.current(),
      prices: () => this.#keeper.states(),
      priceMaxAgeMs: settings.cost.pricesFile === undefined ? priceMaxAgeOf(options) : undefined,
      inventory: () => this.#ages.all(),
      nextS3At: () => this.#s3?.nextAt,
      monthSpendUsd: () => this.#month.usd,
    });
  }

  /** @throws {PriceFileError} when the file of prices cannot be read */
  static async open(options: CostPageOptions): Promise<CostPage> {
    const { settings, cwd, store, modules, secrets, observer, signal } = options;
    const warn = warnOf(options);
    const open = runtimeOpener({ settings, secrets, warn });
    const { scopeTimeMs, rdsTimeMs = scopeTimeMs } = options;
    const inventory = await CostInventory.open({
      ...{ settings, cwd, open, secrets, observer, warn },
      kinds: kindsOf(modules),
      excludedRegions: options.excludedRegions,
      scopeTime: ({ kind }) => (kind.startsWith('AWS::RDS::') ? rdsTimeMs : scopeTimeMs),
      timeoutMs: SCOPE_TIMES_PER_INVENTORY * Math.max(scopeTimeMs, rdsTimeMs),
    });
    const priceMaxAgeMs = priceMaxAgeOf(options);
    const prices = await Prices.open({
      settings: { ...settings, cost: { ...settings.cost, priceMaxAgeMs } },
      needs: priceNeedsOf(modules),
      ...{ cwd, store, open, observer, signal },
    });
    return new CostPage(options, inventory, prices);
  }

  /** List prices come before spot prices, and paid rates last. */
  #pending(): ReadonlySet<MissingSeriesReason> {
    const pending = new Set<MissingSeriesReason>();
    if (this.#keeper.isStarting) pending.add('no-price');
    if (!this.#hasAskedPaid) pending.add('paid-source');
    return pending;
  }

  /** The page now; undefined before the first. */
  snapshot(): MetricsSnapshot | undefined {
    return this.#metrics.current();
  }

  /** What the store has from before: a page is there before AWS has answered. */
  async load(signal: AbortSignal): Promise<void> {
    const { store } = this.#options;
    await this.#places.load(store, signal);
    await this.#ages.load(store, signal);
    await this.#s3?.load(this.#accounts, signal);
    await this.#month.read(store, signal);
    if (this.#places.all.length === 0) return;
    await this.#loadPrices(signal);
    this.refreshPrices();
    await this.#metrics.rebuild();
  }

  /** Also prices that are too old: their refresh may take long, or fail. */
  async #loadPrices(signal: AbortSignal): Promise<void> {
    const { store, modules, settings } = this.#options;
    if (settings.cost.pricesFile !== undefined) return; // it has the only prices
    const stored = new StoredPriceBook(store, priceNeedsOf(modules));
    const { book } = this.#prices;
    for (const region of this.#places.regions) {
      const found = await stored.load(region, signal);
      if (found !== undefined && book.region(region) === undefined) book.replace(found.prices);
    }
  }

  /** Lists the resources, then builds the page. */
  async readInventory(signal: AbortSignal): Promise<void> {
    const { operations, clock } = this.#options;
    try {
      const startedAt = clock.now();
      await this.#inventory.read(() => this.#openSinks(), signal);
      const seconds = (clock.now() - startedAt) / 1_000;
      this.#steps.done('inventory read', { accounts: this.#places.all.length, seconds });
      await this.#keeper.refreshSpot(signal);
    } finally {
      operations.inventoryEnded(clock.now());
      if (this.#places.all.length > 0) await this.#metrics.rebuild();
    }
  }

  /** Begins to refresh the prices that are due. */
  refreshPrices(): void {
    const { modules } = this.#options;
    if (priceNeedsOf(modules).size > 0) this.#keeper.start(this.#places.regions);
  }

  /** Asks for what AWS charges for, where that is enabled and due. */
  async refreshPaid(signal: AbortSignal): Promise<void> {
    try {
      const hasRates = await this.#s3?.refresh(this.#accounts, signal);
      const hasBlocks = await this.#blocks?.refresh(signal);
      const isFirst =
        !this.#hasAskedPaid && this.#places.all.length > 0 && this.#blocks?.isWaiting !== true;
      this.#hasAskedPaid ||= isFirst;
      if (hasRates === true || hasBlocks === true || isFirst) await this.#metrics.rebuild();
    } finally {
      await this.#month.read(this.#options.store, signal);
    }
  }

  /** Waits for work in the background, after it was told to stop: it uses the store. */
  async settled(): Promise<void> {
    const done = Promise.all([this.#keeper.settled(), this.#metrics.settled()]);
    const limit = new TimeLimit(new AbortController().signal, LONGEST_END_MS, () => new Error());
    await limit.run(() => done).catch(() => undefined); // what hangs ends with the process
  }

  [Symbol.dispose](): void {
    this.#s3?.[Symbol.dispose]();
    this.#prices[Symbol.dispose]();
  }

  get #accounts(): readonly string[] {
    return this.#places.all.map(({ account }) => account);
  }

  async #openSinks(): Promise<readonly Sink[]> {
    const { store, settings, clock, operations } = this.#options;
    const stored = await StoreSink.open(store, {
      runId: randomUUID(),
      retentionMs: settings.store.retentionMs,
      now: clock.now,
      warn: warnOf(this.#options),
    });
    const watching: Sink = {
      event: (event: RunEvent) => {
        if (event.type !== 'scope') return;
        const { record } = event;
        operations.scope(record);
        this.#ages.scope(record, clock.now());
        this.#failures.note(record);
      },
    };
    return [stored, this.#places.sink(this.onRegions), watching];
  }
}

/** In milliseconds. */
function priceMaxAgeOf({ settings, refreshMs }: CostPageOptions): number {
  return Math.max(settings.cost.priceMaxAgeMs, refreshMs);
}
