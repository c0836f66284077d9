import type { DayNumber } from '../calendar-day.ts';
import type { AlertRule } from './alert.ts';
import { baselineOf, type Baseline } from './baseline.ts';
import { isFirstOfTwo, limitsOf, type LimitInputs, type Limits } from './limits.ts';
import type { MonthMemory } from './month-memory.ts';
import type { RelativeErrors } from './relative-errors.ts';
import type { DayWindow } from '../day-window.ts';
import type { YearlyMaximum } from './yearly-maximum.ts';
import { WEEK, WEEKS_OF_MEMORY } from '../weekday-factors.ts';

/** Days of use before a series can alert: two weeks show most weekly patterns. */
export const LEAST_KNOWN_DAYS = 2 * WEEK;
/**
 * Days before a drop can alert, of use and without idle days: many series are on and off for weeks, and switching off
 * again is not news.
 */
const DROP_HISTORY = { known: 4 * WEEK, withoutGaps: WEEK * WEEKS_OF_MEMORY };
/** Low days in a row that make a drop: one day may be late data. */
const DROP_DAYS = 2;
/** Days in a row past the smallest bounds that make an anomaly. */
const LONG_DAYS = 3;
/** An extra of a day of the month counts above so many deviations. */
const NOTABLE_EXTRA_DEVIATIONS = 2;

/** What a day is judged by. */
export interface SeriesHistory {
  readonly cleaned: DayWindow;
  readonly errors: RelativeErrors;
  readonly highs: YearlyMaximum;
  readonly monthMemory: MonthMemory;
  readonly knownDays: number;
  /** Low days in a row before this day. */
  readonly lowDays: number;
  /** Days in a row before this day past the bound of a third day: negative below. */
  readonly longDays: number;
  /** Deviations of the day before. */
  readonly previousDeviations: number;
  /** The highest cost before yesterday, if yesterday was above it and the series is sparse. */
  readonly exceededHighest: number | undefined;
  /** The last day on which the series was sparse. */
  readonly lastSparseDay: DayNumber | undefined;
  /** Least change that can alert, in the currency of the series. */
  readonly floor: number;
}

/** An unusual day. */
export interface Finding {
  readonly rule: AlertRule;
  /** Days before this one that are part of it. */
  readonly daysBefore: number;
  /** The bound that this day passed. */
  readonly limit: number;
}

/** One day against its expectation. */
export interface Judgement {
  readonly baseline: Baseline;
  readonly limits: Limits;
  readonly highest: number;
  /** What this day of the month was expected to cost above the baseline. */
  readonly monthlyExtra: number;
  /** Actual minus expected cost. */
  readonly excess: number;
  /** `excess` in units of the usual error; 0 if the series is sparse. */
  readonly deviations: number;
  /** The excess is large enough to be remembered for this day of the month. */
  readonly isNotable: boolean;
  readonly isLow: boolean;
  /** Low days in a row, with this one. */
  readonly lowDays: number;
  /** Days in a row past the bound of a third day, with this one: negative below. */
  readonly longDays: number;
  /** The excess is a monthly fee that was here before. */
  readonly isMonthlyFee: boolean;
  readonly finding: Finding | undefined;
}

export function judge(history: SeriesHistory, day: DayNumber, amount: number): Judgement {
  const { knownDays, floor } = history;
  const baseline = baselineOf(history.cleaned, knownDays, history.errors.window);
  const { expected, noise, isSparse } = baseline;
  const usual = noise * expected;
  const highest = history.highs.before(day);
  const notable = isSparse ? highest : NOTABLE_EXTRA_DEVIATIONS * usual;
  const monthlyExtra = history.monthMemory.expectedExtra(day, notable);
  const limits = limitsOf({ baseline, knownDays, highest, monthlyExtra, floor });
  const excess = amount - expected;
  const isNotable = excess > notable;
  const deviations = usual > 0 && !isSparse ? excess / usual : 0;
  const hasDrops = canDrop(history, day);
  const isLow = hasDrops && amount < limits.lower;
  const lowDays = isLow ? history.lowDays + 1 : 0;
  const longDays = longDaysOf(history.longDays, amount, limits, hasDrops);
  const second = secondLimit(history, { baseline, knownDays, highest, monthlyExtra, floor });
  const evidence = { limits, second, highest, isSparse, lowDays, longDays };
  return {
    baseline,
    limits,
    highest,
    monthlyExtra,
    excess,
    deviations,
    isNotable,
    isLow,
    lowDays,
    longDays,
    isMonthlyFee: monthlyExtra > 0 && isNotable,
    finding: canAlert(history, day) ? findingOf(amount, evidence) : undefined,
  };
}

/** At its first turn of a month, a series shows its monthly fees: they would all alert. */
function canAlert({ knownDays, monthMemory }: SeriesHistory, day: DayNumber): boolean {
  return knownDays >= LEAST_KNOWN_DAYS && !monthMemory.isFirstTurn(day);
}

function canDrop({ knownDays, lastSparseDay }: SeriesHistory, day: DayNumber): boolean {
  if (knownDays < DROP_HISTORY.known) return false;
  return lastSparseDay === undefined || day - lastSparseDay >= DROP_HISTORY.withoutGaps;
}

/** The bound of a second day in a row; Infinity after a normal day. */
function secondLimit(history: SeriesHistory, inputs: LimitInputs): number {
  const { exceededHighest, previousDeviations } = history;
  if (!inputs.baseline.isSparse) {
    return isFirstOfTwo(previousDeviations) ? limitsOf(inputs).second : Infinity;
  }
  // Yesterday may be the highest cost by now: both days must pass the highest before it.
  if (exceededHighest === undefined) return Infinity;
  return limitsOf({ ...inputs, highest: exceededHighest }).second;
}

function longDaysOf(before: number, amount: number, limits: Limits, hasDrops: boolean): number {
  if (amount > limits.third) return Math.max(before, 0) + 1;
  return hasDrops && amount < limits.thirdLower ? Math.min(before, 0) - 1 : 0;
}

type Evidence = Pick<Judgement, 'limits' | 'highest' | 'lowDays' | 'longDays'> &
  Pick<Baseline, 'isSparse'> & { readonly second: number };

function findingOf(amount: number, evidence: Evidence): Finding | undefined {
  const { limits, second, highest, isSparse, lowDays, longDays } = evidence;
  if (amount > limits.upper && highest > 0) {
    return { rule: isSparse ? 'sparse' : 'day', daysBefore: 0, limit: limits.upper };
  }
  if (lowDays >= DROP_DAYS) return { rule: 'drop', daysBefore: 1, limit: limits.lower };
  if (longDays <= -LONG_DAYS) return { rule: 'drop', daysBefore: 2, limit: limits.thirdLower };
  if (amount > second) return { rule: 'second-day', daysBefore: 1, limit: second };
  if (longDays < LONG_DAYS) return undefined;
  return { rule: 'third-day', daysBefore: LONG_DAYS - 1, limit: limits.third };
}
