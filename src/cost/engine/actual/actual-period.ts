import { ConfigurationError } from '../../../lib/errors.ts';
import { DAY_MS, dayOf } from '../results/cost-result.ts';
import { EngineError } from '../results/engine-error.ts';

/** A time of the past. */
export interface ActualPeriod {
  /** Milliseconds since the Unix epoch. */
  readonly start: number;
  /** Not included. */
  readonly end: number;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;
const LONGEST_DAYS = 366;
const OLDEST_DAYS = 5 * 366;
const REMEDY = 'write a day such as 2026-10-31, or a time such as 2026-10-31T12:00:00Z';
const DATES = 'give the first day with --from, and the last one with --to';

/**
 * The time that a user means. A day as the end is included; a time as the end is not. What is left of today is cut off.
 *
 * @param created the earliest time at which a resource was created: the default start
 * @throws {EngineError} for an end before the start
 * @throws {ConfigurationError} for what is no date, the future, and a time that is too old or too long
 */
export function actualPeriod(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: number,
  created?: number,
): ActualPeriod {
  const given = to === undefined ? now : endOf(to, now);
  const end = Math.min(given, now);
  const start = from === undefined ? defaultStart(end, created) : timeOf('--from', from);
  if (start >= given) {
    const detail = `${from ?? new Date(start).toISOString()} to ${to ?? 'now'}`;
    throw new EngineError('invalid-date-range', detail, DATES);
  }
  if (start >= now) throw inFuture('--from', from ?? '', now);
  if (start < now - OLDEST_DAYS * DAY_MS) {
    throw new ConfigurationError(`--from: ${from ?? ''} is more than five years ago`, {
      remedy: 'choose a later day',
    });
  }
  if (end - start > LONGEST_DAYS * DAY_MS) {
    const days = Math.ceil((end - start) / DAY_MS);
    throw new ConfigurationError(`--from and --to are ${days} days apart`, {
      remedy: `choose at most ${LONGEST_DAYS} days`,
    });
  }
  return { start, end };
}

/** The creation of the oldest resource, within the longest time; without one, the first day of the month. */
function defaultStart(end: number, created: number | undefined): number {
  if (created !== undefined && created < end) return Math.max(created, end - LONGEST_DAYS * DAY_MS);
  return Date.parse(`${dayOf(end - 1).slice(0, 'YYYY-MM'.length)}-01T00:00:00Z`);
}

function endOf(text: string, now: number): number {
  const time = timeOf('--to', text);
  if (time > now) throw inFuture('--to', text, now);
  return DAY.test(text) ? time + DAY_MS : time;
}

function timeOf(flag: string, text: string): number {
  const day = DAY.test(text) ? text : TIME.exec(text)?.[1];
  const time = Date.parse(text);
  // The 31st of a month with 30 days would be the 1st of the next.
  const isReal = day !== undefined && isDay(day);
  if (!isReal || Number.isNaN(time)) {
    throw new ConfigurationError(`${flag}: "${text}" is not a date`, { remedy: REMEDY });
  }
  return time;
}

function isDay(day: string): boolean {
  const time = Date.parse(day);
  return !Number.isNaN(time) && dayOf(time) === day;
}

function inFuture(flag: string, text: string, now: number): ConfigurationError {
  return new ConfigurationError(`${flag}: ${text} is in the future`, {
    remedy: `choose a day up to today, ${dayOf(now)} (UTC)`,
  });
}
