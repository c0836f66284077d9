import { at, DEVIATIONS_PER_MAD, medianInPlace } from '../statistics.ts';

/** Fewer days with cost do not tell what is usual. */
const LEAST_DAYS = 7;
/** Least relative spread: a job that always costs the same must not alert for cents. */
const LEAST_SPREAD = 0.15;

/**
 * What days with cost usually cost, of a series that often has none. In logarithms: such costs are skewed, and a few days of
 * several times the usual cost must not raise the bound, as they raise the highest cost of a year.
 */
export interface BusyDays {
  /** Median of the logarithms of the costs. */
  readonly logMedian: number;
  /** Their usual distance from it. */
  readonly spread: number;
}

/** @returns undefined with too few days. @param buffer of at least `days` values, which it overwrites */
export function busyDaysOf(
  values: Float64Array,
  days: number,
  buffer: Float64Array,
): BusyDays | undefined {
  let count = 0;
  for (let ago = 1; ago <= days; ago += 1) {
    const cost = at(values, values.length - ago);
    if (!(cost > 0)) continue;
    buffer[count] = Math.log(cost);
    count += 1;
  }
  if (count < LEAST_DAYS) return undefined;
  const logMedian = medianInPlace(buffer, count);
  for (let index = 0; index < count; index += 1) {
    buffer[index] = Math.abs(at(buffer, index) - logMedian);
  }
  const spread = Math.max(DEVIATIONS_PER_MAD * medianInPlace(buffer, count), LEAST_SPREAD);
  return { logMedian, spread };
}

/** The cost that is so many spreads above the usual one. Infinity where that is not known. */
export function busyBound(busy: BusyDays | undefined, spreads: number): number {
  return busy === undefined ? Infinity : Math.exp(busy.logMedian + spreads * busy.spread);
}
