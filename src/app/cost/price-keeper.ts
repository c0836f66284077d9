import { abortable } from '../../lib/aborted.ts';
import { messageOf } from '../../lib/errors.ts';
import type { RegionStatus } from '../../cost/prices/region-status.ts';
import type { Store } from '../../store/store.ts';
import { CurrentPrices } from './current-prices.ts';
import type { Prices } from './open-prices.ts';
import { spotUses } from './spot-uses.ts';

export interface PriceKeeperOptions {
  readonly prices: Prices;
  readonly store: Store;
  /** Older spot prices are read again, in milliseconds. */
  readonly spotMaxAgeMs: number;
  /** Aborted when the process ends. */
  readonly signal: AbortSignal;
  /** Called when prices of a region have changed. */
  onChanged(): void;
  /** Called when a region's prices could not be refreshed. */
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
  readonly #statuses = new Map<string, RegionStatus>();
  readonly #running = new Map<string, Promise<void>>();

  constructor(options: PriceKeeperOptions) {
    this.#options = options;
    this.#spot = new CurrentPrices(options.prices, options.spotMaxAgeMs);
  }

  /** The regions with their status, and when their prices were fetched. */
  *states(): Generator<{ readonly status: RegionStatus; readonly fetchedAt: number | undefined }> {
    const { book } = this.#options.prices;
    for (const [region, status] of this.#statuses) {
      yield { status, fetchedAt: book.region(region)?.fetchedAt };
    }
  }

  /** Begins to refresh the regions that are not being refreshed. */
  start(regions: readonly string[]): void {
    let skipped = 0;
    for (const region of regions) {
      if (this.#running.has(region)) {
        skipped += 1;
        continue;
      }
      const work = this.#refresh(region).finally(() => this.#running.delete(region));
      this.#running.set(region, work);
    }
    if (skipped > 0) this.#options.onSkipped(skipped);
  }

  /** Waits for the refreshes under way, until the signal is aborted. */
  async settled(signal: AbortSignal): Promise<void> {
    await abortable(Promise.all(this.#running.values()), signal);
  }

  /**
   * Brings the spot prices of the instances in the store up to date.
   *
   * @throws {StoreError} when the store cannot be read
   */
  async refreshSpot(signal: AbortSignal): Promise<void> {
    const { store, warn, onChanged, prices } = this.#options;
    let hasChanged = false;
    for (const { region, types, products } of await spotUses(store, signal)) {
      const before = prices.book.region(region);
      const needs = types.flatMap((type) => products.map((product) => ({ type, product })));
      const problem = await this.#spot.addSpotPrices(region, needs, signal);
      if (problem !== undefined)
        warn(`no new spot prices of ${region}: ${problem.failure.message}`);
      hasChanged ||= prices.book.region(region) !== before;
    }
    if (hasChanged) onChanged();
  }

  async #refresh(region: string): Promise<void> {
    const { prices, signal, onChanged, onFailed, warn } = this.#options;
    const before = prices.book.region(region);
    const failuresBefore = this.#statuses.get(region)?.failures ?? 0;
    try {
      const [status] = await prices.refresh([region], signal);
      if (status === undefined) return;
      this.#statuses.set(region, status);
      if (status.problem !== undefined && status.failures > failuresBefore) {
        onFailed(region, status.problem);
      }
      if (prices.book.region(region) === before) return;
      for (const { key, skus } of status.ambiguous) {
        warn(`two rows for one price of ${region}, ${key.join(' ')}: ${skus.join(' and ')}`);
      }
      onChanged();
    } catch (error) {
      if (!signal.aborted)
        warn(`the prices of ${region} could not be refreshed: ${messageOf(error)}`);
    }
  }
}
