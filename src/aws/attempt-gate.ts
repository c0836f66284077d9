import pLimit from 'p-limit';
import type { Clock } from '../lib/clock.ts';
import { AwsAccessError } from './access-error.ts';
import type { CallObserver } from './call-observer.ts';
import { EndpointBreaker } from './endpoint-breaker.ts';
import { classify, isTimeout, type AwsFailure } from './errors.ts';
import type { RateKey, RateLimiter } from './rate-limiter.ts';

/** Its calls take no slot: callers with a slot may be waiting for the credentials that they fetch. */
const CREDENTIAL_SERVICE = 'sts';

/** The owner of a call: receives its attempts, and can cancel them. */
export interface CallScope {
  readonly signal: AbortSignal;
  readonly observer: CallObserver;
  /**
   * Runs right before each attempt is sent, retries included. If it rejects, nothing is sent, and the call fails
   * with its error. For calls that AWS charges for.
   */
  readonly beforeAttempt?: () => Promise<void>;
}

export interface AttemptGateOptions {
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  /** Requests in flight at once, over all accounts and regions. */
  readonly concurrency: number;
}

/**
 * Every attempt passes this gate, including retries: first the rate limiter, then a slot among the requests
 * in flight. It also records how AWS answered.
 */
export class AttemptGate {
  readonly #limiter: RateLimiter;
  readonly #clock: Clock;
  readonly #breaker: EndpointBreaker;
  readonly #places: ReturnType<typeof pLimit>;

  constructor(options: AttemptGateOptions) {
    this.#limiter = options.limiter;
    this.#clock = options.clock;
    this.#breaker = new EndpointBreaker(options.clock);
    this.#places = pLimit(options.concurrency);
  }

  /**
   * Sends one attempt when it is its turn.
   *
   * @param number the number of the attempt in its call, from 1
   * @throws the error of `attempt`, or the signal's reason
   */
  async pass<Result>(
    key: RateKey,
    number: number,
    scope: CallScope,
    attempt: () => Promise<Result>,
  ): Promise<Result> {
    const askedAt = this.#clock.now();
    this.#breaker.check(key.service, key.region);
    await this.#limiter.acquire(key, scope.signal);
    const send = async (): Promise<Result> => {
      scope.signal.throwIfAborted();
      this.#breaker.throwIfAbsent(key.service, key.region); // detected while this one waited
      await scope.beforeAttempt?.();
      const sentAt = this.#clock.now();
      const told = { ...key, number, waitedMs: sentAt - askedAt };
      try {
        const result = await attempt();
        this.#limiter.answered(key, false);
        this.#breaker.answered(key.service, key.region);
        scope.observer({ ...told, durationMs: this.#clock.now() - sentAt });
        return result;
      } catch (error) {
        if (error instanceof AwsAccessError) throw error; // no credentials, so nothing was sent
        const failure = classify(error);
        this.#keepBooks(key, failure);
        const { class: errorClass, code } = failure;
        const durationMs = this.#clock.now() - sentAt;
        scope.observer({ ...told, durationMs, error: { class: errorClass, code } });
        throw error;
      }
    };
    return key.service === CREDENTIAL_SERVICE ? send() : this.#places(send);
  }

  #keepBooks(key: RateKey, failure: AwsFailure): void {
    if (failure.class === 'cancelled') return;
    this.#limiter.answered(key, failure.class === 'throttled');
    // Credentials are always retried, however they failed.
    if (failure.class === 'service-absent' && key.service !== CREDENTIAL_SERVICE)
      this.#breaker.absent(key.service, key.region);
    if (isTimeout(failure)) this.#breaker.timedOut(key.service, key.region);
    else if (failure.status !== undefined) this.#breaker.answered(key.service, key.region);
  }
}
