import type { Clock } from '../lib/clock.ts';
import { publishedLimit, type TokenBucketLimit } from './rate-limits.ts';

/** What AWS counts together: one account, one region, one service, one group of operations. */
export interface RateKey {
  readonly accountId: string;
  readonly region: string;
  readonly service: string;
  readonly operation: string;
}

/** What AWS let through in the last full second is what we allow ourselves, less this margin. */
const MARGIN = 0.9;
/** How fast a learned rate grows back each second without throttling, to find a limit that was raised. */
const GROWTH_PER_SECOND = 1.15;
/** Never slower than this many calls a second: below it, the retries' own back-off does the waiting. */
const SLOWEST_RATE = 1;
/** A learned rate this much above what we send no longer holds anything back. */
const NEVER_BINDS = 10_000;
/** Length of the window over which sent and refused calls are counted, in milliseconds. */
const WINDOW_MS = 1_000;

/**
 * One token bucket. It starts with AWS's published limit, or without any, and learns from throttling
 * answers: the rate falls to what AWS let through, and grows back while nothing is refused.
 */
class Bucket {
  #rate: number;
  #burst: number;
  #tokens: number;
  #filledAt: number;
  #windowStart: number;
  #sent = 0;
  #refused = 0;
  #lastRefusal = Number.NEGATIVE_INFINITY;
  readonly #published: TokenBucketLimit | undefined;

  constructor(published: TokenBucketLimit | undefined, now: number) {
    this.#published = published;
    this.#rate = published?.refillPerSecond ?? Number.POSITIVE_INFINITY;
    this.#burst = published?.burst ?? Number.POSITIVE_INFINITY;
    this.#tokens = this.#burst;
    this.#filledAt = now;
    this.#windowStart = now;
  }

  /** Takes a token, on credit if need be, and answers how many milliseconds to wait for it. */
  take(now: number): number {
    this.#fill(now);
    this.#roll(now);
    if (this.#rate === Number.POSITIVE_INFINITY) return 0;
    this.#tokens -= 1;
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#rate) * 1_000;
  }

  /** Gives back a token that was taken but not used. */
  giveBack(): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + 1);
  }

  answered(now: number, refused: boolean): void {
    this.#roll(now);
    this.#sent += 1;
    if (!refused) return;
    this.#refused += 1;
    this.#slowDown(now);
  }

  /** True when the bucket is as full and as free as a new one: it can be forgotten. */
  isIdle(now: number): boolean {
    this.#fill(now);
    return this.#tokens >= this.#burst && now - this.#lastRefusal > 60_000;
  }

  #slowDown(now: number): void {
    const elapsed = Math.max(now - this.#windowStart, WINDOW_MS / 4);
    const passed = ((this.#sent - this.#refused) / elapsed) * 1_000;
    const isFirst = now - this.#lastRefusal >= WINDOW_MS;
    this.#lastRefusal = now;
    if (!isFirst) return;
    this.#rate = Math.max(SLOWEST_RATE, Math.min(this.#rate, passed) * MARGIN);
    this.#burst = Math.max(1, Math.min(this.#published?.burst ?? this.#rate, this.#rate));
    this.#tokens = Math.min(this.#tokens, 0);
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
    if (this.#rate >= ceiling) return;
    this.#rate = Math.min(ceiling, this.#rate * GROWTH_PER_SECOND ** (elapsed / 1_000));
    this.#burst = Math.min(this.#published?.burst ?? ceiling, Math.max(this.#burst, this.#rate));
  }

  #roll(now: number): void {
    if (now - this.#windowStart < WINDOW_MS) return;
    this.#windowStart = now;
    this.#sent = 0;
    this.#refused = 0;
  }
}

/** Above this many buckets the idle ones are forgotten, so that memory stays flat on any estate. */
const BUCKETS_KEPT = 4_096;

/**
 * Makes callers wait instead of fail: one token bucket for each (account, region, service, API bucket),
 * asked before every attempt, retries included.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #limitOf: (service: string, operation: string) => TokenBucketLimit | undefined;
  readonly #buckets = new Map<string, Bucket>();

  constructor(
    clock: Clock,
    limitOf: (service: string, operation: string) => TokenBucketLimit | undefined = publishedLimit,
  ) {
    this.#clock = clock;
    this.#limitOf = limitOf;
  }

  /**
   * Resolves when the call may be sent, with the milliseconds waited.
   *
   * @throws the signal's reason when it is aborted while waiting; the token is then given back.
   */
  async acquire(key: RateKey, signal: AbortSignal): Promise<number> {
    signal.throwIfAborted();
    const bucket = this.#bucketOf(key);
    const wait = bucket.take(this.#clock.now());
    if (wait <= 0) return 0;
    try {
      await this.#clock.sleep(wait, signal);
    } catch (error) {
      bucket.giveBack();
      throw error;
    }
    return wait;
  }

  /** Tells the limiter how AWS took the call. */
  answered(key: RateKey, refused: boolean): void {
    this.#bucketOf(key).answered(this.#clock.now(), refused);
  }

  #bucketOf(key: RateKey): Bucket {
    const published = this.#limitOf(key.service, key.operation);
    const group = published?.group ?? key.operation;
    const name = `${key.accountId}/${key.region}/${key.service}/${group}`;
    const known = this.#buckets.get(name);
    if (known !== undefined) return known;
    this.#forgetIdle();
    const bucket = new Bucket(published, this.#clock.now());
    this.#buckets.set(name, bucket);
    return bucket;
  }

  #forgetIdle(): void {
    if (this.#buckets.size < BUCKETS_KEPT) return;
    const now = this.#clock.now();
    for (const [name, bucket] of this.#buckets) {
      if (bucket.isIdle(now)) this.#buckets.delete(name);
    }
  }
}
