export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** How long after its end a day is read: points come late. */
const SETTLES_AFTER_MS = 3 * HOUR_MS;
/** Storage of a day is published during the next one. */
const DAILY_SETTLES_AFTER_MS = DAY_MS;

/** The start of the UTC day of a time, both in milliseconds since the Unix epoch. */
export function startOfDay(time: number): number {
  return Math.floor(time / DAY_MS) * DAY_MS;
}

/**
 * The end of the last day that has all its points, in milliseconds since the Unix epoch. Usage is read and judged in
 * whole UTC days.
 *
 * @param isDaily for metrics with one point a day
 */
export function settledUntil(now: number, isDaily = false): number {
  return startOfDay(now - (isDaily ? DAILY_SETTLES_AFTER_MS : SETTLES_AFTER_MS));
}

/** `2026-11-01` */
export function dayName(time: number): string {
  return new Date(time).toISOString().slice(0, 'YYYY-MM-DD'.length);
}
