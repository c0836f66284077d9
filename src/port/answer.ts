import { z } from 'zod';
import type { LimitReading } from './family-pace.ts';

/** Port's response, before its body was parsed. */
export interface PortAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/**
 * For calls whose response Port does not document and Longshore does not use. A refusal is still an error.
 */
export const Accepted = z.object({});

/** Statuses that may change on a retry. */
export const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([401, 408, 429, 500, 502, 503, 504]);

/** Above this, `x-ratelimit-reset` is a Unix time in seconds, below it seconds from now: Port sends both. */
const LEAST_EPOCH = 10_000;
/** Longest wait that a response may request, in milliseconds: the window of the limits. */
const LONGEST_WAIT_MS = 300_000;

/** The rate limit in the response headers. */
export function limitReading({ headers }: PortAnswer): LimitReading {
  return {
    limit: numberOf(headers['x-ratelimit-limit']),
    period: numberOf(headers['x-ratelimit-period']),
    remaining: numberOf(headers['x-ratelimit-remaining']),
  };
}

/** The wait that a 429 requests, in milliseconds; undefined for none. */
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
