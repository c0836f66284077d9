import { z } from 'zod';
import type { DayNumber } from '../calendar-day.ts';
import type { Baseline } from './baseline.ts';

/** A cost that returns within four weeks ends what the alert reported, and is no news. */
const RETURN_DAYS = 28;
/** How near to the old level a return must be, in deviations and as a share of the old cost. */
const RETURN_NEARNESS = { deviations: 3.5, share: 0.3 };

/** The last change of level: a long spike makes one up, and is over when the cost returns. */
export const LevelChange = z.object({
  /** The day it was learned. */
  day: z.int(),
  side: z.int(),
  /** New level ÷ old level. Several changes to the same side are one. */
  ratio: z.number(),
});
export type LevelChange = z.output<typeof LevelChange>;

/** The change with the one before it, if that was to the same side and recent. */
export function joinedChange(before: LevelChange | undefined, next: LevelChange): LevelChange {
  const isSame = before?.side === next.side && next.day - before.day <= RETURN_DAYS;
  return isSame ? { ...next, ratio: next.ratio * before.ratio } : next;
}

/** Whether an unusual day is a return to the level before the last change. */
export function isReturn(
  change: LevelChange,
  found: {
    readonly day: DayNumber;
    readonly amount: number;
    readonly side: number;
    readonly baseline: Baseline;
    readonly floor: number;
  },
): boolean {
  const { day, amount, side, baseline, floor } = found;
  if (side !== -change.side || day - change.day > RETURN_DAYS) return false;
  const { deviations, share } = RETURN_NEARNESS;
  const expected = baseline.expected / change.ratio;
  const near = Math.max(deviations * baseline.noise, share) * expected;
  return Math.abs(amount - expected) <= Math.max(near, floor);
}
