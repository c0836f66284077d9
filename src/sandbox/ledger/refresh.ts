import { HOUR_MS, monthAfter, monthOf, startOf, DAY_MS, dayOf } from './days.ts';

/** AWS refreshes bills several times a day. Hours. */
const REFRESHED_EVERY = 6;
/** Usage of the last hours is not billed yet. Hours. */
const BEHIND = 3;
/** Some usage is reported so long after its day. Hours. */
const LATE = 36;
/** A month's invoice is issued on this day of the next month. */
const INVOICED_ON = 5;

/** The state of the bill at a time: it changes only when AWS refreshes it. */
export interface Refresh {
  /** When the bill was refreshed last, in milliseconds. */
  readonly at: number;
  /** Usage from then on is missing. Milliseconds. */
  readonly billedUntil: number;
}

export function refreshAt(now: Date): Refresh {
  const every = REFRESHED_EVERY * HOUR_MS;
  const at = Math.floor(now.getTime() / every) * every;
  return { at, billedUntil: at - BEHIND * HOUR_MS };
}

/** When a month's invoice is issued: nothing changes afterwards. Milliseconds. */
export function invoicedAt(month: string): number {
  return startOf(monthAfter(month)) + (INVOICED_ON - 1) * DAY_MS;
}

export function isFinal(month: string, { at }: Refresh): boolean {
  return at >= invoicedAt(month);
}

/** Whether usage that is reported late has arrived for a day. */
export function hasLateUsage(day: string, { at }: Refresh): boolean {
  return at >= startOf(day) + DAY_MS + LATE * HOUR_MS;
}

/** The hours of a day that the bill contains: 0 to 24. */
export function billedHours(day: string, { billedUntil }: Refresh): number {
  return Math.max(0, Math.min(24, Math.floor((billedUntil - startOf(day)) / HOUR_MS)));
}

/** The last day with billed usage. */
export function lastDay({ billedUntil }: Refresh): string {
  return dayOf(billedUntil - 1);
}

/** Names the state of a day: the same text promises the same lines. */
export function stateOf(day: string, refresh: Refresh): string {
  const isSettled = hasLateUsage(day, refresh) && refresh.billedUntil >= startOf(day) + DAY_MS;
  return isSettled ? 'settled' : String(refresh.at);
}

/** Names the state of a month: the same text promises the same lines. */
export function stateOfMonth(month: string, refresh: Refresh): string {
  return isFinal(month, refresh) ? 'final' : String(refresh.at);
}

export function currentMonth({ billedUntil }: Refresh): string {
  return monthOf(dayOf(billedUntil));
}
