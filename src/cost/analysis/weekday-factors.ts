import { at, medianInPlace, type Numbers } from './statistics.ts';

/** Days of a week: how long a pattern of workdays and weekends takes. */
export const WEEK = 7;
/** Votes per weekday. With 4, false alarms rise from 0.23 to 0.28 per series-year. */
export const WEEKS_OF_MEMORY = 8;
/** A weekday without cost must not make a division by zero of the level. */
const LEAST_FACTOR = 0.02;

// Filled and read within one call: a day of a series must not allocate.
const votes = new Float64Array(WEEKS_OF_MEMORY);
const weekMeans = new Float64Array(WEEKS_OF_MEMORY);

/**
 * How the weekdays relate to their week's mean: the first factor is that of the weekday of index `end`. Each is the
 * median over up to 8 whole weeks before `end`, drawn towards 1 while there are few weeks.
 *
 * @param from the first index that counts
 */
export function weekdayFactors(
  values: Numbers,
  from: number,
  end: number,
  factors = new Float64Array(WEEK),
): Float64Array {
  const weeks = Math.min(WEEKS_OF_MEMORY, Math.floor((end - from) / WEEK));
  if (weeks === 0) return factors.fill(1);
  for (let week = 1; week <= weeks; week += 1)
    weekMeans[week - 1] = meanOfWeek(values, end - WEEK * week);
  let total = 0;
  for (let weekday = 0; weekday < WEEK; weekday += 1) {
    for (let week = 1; week <= weeks; week += 1) {
      const weekMean = at(weekMeans, week - 1);
      votes[week - 1] = weekMean > 0 ? at(values, end - WEEK * week + weekday) / weekMean : 1;
    }
    const factor = medianInPlace(votes, weeks);
    factors[weekday] = factor;
    total += factor;
  }
  const trust = weeks / (weeks + 1);
  for (let weekday = 0; weekday < WEEK; weekday += 1) {
    const relative = total > 0 ? (at(factors, weekday) * WEEK) / total : 1;
    factors[weekday] = Math.max(LEAST_FACTOR, 1 + (relative - 1) * trust);
  }
  return factors;
}

function meanOfWeek(values: Numbers, start: number): number {
  let total = 0;
  for (let day = 0; day < WEEK; day += 1) total += at(values, start + day);
  return total / WEEK;
}
