import type { DayWindow } from '../day-window.ts';

/** Days without cost after which cost is new. */
const DAYS_WITHOUT = 30;
/** Days with cost in a row that make it new spend: one may be a test. */
const DAYS_WITH = 2;
/** Share of the floor under which a day counts as one without cost. */
const NO_COST_SHARE = 0.1;
/** Days that must be known to tell new spend. */
export const SPEND_DAYS = DAYS_WITHOUT + DAYS_WITH - 1;

/** Whether this is the second day with cost after 30 days without. @param before the days before this one */
export function isNewSpend(before: DayWindow, amount: number, floor: number): boolean {
  if (amount < floor || !(before.ago(1) >= floor)) return false;
  for (let ago = DAYS_WITH; ago <= SPEND_DAYS; ago += 1) {
    if (!(before.ago(ago) < NO_COST_SHARE * floor)) return false;
  }
  return true;
}
