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

/** Waiting callers of one bucket, in order of arrival. */
class Queue {
  readonly bucket: LearningBucket;
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #isServing = false;

  constructor(bucket: LearningBucket, clock: Clock) {
    this.bucket = bucket;
    this.#clock = clock;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** Resolves when there is a token for this caller; a caller that leaves before takes none. */
  join(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(enter);
        reject(signal.reason as Error);
      };
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.add(enter);
      if (!this.#isServing) void this.#serve();
    });
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    for (const enter of this.#waiting) {
      // Checked again after each sleep: the rate may have fallen, and the first in line may have left.
      while (this.#waiting.has(enter) && !this.bucket.take(this.#clock.now()))
        await this.#clock.sleep(this.bucket.waitFor(this.#clock.now()));
      if (this.#waiting.delete(enter)) enter();
    }
    this.#isServing = false;
  }
}

/** Above this many buckets, idle ones are deleted, so that memory stays constant. */
const BUCKETS_KEPT = 4_096;

/**
 * Makes callers wait instead of fail: one token bucket for each (account, region, service, API bucket), used
 * before every attempt, including retries.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #limitOf: (service: string, operation: string) => TokenBucketLimit | undefined;
  readonly #queues = new Map<string, Queue>();

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
   * @throws the signal's reason when it is aborted while waiting; it then takes no token.
   */
  async acquire(key: RateKey, signal: AbortSignal): Promise<number> {
    signal.throwIfAborted();
    const queue = this.#queueOf(key);
    const askedAt = this.#clock.now();
    if (queue.isEmpty && queue.bucket.take(askedAt)) return 0;
    await queue.join(signal);
    return this.#clock.now() - askedAt;
  }

  /** Reports AWS's reaction to the call. */
  answered(key: RateKey, refused: boolean): void {
    this.#queueOf(key).bucket.answered(this.#clock.now(), refused);
  }

  #queueOf(key: RateKey): Queue {
    const published = this.#limitOf(key.service, key.operation);
    const group = published?.group ?? key.operation;
    const name = `${key.accountId}/${key.region}/${key.service}/${group}`;
    const known = this.#queues.get(name);
    if (known !== undefined) return known;
    this.#forgetIdle();
    const queue = new Queue(new LearningBucket(published, this.#clock.now()), this.#clock);
    this.#queues.set(name, queue);
    return queue;
  }

  #forgetIdle(): void {
    if (this.#queues.size < BUCKETS_KEPT) return;
    const now = this.#clock.now();
    for (const [name, { bucket, isEmpty }] of this.#queues) {
      if (isEmpty && bucket.isIdle(now)) this.#queues.delete(name);
    }
  }
}
