import type { DayWindow } from '../day-window.ts';
import { at, DEVIATIONS_PER_MAD, median, medianInPlace, quantileInPlace } from '../statistics.ts';
import { WEEK, WEEKS_OF_MEMORY, weekdayFactors } from '../weekday-factors.ts';
import { busyDaysOf, type BusyDays } from './busy-days.ts';

/** Days of history that a day is compared with. */
export const MEMORY_DAYS = WEEK * WEEKS_OF_MEMORY;
/** Days whose median is the level: 7 to 14 find the same. */
const LEVEL_DAYS = 10;
/** Days of relative errors that measure the noise. */
export const NOISE_DAYS = 56;
/** Fewer errors say nothing about the noise. */
const LEAST_ERRORS = 7;
/** Relative noise of a series with fewer errors: wide, so that a young series stays quiet. */
const NOISE_OF_YOUNG = 0.3;
/** Least relative noise: a flat series must not alert for cents. */
const LEAST_NOISE = 0.04;
/** Half of the 95th percentile of the errors: the tails of cost are heavier than a normal distribution's. */
const TAIL = { quantile: 0.95, share: 0.5 };
/** A series is sparse if this share of its days costs less than a tenth of a busy day (the 90th percentile). */
const SPARSE = { days: 0.15, busyQuantile: 0.9, idleShare: 0.1 };
/** A level below this share of the largest cost is zero. */
const ZERO_SHARE = 1e-9;

/** What a day is expected to cost from the days before it. Amounts are in the currency of the series. */
export interface Baseline {
  /** The weekday's share of an average day. */
  readonly weekdayFactor: number;
  /** An average day. */
  readonly level: number;
  /** `level × weekdayFactor`. */
  readonly expected: number;
  /** The usual relative error of `expected`. */
  readonly noise: number;
  /** Days without cost are usual: a high day says little, several or a new highest one more. */
  readonly isSparse: boolean;
  /** Of a sparse series: undefined with few days with cost. */
  readonly busy: BusyDays | undefined;
}

const factors = new Float64Array(WEEK);
const buffer = new Float64Array(Math.max(MEMORY_DAYS, NOISE_DAYS));

/**
 * @param costs the last days, without anomalies
 * @param knownDays days since the first use, at least one
 * @param errors relative errors of the last days, NaN where a day taught nothing
 */
export function baselineOf(costs: DayWindow, knownDays: number, errors: DayWindow): Baseline {
  const { values } = costs;
  const end = values.length;
  const days = Math.min(knownDays, end);
  weekdayFactors(values, end - days, end, factors);
  const level = levelOf(values, Math.min(days, LEVEL_DAYS));
  const weekdayFactor = at(factors, 0);
  const sparse = isSparse(values, days, level);
  return {
    weekdayFactor,
    level,
    expected: level * weekdayFactor,
    noise: noiseOf(errors.values),
    isSparse: sparse,
    busy: sparse ? busyDaysOf(values, days, buffer) : undefined,
  };
}

function levelOf(values: Float64Array, days: number): number {
  for (let ago = 1; ago <= days; ago += 1) {
    const weekday = (WEEK - (ago % WEEK)) % WEEK;
    buffer[ago - 1] = at(values, values.length - ago) / at(factors, weekday);
  }
  return medianInPlace(buffer, days);
}

function noiseOf(errors: Float64Array): number {
  let count = 0;
  for (const error of errors) {
    if (Number.isNaN(error)) continue;
    buffer[count] = Math.abs(error);
    count += 1;
  }
  if (count < LEAST_ERRORS) return NOISE_OF_YOUNG;
  const usual = DEVIATIONS_PER_MAD * medianInPlace(buffer, count);
  const tail = quantileInPlace(buffer, count, TAIL.quantile) * TAIL.share;
  return Math.max(usual, tail, LEAST_NOISE);
}

/** Whether days without cost are usual in the last weeks of a series. */
export function isSparseHistory(costs: Float64Array): boolean {
  const recent = costs.slice(-MEMORY_DAYS);
  const level = median(recent.slice(-LEVEL_DAYS));
  return isSparse(recent, recent.length, level);
}

function isSparse(values: Float64Array, days: number, level: number): boolean {
  let highest = -Infinity;
  for (let ago = 1; ago <= days; ago += 1) {
    const cost = at(values, values.length - ago);
    buffer[ago - 1] = cost;
    highest = Math.max(highest, cost);
  }
  if (level <= ZERO_SHARE * highest) return true;
  const idle = SPARSE.idleShare * quantileInPlace(buffer, days, SPARSE.busyQuantile);
  let idleDays = 0;
  for (let index = 0; index < days; index += 1) if (at(buffer, index) < idle) idleDays += 1;
  return idleDays / days >= SPARSE.days;
}
