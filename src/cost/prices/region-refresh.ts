import { abortable } from '../../lib/aborted.ts';
import type { Clock } from '../../lib/clock.ts';
import { LongshoreError, messageOf } from '../../lib/errors.ts';
import { withCapacityBlocksOf } from './capacity-block-price.ts';
import type { FetchedPrices, PriceFetcher, PriceTableFacts } from './fetched-prices.ts';
import type { PriceBook } from './price-book.ts';
import { guardPrices, type GuardLimits } from './price-guard.ts';
import type { PriceStore } from './price-store.ts';
import {
  ambiguousKeys,
  PriceRefreshError,
  type AmbiguousKey,
  type RegionStatus,
  type SourceFailure,
} from './region-status.ts';
import { spotPricesIn, withSpotPrices } from './spot-history.ts';

/** Regions that were refreshed together are not due together again: up to this share of the maximum age earlier. */
const JITTER = 0.1;
/** The first wait after a failure; each further one is twice as long. */
const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 30 * 60_000;

export interface RegionRefreshOptions {
  readonly book: PriceBook;
  readonly clock: Clock;
  /** From 0 to 1, as Math.random. */
  random(): number;
  readonly file?: ReadonlyMap<string, FetchedPrices> | undefined;
  readonly store?: PriceStore | undefined;
  readonly fetchers: readonly PriceFetcher[];
  /** What cost models need now. */
  readonly needs: string;
  readonly guard: GuardLimits;
  readonly maxAgeMs: number;
  /** For one source. */
  readonly timeoutMs: number;
  onStatus?(status: RegionStatus): void;
}

/** Thrown when a source does not end in time. The next one is asked; the last prices stay in use. */
export class SlowSourceError extends LongshoreError {
  readonly code = 'slow-price-source';
  readonly audience = 'operator';
}

/** The prices of one region over time: loaded once, then fetched whenever they are due. */
export class RegionRefresh {
  readonly #region: string;
  readonly #options: RegionRefreshOptions;
  #isLoaded = false;
  #facts: PriceTableFacts | undefined;
  /** For which needs the prices in use were selected. */
  #needs: string | undefined;
  #ambiguous: readonly AmbiguousKey[] = [];
  #problem: Error | undefined;
  #failures = 0;
  #dueAt = Number.NEGATIVE_INFINITY;

  constructor(region: string, options: RegionRefreshOptions) {
    this.#region = region;
    this.#options = options;
  }

  /** When the prices must be refreshed, in milliseconds since the Unix epoch. */
  get dueAt(): number {
    return this.#dueAt;
  }

  status(): RegionStatus {
    const { book, maxAgeMs } = this.#options;
    const ageMs = this.#ageMs();
    const isGiven = this.#dueAt === Number.POSITIVE_INFINITY;
    const isCurrent = isGiven || (ageMs ?? 0) <= maxAgeMs;
    return {
      region: this.#region,
      state: ageMs === undefined ? 'missing' : isCurrent ? 'current' : 'kept',
      facts: this.#facts,
      ageMs,
      prices: book.region(this.#region)?.prices.size ?? 0,
      ambiguous: this.#ambiguous,
      problem: this.#problem,
      failures: this.#failures,
    };
  }

  /**
   * Loads the prices, or fetches them when they are due.
   *
   * @throws the signal's reason
   */
  async refresh(signal: AbortSignal): Promise<RegionStatus> {
    const { clock, onStatus } = this.#options;
    if (!this.#isLoaded) await this.#load(signal);
    if (clock.now() < this.#dueAt) return this.status();
    await this.#fetch(signal);
    const status = this.status();
    onStatus?.(status);
    return status;
  }

  async #load(signal: AbortSignal): Promise<void> {
    const { file, store, needs, clock } = this.#options;
    try {
      const given = file?.get(this.#region);
      if (given !== undefined) {
        this.#accept(given, needs);
        this.#dueAt = Number.POSITIVE_INFINITY;
      } else {
        const stored = await store?.load(this.#region, signal);
        if (stored !== undefined) this.#accept(stored, stored.needs);
        // For other needs it lacks prices; a date in the future says nothing of its age.
        const isFuture = (stored?.prices.fetchedAt ?? 0) > clock.now();
        if (stored?.needs !== needs || isFuture) this.#dueAt = Number.NEGATIVE_INFINITY;
      }
      this.#isLoaded = true;
    } catch (error) {
      signal.throwIfAborted();
      this.#problem = asError(error);
    }
  }

  async #fetch(signal: AbortSignal): Promise<void> {
    const { fetchers, needs, guard, book, clock } = this.#options;
    const failures: SourceFailure[] = [];
    for (const fetcher of fetchers) {
      try {
        const fetched = await this.#ask(fetcher, signal);
        const last = this.#needs === needs ? book.region(this.#region) : undefined;
        guardPrices(fetched.prices, last, guard);
        this.#accept(fetched, needs);
        this.#isLoaded = true;
        await this.#save(fetched, signal);
        return;
      } catch (error) {
        signal.throwIfAborted();
        failures.push({ title: fetcher.title, error: asError(error) });
      }
    }
    this.#failures += 1;
    this.#problem = new PriceRefreshError(this.#region, this.#ageMs(), failures);
    this.#dueAt = clock.now() + this.#retryMs();
  }

  async #ask(fetcher: PriceFetcher, signal: AbortSignal): Promise<FetchedPrices> {
    const { timeoutMs } = this.#options;
    const timeout = AbortSignal.timeout(timeoutMs);
    const both = AbortSignal.any([signal, timeout]);
    try {
      return await abortable(fetcher.fetch(this.#region, both), both);
    } catch (error) {
      if (!timeout.aborted) throw error;
      const text = `no complete answer within ${timeoutMs / 1_000} s`;
      const remedy = 'run again later: prices that are already known stay in use';
      throw new SlowSourceError(text, { cause: error, remedy });
    }
  }

  #accept({ prices, facts }: FetchedPrices, needs: string): void {
    const { book, random, maxAgeMs } = this.#options;
    const last = book.region(this.#region);
    const spot = last === undefined ? new Map<never, never>() : spotPricesIn(last);
    const withSpot = spot.size === 0 ? prices : withSpotPrices(prices, spot);
    book.replace(withCapacityBlocksOf(last, withSpot));
    this.#facts = facts;
    this.#needs = needs;
    this.#ambiguous = ambiguousKeys(prices);
    this.#problem = undefined;
    this.#failures = 0;
    this.#dueAt = prices.fetchedAt + maxAgeMs * (1 - JITTER * random());
  }

  /** Prices that cannot be saved are still used; the problem shows in the status. */
  async #save(fetched: FetchedPrices, signal: AbortSignal): Promise<void> {
    const { store, needs } = this.#options;
    try {
      await store?.save({ ...fetched, needs }, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.#problem = asError(error);
    }
  }

  #ageMs(): number | undefined {
    const { book, clock } = this.#options;
    if (this.#facts === undefined) return undefined;
    const fetchedAt = book.region(this.#region)?.fetchedAt;
    return fetchedAt === undefined ? undefined : Math.max(0, clock.now() - fetchedAt);
  }

  #retryMs(): number {
    const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
    return longest * (0.5 + 0.5 * this.#options.random());
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new TypeError(messageOf(error));
}
