import { dayOfMonth, daysToMonthEnd, type DayNumber } from '../calendar-day.ts';
import { at, DEVIATIONS_PER_MAD, median, medianInPlace, type Numbers } from '../statistics.ts';
import { WEEK, weekdayFactors } from '../weekday-factors.ts';

/** Days around a day whose median is its base: two weeks cancel weekdays out. */
const BASE_DAYS = 15;
/** With fewer days nothing is an outlier. */
const LEAST_DAYS_TO_CLEAN = 28;
/** A day this far from its expectation is an outlier: deviations, and share of the expectation. */
const OUTLIER = { deviations: 4, share: 0.3 };
/** Least noise as a share of the median cost. */
const LEAST_NOISE = 0.03;
/** Days that measure how much a day varies beside its fees. */
const NOISE_DAYS = 112;
/** Four months and a day: a monthly fee of each day of the month falls into them four times. */
const FEE_DAYS = 125;
/** The last fees of a day of the month that count, and how many it takes. */
const FEES = { most: 3, least: 2 };
/** A fee is above so many deviations, this share of the level, and this share of the largest one. */
const LEAST_FEE = { deviations: 3, ofLevel: 0.15, levelDays: 28, ofLargest: 0.4 };
/** Peaks this many times the base do not count for weekdays. */
const PEAK = 3;
/** Days at a month's end that are also counted from the end. */
const END_DAYS = 3;

/** A series for forecasting: without outliers and monthly fees, which are added again afterwards. */
export interface PreparedHistory {
  readonly costs: Float64Array;
  /** What a day of the month costs on top, by key. */
  readonly fees: ReadonlyMap<string, number>;
}

/** @param firstDay the day of the first cost */
export function prepareHistory(costs: Numbers, firstDay: DayNumber): PreparedHistory {
  const { rest, fees } = withoutFees(costs, firstDay);
  return { costs: withoutOutliers(rest), fees };
}

/** What a day costs on top of the usual. */
export function feeOn(fees: ReadonlyMap<string, number>, day: DayNumber): number {
  return Math.max(0, ...keysOf(day).map((key) => fees.get(key) ?? 0));
}

function withoutFees(costs: Numbers, firstDay: DayNumber) {
  const rest = Float64Array.from(costs);
  const base = centredMedian(costs);
  const factors = weekdayFactors(
    rest.map((cost, index) => Math.min(cost, PEAK * at(base, index))),
    0,
    rest.length,
  );
  const usual = base.map((cost, index) => cost * factorOf(factors, index - rest.length));
  const extras = rest.map((cost, index) => cost - at(usual, index));
  const deviation = DEVIATIONS_PER_MAD * median(extras.slice(-NOISE_DAYS).map(Math.abs));
  const level = median(base.slice(-LEAST_FEE.levelDays));
  const least = Math.max(LEAST_FEE.deviations * deviation, LEAST_FEE.ofLevel * level);
  const fees = new Map<string, number>();
  for (const [key, indexes] of daysByKey(firstDay, rest.length)) {
    const last = indexes.slice(-FEES.most);
    const amounts = last.map((index) => at(extras, index));
    if (last.length < FEES.least) continue;
    const smallest = Math.min(...amounts);
    if (smallest <= Math.max(least, LEAST_FEE.ofLargest * Math.max(...amounts))) continue;
    fees.set(key, median(amounts));
    for (const index of last) rest[index] = at(usual, index);
  }
  return { rest, fees };
}

function daysByKey(firstDay: DayNumber, count: number): ReadonlyMap<string, number[]> {
  const byKey = new Map<string, number[]>();
  for (let index = Math.max(0, count - FEE_DAYS); index < count; index += 1) {
    for (const key of keysOf(firstDay + index)) {
      const indexes = byKey.get(key) ?? [];
      indexes.push(index);
      byKey.set(key, indexes);
    }
  }
  return byKey;
}

function keysOf(day: DayNumber): readonly string[] {
  const toEnd = daysToMonthEnd(day);
  const date = `d${dayOfMonth(day)}`;
  return toEnd < END_DAYS ? [date, `e${toEnd}`] : [date];
}

function withoutOutliers(costs: Float64Array): Float64Array {
  if (costs.length < LEAST_DAYS_TO_CLEAN) return costs;
  const base = centredMedian(costs);
  const factors = weekdayFactors(costs, 0, costs.length);
  const usual = base.map((cost, index) => cost * factorOf(factors, index - costs.length));
  const errors = costs.map((cost, index) => Math.abs(cost - at(usual, index)));
  const noise = Math.max(
    DEVIATIONS_PER_MAD * median(errors),
    LEAST_NOISE * median(costs.map(Math.abs)),
  );
  return costs.map((cost, index) => {
    const expected = at(usual, index);
    const most = Math.max(OUTLIER.deviations * noise, OUTLIER.share * expected);
    return at(errors, index) > most ? expected : cost;
  });
}

/** The factor of a day, counted from the day that the factors begin with. */
export function factorOf(factors: Numbers, daysAfter: number): number {
  return at(factors, ((daysAfter % WEEK) + WEEK) % WEEK);
}

const buffer = new Float64Array(BASE_DAYS);

function centredMedian(costs: Numbers): Float64Array {
  const reach = Math.floor(BASE_DAYS / 2);
  const medians = new Float64Array(costs.length);
  for (let index = 0; index < costs.length; index += 1) {
    const from = Math.max(0, index - reach);
    const to = Math.min(costs.length - 1, index + reach);
    for (let near = from; near <= to; near += 1) buffer[near - from] = at(costs, near);
    medians[index] = medianInPlace(buffer, to - from + 1);
  }
  return medians;
}
