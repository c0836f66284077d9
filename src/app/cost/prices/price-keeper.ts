import type { Clock } from '../../../lib/clock.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { RegionStatus } from '../../../cost/prices/region-status.ts';
import type { Store } from '../../../store/store.ts';
import { CurrentPrices } from './current-prices.ts';
import type { Prices } from './open-prices.ts';
import { spotUses } from './spot-uses.ts';

/** Prices on demand are on the page no later than this, when spot prices hang. */
const SPOT_TIMEOUT_MS = 10_000;

/** The first wait after an error; each further one is twice as long. */
const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 30 * 60_000;

export interface PriceKeeperOptions {
  readonly prices: Prices;
  readonly store: Store;
  /** How often `start` is called, in milliseconds. */
  readonly intervalMs: number;
  /** Older spot prices are read again, in milliseconds. */
  readonly spotMaxAgeMs: number;
  readonly clock: Clock;
  /** Aborted when the process ends. */
  readonly signal: AbortSignal;
  /** Called when prices have changed: those of a region, or the spot prices of some. */
  onChanged(region?: string): void;
  /** Called when a region's prices could not be refreshed, or not be saved. */
  onFailed(region: string, error: Error): void;
  /** Called when a region is due while its last refresh is still running. */
  onSkipped(count: number): void;
  warn(message: string): void;
}

/**
 * Keeps the prices of regions up to date. Each region goes on by itself: one whose prices cannot be read, or take long,
 * holds up no other.
 */
export class PriceKeeper {
  readonly #options: PriceKeeperOptions;
  readonly #spot: CurrentPrices;
  readonly #regions = new Set<string>();
  /** Regions whose first refresh has ended, well or not. */
  readonly #begun = new Set<string>();
  /** Regions whose refresh ended with an error of the store or of Longshore, and when they are tried again. */
  readonly #retries = new Map<string, { readonly failures: number; readonly at: number }>();
  /** The refreshes under way, with the time when they began, in milliseconds since the Unix epoch. */
  readonly #running = new Map<
    string,
    { readonly startedAt: number; readonly work: Promise<void> }
  >();

  constructor(options: PriceKeeperOptions) {
    this.#options = options;
    this.#spot = new CurrentPrices(options.prices, options.spotMaxAgeMs);
  }

  /** The regions with their status, and when their prices were fetched. */
  *states(): Generator<{ readonly status: RegionStatus; readonly fetchedAt: number | undefined }> {
    const { prices } = this.#options;
    for (const region of this.#regions) {
      const status = prices.status(region);
      if (status !== undefined) yield { status, fetchedAt: prices.book.region(region)?.fetchedAt };
    }
  }

  /** Is a region's first refresh still to end? Its spot prices come after its list prices. */
  get isStarting(): boolean {
    return this.#begun.size < this.#regions.size;
  }

  /** Begins to refresh the regions that are not being refreshed. */
  start(regions: readonly string[]): void {
    const now = this.#options.clock.now();
    let skipped = 0;
    for (const region of regions) {
      this.#regions.add(region);
      if ((this.#retries.get(region)?.at ?? 0) > now) continue;
      const running = this.#running.get(region);
      if (running === undefined) {
        const work = this.#refresh(region).finally(() => {
          this.#begun.add(region);
          this.#running.delete(region);
        });
        this.#running.set(region, { startedAt: now, work });
      } else if (now - running.startedAt >= this.#options.intervalMs) skipped += 1;
    }
    if (skipped > 0) this.#options.onSkipped(skipped);
  }

  /** Resolves when the refreshes under way have ended. */
  async settled(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ work }) => work));
  }

  /**
   * Brings the spot prices of the instances in the store up to date.
   *
   * @throws {StoreError} when the store cannot be read
   */
  async refreshSpot(signal: AbortSignal): Promise<void> {
    const regions = await this.#addSpot(() => true, signal);
    if (regions > 0) this.#options.onChanged();
  }

  /** @returns how many regions have got other spot prices */
  async #addSpot(isWanted: (region: string) => boolean, signal: AbortSignal): Promise<number> {
    const { store, warn, prices } = this.#options;
    let changed = 0;
    for (const { region, types, products } of await spotUses(store, signal)) {
      if (!isWanted(region)) continue;
      const before = prices.book.region(region);
      const needs = types.flatMap((type) => products.map((product) => ({ type, product })));
      const problem = await this.#spot.addSpotPrices(region, needs, signal);
      if (problem !== undefined)
        warn(`no new spot prices of ${region}: ${problem.failure.message}`);
      if (prices.book.region(region) !== before) changed += 1;
    }
    return changed;
  }

  async #refresh(region: string): Promise<void> {
    const { prices, signal, onChanged, onFailed, warn } = this.#options;
    const before = prices.book.region(region);
    const failuresBefore = prices.status(region)?.failures ?? 0;
    try {
      const [status] = await prices.refresh([region], signal);
      if (status === undefined) return;
      const hasNew = prices.book.region(region) !== before;
      // New prices with a problem could not be saved.
      if (status.problem !== undefined && (status.failures > failuresBefore || hasNew)) {
        onFailed(region, status.problem);
      }
      this.#retries.delete(region);
      if (!hasNew) return;
      for (const { key, skus } of status.ambiguous) {
        warn(`two rows for one price of ${region}, ${key.join(' ')}: ${skus.join(' and ')}`);
      }
      await this.#addSpotSoon(region);
      this.#begun.add(region);
      onChanged(region);
    } catch (error) {
      if (signal.aborted) return;
      this.#retryLater(region);
      onFailed(region, error instanceof Error ? error : new TypeError(messageOf(error)));
    }
  }

  #retryLater(region: string): void {
    const failures = (this.#retries.get(region)?.failures ?? 0) + 1;
    const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
    this.#retries.set(region, { failures, at: this.#options.clock.now() + waitMs });
  }

  /** The last inventory may have ended before there were prices that spot prices could be added to. */
  async #addSpotSoon(region: string): Promise<void> {
    const { signal, warn } = this.#options;
    const soon = AbortSignal.any([signal, AbortSignal.timeout(SPOT_TIMEOUT_MS)]);
    try {
      await this.#addSpot((one) => one === region, soon);
    } catch (error) {
      if (!signal.aborted) warn(`no new spot prices of ${region}: ${messageOf(error)}`);
    }
  }
}
