import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';
import { AwsAccessError } from './access-error.ts';
import { classify, isCostly, type AwsErrorClass, type AwsFailure } from './errors.ts';

export interface RetryOptions {
  /** Attempts per call, including the first. @default 10 */
  readonly maxAttempts: number;
  /** Longest time from the first attempt to the last retry, in milliseconds. @default 120_000 */
  readonly maxElapsedMs: number;
}

export const DEFAULT_RETRY_OPTIONS: RetryOptions = { maxAttempts: 10, maxElapsedMs: 120_000 };

/** Upper limits of the first wait, in milliseconds; each further wait may be twice as long. */
const FIRST_WAIT_MS = { throttled: 300, transient: 100 } as const;
const LONGEST_WAIT_MS = 10_000;
/** Expired credentials are fetched again; if new ones are rejected twice, retrying does not help. */
const ATTEMPTS_WITH_NEW_CREDENTIALS = 3;
/** A call without a complete response has already taken long: three attempts are enough. */
const COSTLY_ATTEMPTS = 3;

class Token implements RetryToken {
  readonly startedAt: number;
  readonly #retries: number;
  readonly #delayMs: number;

  constructor(startedAt: number, retries: number, delayMs: number) {
    this.startedAt = startedAt;
    this.#retries = retries;
    this.#delayMs = delayMs;
  }

  getRetryCount(): number {
    return this.#retries;
  }

  getRetryDelay(): number {
    return this.#delayMs;
  }
}

function attemptsFor(failure: AwsFailure, maxAttempts: number): number {
  switch (failure.class) {
    case 'throttled':
      return maxAttempts;
    case 'transient':
    case 'not-aws':
      return isCostly(failure) ? Math.min(COSTLY_ATTEMPTS, maxAttempts) : maxAttempts;
    case 'credentials-expired':
      return Math.min(ATTEMPTS_WITH_NEW_CREDENTIALS, maxAttempts);
    case 'denied':
    case 'not-found':
    case 'not-configured':
    case 'region-disabled':
    case 'service-absent':
    case 'credentials-invalid':
    case 'cancelled':
    case 'other':
      return 1;
  }
}

/**
 * Retries throttling, transient errors, responses that are not from AWS and expired credentials, with full
 * jitter, limited by attempts and time. Unlike the SDK's standard strategy it has no shared retry quota: the
 * rate limiter before each attempt does the pacing.
 *
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export class JitteredRetryStrategy implements RetryStrategyV2 {
  readonly #options: RetryOptions;
  readonly #now: () => number;
  readonly #random: () => number;

  constructor(options: RetryOptions, now: () => number, random: () => number) {
    this.#options = options;
    this.#now = now;
    this.#random = random;
  }

  acquireInitialRetryToken(): Promise<RetryToken> {
    return Promise.resolve(new Token(this.#now(), 0, 0));
  }

  /** @throws when the call must not be retried; the SDK then rethrows the call's own error. */
  refreshRetryTokenForRetry(token: RetryToken, info: RetryErrorInfo): Promise<RetryToken> {
    // Fetching the credentials was already retried; retrying here would multiply the attempts.
    if (info.error instanceof AwsAccessError) return Promise.reject(new Error('no retry'));
    const failure = classify(info.error);
    const made = token.getRetryCount() + 1;
    const startedAt = token instanceof Token ? token.startedAt : this.#now();
    const delay = this.#delay(failure.class, made, info.retryAfterHint);
    const isLate = this.#now() + delay - startedAt > this.#options.maxElapsedMs;
    if (made >= attemptsFor(failure, this.#options.maxAttempts) || isLate) {
      return Promise.reject(new Error('no retry'));
    }
    return Promise.resolve(new Token(startedAt, made, delay));
  }

  recordSuccess(): void {
    // There is no quota to refill.
  }

  #delay(failureClass: AwsErrorClass, made: number, retryAfter: Date | undefined): number {
    if (failureClass === 'credentials-expired') return 0;
    const first = failureClass === 'throttled' ? FIRST_WAIT_MS.throttled : FIRST_WAIT_MS.transient;
    const jittered = this.#random() * Math.min(LONGEST_WAIT_MS, first * 2 ** (made - 1));
    const asked = retryAfter === undefined ? 0 : retryAfter.getTime() - this.#now();
    return Math.max(jittered, Math.min(asked, LONGEST_WAIT_MS));
  }
}
