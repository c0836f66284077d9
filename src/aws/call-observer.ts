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

/** Is told of every attempt that a scope, or a whole run, makes. Must not throw. */
export type CallObserver = (attempt: Attempt) => void;
