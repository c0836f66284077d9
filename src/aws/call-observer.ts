import type { AwsErrorClass } from './errors.ts';

/** One request to AWS and its result. Retries are separate attempts. */
export interface Attempt {
  /** AWS's service name in endpoints: `sqs`. */
  readonly service: string;
  /** `ListQueues` */
  readonly operation: string;
  readonly accountId: string;
  readonly region: string;
  /** 1 for the first try. */
  readonly number: number;
  /** Milliseconds from sending to the parsed response, without waiting for the rate limiter. */
  readonly durationMs: number;
  /** Milliseconds spent waiting for the rate limiter and for a slot. */
  readonly waitedMs: number;
  /** Undefined on success. */
  readonly error?: { readonly class: AwsErrorClass; readonly code: string };
}

/** Receives every attempt of a scope, or of a whole run. Must not throw. */
export type CallObserver = (attempt: Attempt) => void;

/** An attempt, for counting. */
export interface CountedCall {
  /** `sqs:ListQueues` */
  readonly operation: string;
  readonly isRetry: boolean;
  readonly isThrottle: boolean;
  readonly isError: boolean;
}

/** The counted outcome of an attempt. */
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
