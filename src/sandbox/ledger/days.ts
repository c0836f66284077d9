export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 4;

/** `2026-08-01`, in UTC. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The last answer: lines ask for the same day many times. */
let last = { name: '', start: 0 };

/** The first moment of a day, or of a month's first day, in milliseconds. */
export function startOf(dayOrMonth: string): number {
  if (last.name === dayOrMonth) return last.start;
  const start = Date.parse(dayOrMonth.length === 7 ? `${dayOrMonth}-01` : dayOrMonth);
  last = { name: dayOrMonth, start };
  return start;
}

export function dayAfter(day: string, days = 1): string {
  return dayOf(startOf(day) + days * DAY_MS);
}

/** `2026-08` */
export function monthOf(day: string): string {
  return day.slice(0, 7);
}

export function monthAfter(month: string, months = 1): string {
  const start = new Date(startOf(month));
  start.setUTCMonth(start.getUTCMonth() + months);
  return start.toISOString().slice(0, 7);
}

let lastMonth = { name: '', hours: 0 };

/** The hours of a month: 672 to 744. */
export function hoursOf(month: string): number {
  if (lastMonth.name !== month) {
    const hours = (Date.parse(`${monthAfter(month)}-01`) - Date.parse(`${month}-01`)) / HOUR_MS;
    lastMonth = { name: month, hours };
  }
  return lastMonth.hours;
}

/** Days from one to another, without the last. */
export function* daysBetween(from: string, to: string): Generator<string, void> {
  for (let at = startOf(from), end = startOf(to); at < end; at += DAY_MS) yield dayOf(at);
}

export function daysOf(month: string): string[] {
  return [...daysBetween(`${month}-01`, `${monthAfter(month)}-01`)];
}

/** 0 for Sunday. */
export function weekday(day: string): number {
  return (startOf(day) / DAY_MS + FIRST_WEEKDAY) % 7;
}
