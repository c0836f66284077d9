import { WINDOW_SECONDS, type PublishedLimit } from './rate-limits.ts';

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
 * When the calls of one family may go: a burst at once, then one after another (generic cell rate
 * algorithm), and in no window more than our share.
 */
export class FamilyPace {
  readonly #share: number;
  /** The burst as a part of the limit; it holds for limits that Port tells too. */
  readonly #burstPart: number;
  #limit: number;
  #periodMs = WINDOW_SECONDS * 1_000;
  /** When the whole burst is available again, without calls in the meantime. */
  #fullAt = 0;
  #pausedUntil = 0;
  /** When calls went or will go, the oldest first; no more of them than a window may hold matter. */
  #times: number[] = [];
  #plan = 0;

  /** @param share of the limit, above 0 and up to 1 */
  constructor({ limit, burst }: PublishedLimit, share: number) {
    this.#share = share;
    this.#limit = limit;
    this.#burstPart = burst / limit;
  }

  /** Changes when the times given for the future are no longer valid and must be requested again. */
  get plan(): number {
    return this.#plan;
  }

  /** Reserves the time at which the next call may go. */
  next(now: number): number {
    const most = Math.max(1, Math.floor(this.#allowed));
    const leaving = this.#times[this.#times.length - most];
    const at = Math.max(
      now,
      this.#pausedUntil,
      this.#fullAt - (this.#burst - 1) * this.#intervalMs,
      leaving === undefined ? now : leaving + this.#periodMs,
    );
    this.#fullAt = Math.max(at, this.#fullAt) + this.#intervalMs;
    this.#times.push(at);
    if (this.#times.length > 2 * most) this.#times.splice(0, this.#times.length - most);
    return at;
  }

  learn({ limit, period, remaining }: LimitReading, now: number): void {
    if (limit !== undefined && period !== undefined && limit > 0 && period > 0) {
      const isNew = limit !== this.#limit || period * 1_000 !== this.#periodMs;
      if (isNew) this.#adopt(limit, period * 1_000, now);
    }
    if (remaining !== undefined && remaining < this.#left(now)) this.#setLeft(remaining, now);
  }

  /** No call goes before then, and there is no burst after it. */
  pause(until: number, now: number): void {
    this.#planAnew(now);
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
    this.#fullAt = Math.max(this.#fullAt, until + this.#burst * this.#intervalMs);
  }

  /** Calls in a window that are ours. */
  get #allowed(): number {
    return this.#limit * this.#share * MARGIN;
  }

  get #burst(): number {
    return Math.max(1, this.#allowed * this.#burstPart);
  }

  get #intervalMs(): number {
    return this.#periodMs / this.#allowed;
  }

  #adopt(limit: number, periodMs: number, now: number): void {
    this.#planAnew(now);
    const taken = this.#burst - this.#left(now);
    this.#limit = limit;
    this.#periodMs = periodMs;
    this.#setLeft(this.#burst - taken, now);
  }

  /** Takes back the times that are still to come: those who wait for them ask again. */
  #planAnew(now: number): void {
    const past = this.#times.filter((at) => at <= now);
    this.#fullAt -= (this.#times.length - past.length) * this.#intervalMs;
    this.#times = past;
    this.#plan += 1;
  }

  /** What is left of the burst. */
  #left(now: number): number {
    return this.#burst - Math.max(0, this.#fullAt - now) / this.#intervalMs;
  }

  #setLeft(left: number, now: number): void {
    this.#fullAt = now + (this.#burst - left) * this.#intervalMs;
  }
}
