import type { Clock } from '../lib/clock.ts';
import { PUBLISHED_LIMITS, WINDOW_SECONDS, type Family } from './rate-limits.ts';

/** What Port's headers say of a limit after a call. */
export interface LimitReading {
  /** Requests in the window. */
  readonly limit: number | undefined;
  /** Length of the window, in seconds. */
  readonly period: number | undefined;
  /** Requests that are left. */
  readonly remaining: number | undefined;
}

/** Our clock and Port's differ, and calls do not arrive evenly: stay a little below. */
const MARGIN = 0.98;

/**
 * Spaces calls so that they stay within a share of Port's rate limits: a burst at once, then one after
 * another. Port's own headers correct it, for others draw on the same limits.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #share: number;
  readonly #families = new Map<Family, FamilyPace>();
  #waitedMs = 0;

  /** @param share of the published limits, above 0 and up to 1 */
  constructor(clock: Clock, share: number) {
    this.#clock = clock;
    this.#share = share;
  }

  /** How long calls have waited here, in milliseconds. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  /** Waits for the family's next turn. @throws the signal's reason when aborted while waiting */
  async turn(family: Family, signal: AbortSignal): Promise<void> {
    const wait = this.#of(family).take(this.#clock.now());
    if (wait <= 0) return;
    this.#waitedMs += wait;
    await this.#clock.sleep(wait, signal);
  }

  learn(family: Family, reading: LimitReading): void {
    this.#of(family).learn(reading, this.#share, this.#clock.now());
  }

  /** Port refused a call: nobody of the family asks again before then. */
  pause(family: Family, milliseconds: number): void {
    this.#of(family).pause(this.#clock.now() + milliseconds);
  }

  #of(family: Family): FamilyPace {
    const { limit, burst } = PUBLISHED_LIMITS[family];
    const pace =
      this.#families.get(family) ??
      new FamilyPace(burst * this.#share * MARGIN, (limit / WINDOW_SECONDS) * this.#share * MARGIN);
    this.#families.set(family, pace);
    return pace;
  }
}

/** A token bucket, kept as the time at which the next token is due (generic cell rate algorithm). */
class FamilyPace {
  readonly #burst: number;
  #intervalMs: number;
  /** When the bucket will be full again, had nobody asked meanwhile. */
  #fullAt = 0;

  constructor(burst: number, perSecond: number) {
    this.#burst = Math.max(1, burst);
    this.#intervalMs = 1_000 / perSecond;
  }

  /** Takes a token, and tells how long to wait until it is there. */
  take(now: number): number {
    this.#fullAt = Math.max(now, this.#fullAt) + this.#intervalMs;
    return this.#fullAt - this.#burst * this.#intervalMs - now;
  }

  learn({ limit, period, remaining }: LimitReading, share: number, now: number): void {
    if (limit !== undefined && period !== undefined && limit > 0 && period > 0) {
      const left = this.#tokens(now);
      this.#intervalMs = (period * 1_000) / (limit * share * MARGIN);
      this.#setTokens(left, now);
    }
    if (remaining !== undefined && remaining < this.#tokens(now)) this.#setTokens(remaining, now);
  }

  pause(until: number): void {
    this.#fullAt = Math.max(this.#fullAt, until + this.#burst * this.#intervalMs);
  }

  #tokens(now: number): number {
    return this.#burst - Math.max(0, this.#fullAt - now) / this.#intervalMs;
  }

  #setTokens(tokens: number, now: number): void {
    this.#fullAt = now + (this.#burst - tokens) * this.#intervalMs;
  }
}
