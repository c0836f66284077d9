import { at, mean, sum } from '../statistics.ts';
import type { BackTest } from './back-test.ts';

/** Percent of days that an interval must hold. */
export type Level = 80 | 95;

/** Amounts, in the currency of the series. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Errors grow with the distance: the days of a forecast whose errors are counted together end here. */
const BLOCK_ENDS = [7, 14, Infinity];
/** A series varies more than its few back-tests show: errors count this many times. */
const DAILY_MARGIN: Readonly<Record<Level, number>> = { 80: 1.3, 95: 1.8 };
/** The same for sums, in units of the mean error of the back-tests' sums. */
const TOTAL_MARGIN: Readonly<Record<Level, number>> = { 80: 2, 95: 6 };
/** An interval is at least this wide on each side, as a share of the forecast. */
const LEAST_SHARE = 0.02;

/** Half the width of each day's interval, from the back-tests' errors at that distance. */
export function dailyHalfWidths(days: Float64Array, tests: BackTest, level: Level): Float64Array {
  const least = LEAST_SHARE * mean(days);
  const widths = new Float64Array(days.length);
  let start = 0;
  for (const end of BLOCK_ENDS) {
    const width = Math.max(errorQuantile(tests, start, end, level) * DAILY_MARGIN[level], least);
    widths.fill(width, start, Math.min(end, days.length));
    start = end;
  }
  return widths;
}

export function totalHalfWidth(total: number, { origins }: BackTest, level: Level): number {
  const errors = origins.map(({ residuals }) => Math.abs(sum(residuals)));
  return Math.max(TOTAL_MARGIN[level] * mean(errors), LEAST_SHARE * total);
}

function errorQuantile({ origins }: BackTest, start: number, end: number, level: Level): number {
  const errors = origins
    .flatMap(({ residuals }) => Array.from(residuals.subarray(start, end), Math.abs))
    .sort((one, other) => one - other);
  if (errors.length === 0) return 0;
  const rank = Math.ceil(((errors.length + 1) * level) / 100);
  return at(errors, Math.min(rank, errors.length) - 1);
}
