import type { Clock } from '../lib/clock.ts';
import { LearningBucket } from './learning-bucket.ts';
import { publishedLimit, type TokenBucketLimit } from './rate-limits.ts';

/** What AWS counts together: one account, one region, one service, one group of operations. */
export interface RateKey {
  readonly accountId: string;
  readonly region: string;
  readonly service: string;
  readonly operation: string;
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
  readonly #buckets = new Map<string, LearningBucket>();

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
    const askedAt = this.#clock.now();
    for (;;) {
      signal.throwIfAborted();
      const bucket = this.#bucketOf(key);
      const { epoch } = bucket;
      const wait = bucket.take(this.#clock.now());
      if (wait <= 0) return this.#clock.now() - askedAt;
      try {
        await this.#clock.sleep(wait, signal);
      } catch (error) {
        if (bucket.epoch === epoch) bucket.giveBack();
        throw error;
      }
      if (bucket.epoch === epoch) return this.#clock.now() - askedAt;
    }
  }

  /** Tells the limiter how AWS took the call. */
  answered(key: RateKey, refused: boolean): void {
    this.#bucketOf(key).answered(this.#clock.now(), refused);
  }

  #bucketOf(key: RateKey): LearningBucket {
    const published = this.#limitOf(key.service, key.operation);
    const group = published?.group ?? key.operation;
    const name = `${key.accountId}/${key.region}/${key.service}/${group}`;
    const known = this.#buckets.get(name);
    if (known !== undefined) return known;
    this.#forgetIdle();
    const bucket = new LearningBucket(published, this.#clock.now());
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
