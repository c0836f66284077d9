import type { Estate } from './estate.ts';

const HOUR_MS = 3_600_000;
/** The day on which this process started: records of the past are as old on every day. */
const TODAY = Math.floor(Date.now() / (24 * HOUR_MS)) * 24 * HOUR_MS;

/**
 * When the record of this number was made: number 0 is the newest, and each is half a day older than the
 * one before it. Unlike the estate's other times these move along with the calendar, by whole days.
 */
export function recentTime(
  estate: Estate,
  index: number,
  ...name: readonly (string | number)[]
): Date {
  const draw = estate.draw('recent-time', index, ...name);
  return new Date(TODAY - (index + 1) * 12 * HOUR_MS + (draw % HOUR_MS));
}
