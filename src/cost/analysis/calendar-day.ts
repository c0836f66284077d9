/** Milliseconds of a UTC day: UTC has no daylight saving time. */
const DAY_MS = 86_400_000;

/** A day as the number of days since 1970-01-01, UTC. Analysis counts days; only its edges write dates. */
export type DayNumber = number;

/** The number of a date as `2026-10-31`. NaN for a text that is not a date. */
export function dayNumber(date: string): DayNumber {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** The date of a day, as `2026-10-31`. */
export function dateOf(day: DayNumber): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** From 1 to 31. */
export function dayOfMonth(day: DayNumber): number {
  return new Date(day * DAY_MS).getUTCDate();
}

/** Days after this one in its month: 0 on the last. */
export function daysToMonthEnd(day: DayNumber): number {
  const date = new Date(day * DAY_MS);
  return lastOfMonth(date) - date.getUTCDate();
}

/** The last day of the month of a day. */
export function monthEnd(day: DayNumber): DayNumber {
  return day + daysToMonthEnd(day);
}

function lastOfMonth(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}
