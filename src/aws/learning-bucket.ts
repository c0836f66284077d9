import type { TokenBucketLimit } from './rate-limits.ts';

/**
 * The share of AWS's burst that we use. The rest absorbs calls that arrive closer together than they were
 * sent, and would otherwise be throttled.
 */
const SHARE_OF_BURST = 0.9;
/** We allow what AWS accepted in the last second, less this margin. */
const MARGIN = 0.9;
/** One throttled call lowers a learned rate to no less than this share: other callers may have caused it. */
const DEEPEST_CUT = 0.25;
/** How fast a learned rate grows per second without throttling, to find a limit that was raised. */
const GROWTH_PER_SECOND = 1.15;
/** The same, for a rate that was guessed from the first responses only: many at once prove little. */
const GROWTH_OF_A_GUESS = 2;
/** The minimum rate in calls per second: below it, the backoff of retries provides the wait. */
const SLOWEST_RATE = 1;
/** A learned rate this much above our own no longer limits anything. */
const NEVER_BINDS = 10_000;
/**
 * The period for counting accepted calls, and the time that a lowered rate gets to take effect. Milliseconds.
 */
const WINDOW_MS = 1_000;

/**
 * The recent number of calls that AWS accepted: this second's, plus the overlapping part of the previous
 * one's.
 */
class PassedCount {
  #windowStart: number;
  #passed = 0;
  #before: number | undefined;

  constructor(now: number) {
    this.#windowStart = now;
  }

  add(now: number): void {
    this.#roll(now);
    this.#passed += 1;
  }

  /** Has it counted for long enough to know a rate? */
  get isMeasured(): boolean {
    return this.#before !== undefined;
  }

  perSecond(now: number): number {
    this.#roll(now);
    const elapsed = now - this.#windowStart;
    if (this.#before === undefined)
      return (this.#passed / Math.max(elapsed, WINDOW_MS / 4)) * 1_000;
    const remembered = this.#before * (1 - elapsed / WINDOW_MS);
    return ((remembered + this.#passed) / WINDOW_MS) * 1_000;
  }

  #roll(now: number): void {
    const windows = Math.floor((now - this.#windowStart) / WINDOW_MS);
    if (windows < 1) return;
    this.#before = windows === 1 ? this.#passed : undefined;
    this.#windowStart = windows === 1 ? this.#windowStart + WINDOW_MS : now;
    this.#passed = 0;
  }
}

/**
 * One token bucket. It starts with AWS's published limit, or without a limit, and learns from throttling: the
 * rate falls to what AWS accepted, and grows back while nothing is throttled.
 */
export class LearningBucket {
  #rate: number;
  #burst: number;
  #tokens: number;
  #filledAt: number;
  #lastRefusal = Number.NEGATIVE_INFINITY;
  #loweredAt = Number.NEGATIVE_INFINITY;
  #growth = GROWTH_PER_SECOND;
  readonly #passed: PassedCount;
  readonly #published: TokenBucketLimit | undefined;

  constructor(limit: TokenBucketLimit | undefined, now: number) {
    const published = limit && { ...limit, burst: shareOf(limit.burst) };
    this.#published = published;
    this.#rate = published?.refillPerSecond ?? Number.POSITIVE_INFINITY;
    this.#burst = published?.burst ?? Number.POSITIVE_INFINITY;
    this.#tokens = this.#burst;
    this.#filledAt = now;
    this.#passed = new PassedCount(now);
  }

  /** Takes a token if there is one. */
  take(now: number): boolean {
    this.#fill(now);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Milliseconds until the next token, at the current rate. */
  waitFor(now: number): number {
    this.#fill(now);
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / this.#rate) * 1_000);
  }

  answered(now: number, refused: boolean): void {
    if (!refused) {
      this.#passed.add(now);
      return;
    }
    this.#fill(now);
    this.#lastRefusal = now;
    if (!this.#isAllowance && now - this.#loweredAt >= WINDOW_MS) this.#slowDown(now);
  }

  /** True when the bucket is as full and as free as a new one: it can be deleted. */
  isIdle(now: number): boolean {
    this.#fill(now);
    return this.#tokens >= this.#burst && now - this.#lastRefusal > 60_000;
  }

  /** So many calls an hour: a throttled call says nothing about that, and the backoff of retries provides the wait. */
  get #isAllowance(): boolean {
    return this.#published !== undefined && this.#published.refillPerSecond < SLOWEST_RATE;
  }

  #slowDown(now: number): void {
    const least = Number.isFinite(this.#rate) ? this.#rate * DEEPEST_CUT : 0;
    const seen = Math.min(this.#rate, this.#passed.perSecond(now)) * MARGIN;
    this.#growth = this.#passed.isMeasured ? GROWTH_PER_SECOND : GROWTH_OF_A_GUESS;
    this.#loweredAt = now;
    this.#rate = Math.max(SLOWEST_RATE, least, seen);
    this.#burst = Math.max(1, Math.min(this.#published?.burst ?? this.#rate, this.#rate));
    this.#tokens = 0;
  }

  #fill(now: number): void {
    const elapsed = now - this.#filledAt;
    this.#filledAt = now;
    if (this.#rate === Number.POSITIVE_INFINITY) return;
    if (now - this.#lastRefusal > WINDOW_MS) this.#grow(elapsed);
    this.#tokens = Math.min(this.#burst, this.#tokens + (elapsed / 1_000) * this.#rate);
  }

  #grow(elapsed: number): void {
    const ceiling = this.#published?.refillPerSecond ?? NEVER_BINDS;
    if (this.#rate >= ceiling) {
      this.#burst = this.#published?.burst ?? this.#burst;
      return;
    }
    this.#rate = Math.min(ceiling, this.#rate * this.#growth ** (elapsed / 1_000));
    this.#burst = Math.min(this.#published?.burst ?? ceiling, Math.max(this.#burst, this.#rate));
  }
}

function shareOf(burst: number): number {
  return Math.max(1, Math.floor(burst * SHARE_OF_BURST));
}
