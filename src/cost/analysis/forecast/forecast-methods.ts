import { at, DEVIATIONS_PER_MAD, median } from '../statistics.ts';
import { WEEK, weekdayFactors } from '../weekday-factors.ts';
import { factorOf } from './prepared-history.ts';
import { dampedDays } from './damped-days.ts';
import { smoothedForecast } from './smoothed-forecast.ts';

/** Days whose median is the level. */
const LEVEL_DAYS = 14;
/** Weeks that show a trend: at most, and at least. */
const TREND_WEEKS = { most: 8, least: 4 };
/** A trend within so many standard errors is weak, and only this share of it continues. */
const WEAK_TREND = { errors: 2, share: 0.25 };
/** A trend fades by this factor a day: after a month, half of it is left. */
const TREND_DAMPING = 0.98;
/** The middle of the level's days lies so many days back. */
const LEVEL_AGE_DAYS = 7;

/** Continues a history: as many days as asked for. */
export type ForecastMethod = (costs: Float64Array, horizon: number) => Float64Array;

/** By name. Each is the best for some series: a back-test weighs them. */
export const FORECAST_METHODS = {
  /** Last week again: what others are measured against. */
  'seasonal naive': seasonalNaive,
  /** Median level, weekday factors and a damped trend of weekly medians. */
  'median trend': medianTrend,
  /** Exponential smoothing of level, trend and weekdays (Holt-Winters, damped). */
  smoothing: smoothedForecast,
} as const satisfies Readonly<Record<string, ForecastMethod>>;

export type ForecastMethodName = keyof typeof FORECAST_METHODS;

export function seasonalNaive(costs: Float64Array, horizon: number): Float64Array {
  const week = Math.min(WEEK, costs.length);
  return Float64Array.from({ length: horizon }, (_, index) =>
    at(costs, costs.length - week + (index % week)),
  );
}

function medianTrend(costs: Float64Array, horizon: number): Float64Array {
  const factors = weekdayFactors(costs, 0, costs.length);
  const levels = costs.map((cost, index) => cost / factorOf(factors, index - costs.length));
  const level = median(levels.slice(-LEVEL_DAYS));
  const slope = slopeOf(levels);
  return Float64Array.from({ length: horizon }, (_, index) => {
    const days = LEVEL_AGE_DAYS + dampedDays(index + 1, TREND_DAMPING);
    return Math.max(0, (level + slope * days) * factorOf(factors, index));
  });
}

/** Change a day: the median of the slopes between weeks (Theil-Sen). */
function slopeOf(levels: Float64Array): number {
  const weeks = Math.min(TREND_WEEKS.most, Math.floor(levels.length / WEEK));
  if (weeks < TREND_WEEKS.least) return 0;
  const medians = Array.from({ length: weeks }, (_, week) => {
    const start = levels.length - WEEK * (weeks - week);
    return median(levels.subarray(start, start + WEEK));
  });
  const slopes: number[] = [];
  for (const [week, later] of medians.entries()) {
    for (let before = 0; before < week; before += 1) {
      slopes.push((later - at(medians, before)) / (week - before));
    }
  }
  const weekly = median(slopes);
  const middle = median(medians);
  const errors = medians.map((value, week) =>
    Math.abs(value - middle - weekly * (week - (weeks - 1) / 2)),
  );
  const standardError = (DEVIATIONS_PER_MAD * median(errors)) / Math.sqrt(weeks);
  const isWeak = Math.abs(weekly) < WEAK_TREND.errors * standardError;
  return (isWeak ? WEAK_TREND.share * weekly : weekly) / WEEK;
}
