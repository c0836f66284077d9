import { WINDOW_SECONDS, type PublishedLimit } from './rate-limits.ts';

/** The rate limit in Port's response headers. */
export interface LimitReading {
  /** Requests in the window. */
  readonly limit: number | undefined;
  /** Length of the window, in seconds. */
  readonly period: number | undefined;
  /** Remaining requests. */
  readonly remaining: number | undefined;
}

/** Our clock differs from Port's, and calls arrive unevenly: stay a little below. */
const MARGIN = 0.98;

/**
 * When the calls of one family may be sent: a burst immediately, then at a steady pace (generic cell rate
 * algorithm), and in no window more than our share.
 */
export class FamilyPace {
  readonly #share: number;
  /** The burst as a part of the limit; also applied to limits that Port reports. */
  readonly #burstPart: number;
  #limit: number;
  #periodMs = WINDOW_SECONDS * 1_000;
  /** When the whole burst is available again, if no calls are made until then. */
  #fullAt = 0;
  #pausedUntil = 0;
  /** When calls were or will be sent, the oldest first; limited to those of one window. */
  #times: number[] = [];
  #plan = 0;

  /** @param share of the limit, above 0 and up to 1 */
  constructor({ limit, burst }: PublishedLimit, share: number) {
    this.#share = share;
    this.#limit = limit;
    this.#burstPart = burst / limit;
  }

  /** Changes when reserved times are no longer valid and must be requested again. */
  get plan(): number {
    return this.#plan;
  }

  /** Reserves the time of the next call. */
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

  /** No call is sent before then, and there is no burst after it. */
  pause(until: number, now: number): void {
    this.#planAnew(now);
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
    this.#fullAt = Math.max(this.#fullAt, until + this.#burst * this.#intervalMs);
  }

  /** Our calls per window. */
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

  /** Cancels reserved times that are still ahead: the callers request new ones. */
  #planAnew(now: number): void {
    const past = this.#times.filter((at) => at <= now);
    this.#fullAt -= (this.#times.length - past.length) * this.#intervalMs;
    this.#times = past;
    this.#plan += 1;
  }

  /** The rest of the burst. */
  #left(now: number): number {
    return this.#burst - Math.max(0, this.#fullAt - now) / this.#intervalMs;
  }

  #setLeft(left: number, now: number): void {
    this.#fullAt = now + (this.#burst - left) * this.#intervalMs;
  }
}
