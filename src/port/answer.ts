import { z } from 'zod';
import type { LimitReading } from './family-pace.ts';

/** An answer of Port's, before anybody has looked at its body. */
export interface PortAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** For calls whose answers Port does not document and Longshore does not use. A refusal is still an error. */
export const Accepted = z.object({});

/** Statuses that may be different next time. */
export const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([401, 408, 429, 500, 502, 503, 504]);

/** Above this, `x-ratelimit-reset` is a point in time in seconds, below seconds from now: both are seen. */
const LEAST_EPOCH = 10_000;
/** Longest wait that an answer may ask for, in milliseconds: the window of the limits. */
const LONGEST_WAIT_MS = 300_000;

/** What the answer says of the rate limit. */
export function limitReading({ headers }: PortAnswer): LimitReading {
  return {
    limit: numberOf(headers['x-ratelimit-limit']),
    period: numberOf(headers['x-ratelimit-period']),
    remaining: numberOf(headers['x-ratelimit-remaining']),
  };
}

/** How long a 429 asks to wait, in milliseconds; undefined when it does not say. */
export function askedWait({ headers }: PortAnswer, now: number): number | undefined {
  const wait =
    waitOf(headers['retry-after'], now) ?? waitOf(headers['x-ratelimit-reset'], now) ?? undefined;
  return wait === undefined ? undefined : Math.min(Math.max(wait, 0), LONGEST_WAIT_MS);
}

function waitOf(header: string | string[] | undefined, now: number): number | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined || text.trim() === '') return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) {
    return seconds > LEAST_EPOCH ? seconds * 1_000 - now : seconds * 1_000;
  }
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date - now;
}

function numberOf(header: string | string[] | undefined): number | undefined {
  const number = Number(Array.isArray(header) ? header[0] : (header ?? Number.NaN));
  return Number.isFinite(number) ? number : undefined;
}
