import type { AwsErrorClass } from './errors.ts';

/** One request that went to AWS, and how it ended. Retries are attempts of their own. */
export interface Attempt {
  /** AWS's service name as in an endpoint: `sqs`. */
  readonly service: string;
  /** `ListQueues` */
  readonly operation: string;
  readonly accountId: string;
  readonly region: string;
  /** 1 for the first try. */
  readonly number: number;
  /** Milliseconds from sending to the parsed answer, without the wait for the rate limiter. */
  readonly durationMs: number;
  /** Milliseconds spent waiting for the rate limiter and for a free connection. */
  readonly waitedMs: number;
  /** Absent when AWS answered with success. */
  readonly error?: { readonly class: AwsErrorClass; readonly code: string };
}

/** Receives every attempt of a scope, or of a whole run. Must not throw. */
export type CallObserver = (attempt: Attempt) => void;

/** An attempt as it is counted. */
export interface CountedCall {
  /** `sqs:ListQueues` */
  readonly operation: string;
  readonly isRetry: boolean;
  readonly isThrottle: boolean;
  readonly isError: boolean;
}

/** What an attempt counts as. */
export function countedCall({ service, operation, number, error }: Attempt): CountedCall {
  return {
    operation: `${service}:${operation}`,
    isRetry: number > 1,
    isThrottle: error?.class === 'throttled',
    isError: error !== undefined,
  };
}

/** Counts attempts. */
export class CallTally {
  #calls = 0;
  #retries = 0;
  #throttles = 0;

  add(attempt: Attempt): void {
    const { isRetry, isThrottle } = countedCall(attempt);
    this.#calls += 1;
    this.#retries += Number(isRetry);
    this.#throttles += Number(isThrottle);
  }

  get counts(): { readonly calls: number; readonly retries: number; readonly throttles: number } {
    return { calls: this.#calls, retries: this.#retries, throttles: this.#throttles };
  }
}
