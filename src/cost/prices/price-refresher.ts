import pLimit from 'p-limit';
import { abortable } from '../../lib/aborted.ts';
import type { Clock } from '../../lib/clock.ts';
import type { PriceBook } from './price-book.ts';
import type { NeedsByKind } from './price-selection.ts';
import { needsFingerprint } from './needs-fingerprint.ts';
import type { GuardLimits } from './price-guard.ts';
import type { PriceStore } from './price-store.ts';
import type { FetchedPrices, PriceFetcher } from './fetched-prices.ts';
import { RegionRefresh } from './region-refresh.ts';
import type { RegionStatus } from './region-status.ts';

/** The longest sleep of the loop: it then looks for new regions. */
const LONGEST_SLEEP_MS = 5 * 60_000;
/** A share of a region's named needs that even a small region has rows for. */
const LEAST_SHARE_OF_NEEDS = 0.1;

export interface PriceRefresherOptions {
  readonly book: PriceBook;
  readonly needs: NeedsByKind;
  readonly clock: Clock;
  /** From 0 to 1, as Math.random. */
  random(): number;
  /** The prices of a file, by region. They come before all others, and are never too old. */
  readonly file?: ReadonlyMap<string, FetchedPrices> | undefined;
  readonly store?: PriceStore | undefined;
  /** In this order: the next one when one fails. */
  readonly fetchers: readonly PriceFetcher[];
  /** Older prices are refreshed. Milliseconds. @default 24 hours */
  readonly maxAgeMs?: number;
  /** Regions that are refreshed at once. @default 5 */
  readonly concurrency?: number;
  /** The longest time for one region from one source, in milliseconds. @default 30 minutes */
  readonly timeoutMs?: number;
  /** @default a tenth of the needs, and 20 % lost */
  readonly guard?: Partial<GuardLimits>;
  /** Receives the status of a region after each attempt to refresh it. */
  onStatus?(status: RegionStatus): void;
}

/**
 * Keeps the prices of regions younger than a maximum age. Sources, in order: the price file, the price book, the store,
 * then the fetchers. A region that fails keeps its last prices and is tried again sooner; the others go on.
 */
export class PriceRefresher {
  readonly #options: PriceRefresherOptions;
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #regions = new Map<string, RegionRefresh>();
  readonly #running = new Map<string, Promise<RegionStatus>>();

  constructor(options: PriceRefresherOptions) {
    this.#options = options;
    this.#limit = pLimit(options.concurrency ?? 5);
  }

  /**
   * Refreshes the regions whose prices are too old, and waits for those that are being refreshed already.
   *
   * @returns the status of each region, in order; what failed is in it
   * @throws the signal's reason
   */
  async refresh(regions: readonly string[], signal: AbortSignal): Promise<readonly RegionStatus[]> {
    const work = this.#limit.map(regions, (region) => this.#once(region, signal));
    return await abortable(work, signal); // a slot may be taken by a caller that does not stop
  }

  /** The status of a region now. Undefined for one that was never asked for. */
  status(region: string): RegionStatus | undefined {
    return this.#regions.get(region)?.status();
  }

  /**
   * Refreshes until the signal is aborted.
   *
   * @param regions asked for before each round
   * @throws the signal's reason
   */
  async run(regions: () => readonly string[], signal: AbortSignal): Promise<never> {
    for (;;) {
      const wanted = regions();
      await this.refresh(wanted, signal);
      const { clock } = this.#options;
      const due = Math.min(...wanted.map((region) => this.#region(region).dueAt));
      const wait = Math.min(Math.max(due - clock.now(), 1_000), LONGEST_SLEEP_MS);
      await clock.sleep(wait, signal);
    }
  }

  /** Two refreshes of one region never run at once: the second waits for the first. */
  async #once(region: string, signal: AbortSignal): Promise<RegionStatus> {
    for (;;) {
      signal.throwIfAborted();
      const running = this.#running.get(region);
      if (running === undefined) return await this.#start(region, signal);
      try {
        return await abortable(running, signal);
      } catch {
        // It ends with an error only when its own caller stops: this one does not.
      }
    }
  }

  async #start(region: string, signal: AbortSignal): Promise<RegionStatus> {
    const work = this.#region(region).refresh(signal);
    this.#running.set(region, work);
    try {
      return await work;
    } finally {
      this.#running.delete(region);
    }
  }

  #region(region: string): RegionRefresh {
    const known = this.#regions.get(region);
    if (known !== undefined) return known;
    const { needs, guard, maxAgeMs = 24 * 60 * 60_000, timeoutMs = 30 * 60_000 } = this.#options;
    let named = 0;
    for (const one of needs.values()) named += Object.keys(one).length;
    const leastPrices = Math.max(1, Math.ceil(named * LEAST_SHARE_OF_NEEDS));
    const made = new RegionRefresh(region, {
      ...this.#options,
      needs: needsFingerprint(needs),
      guard: { leastPrices, mostLost: 0.2, ...guard },
      maxAgeMs,
      timeoutMs,
    });
    this.#regions.set(region, made);
    return made;
  }
}
