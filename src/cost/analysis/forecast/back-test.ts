import type { DayNumber } from '../calendar-day.ts';
import { at, mean, median } from '../statistics.ts';
import { FORECAST_METHODS, type ForecastMethodName } from './forecast-methods.ts';
import { feeOn, prepareHistory } from './prepared-history.ts';

/** Back-tests end so many days apart, at most so many, and need so much history before them. */
const ORIGINS = { step: 10, most: 5, leastDays: 28 };
/** Weights of perfect methods must stay finite: errors below this share of the cost count as this. */
const LEAST_ERROR = 1e-6;

/** One forecast per method. */
export type Forecasts = Readonly<Record<ForecastMethodName, Float64Array>>;
export type Weights = Readonly<Record<ForecastMethodName, number>>;

/** A forecast of days that are known: made from the days before them. */
export interface Origin {
  readonly errors: Readonly<
    Record<ForecastMethodName, { readonly mean: number; readonly typical: number }>
  >;
  /** Actual minus combined forecast, by day. */
  readonly residuals: Float64Array;
}

export interface BackTest {
  readonly weights: Weights;
  readonly origins: readonly Origin[];
}

/** What each method says, with monthly fees. */
export function forecastsOf(
  history: Float64Array,
  firstDay: DayNumber,
  horizon: number,
): Forecasts {
  const { costs, fees } = prepareHistory(history, firstDay);
  const nextDay = firstDay + history.length;
  return mapMethods((name) =>
    FORECAST_METHODS[name](costs, horizon).map(
      (cost, index) => cost + feeOn(fees, nextDay + index),
    ),
  );
}

/** Forecasts the last months as they would have been, and weighs the methods by their errors. */
export function backTest(history: Float64Array, firstDay: DayNumber, horizon: number): BackTest {
  const tests: { readonly forecasts: Forecasts; readonly actual: Float64Array }[] = [];
  for (let index = 0; index < ORIGINS.most; index += 1) {
    const end = history.length - horizon - ORIGINS.step * index;
    if (end < ORIGINS.leastDays) break;
    const forecasts = forecastsOf(history.subarray(0, end), firstDay, horizon);
    tests.push({ forecasts, actual: history.subarray(end, end + horizon) });
  }
  const errors = tests.map(({ forecasts, actual }) =>
    mapMethods((name) => errorOf(forecasts[name], actual)),
  );
  const least = LEAST_ERROR * mean(history);
  const weights = normalised(
    mapMethods((name) =>
      errors.length === 0
        ? 1
        : Math.max(
            mean(errors.map((error) => (error[name].typical + error[name].mean) / 2)),
            least,
          ) ** -2,
    ),
  );
  return {
    weights,
    origins: tests.map(({ forecasts, actual }, index) => {
      const expected = combined(forecasts, weights);
      return {
        errors: errors[index] ?? mapMethods(() => ({ mean: 0, typical: 0 })),
        residuals: actual.map((cost, day) => cost - at(expected, day)),
      };
    }),
  };
}

export function combined(forecasts: Forecasts, weights: Weights): Float64Array {
  const names = Object.keys(forecasts) as ForecastMethodName[];
  return forecasts['seasonal naive'].map((_, index) =>
    names.reduce((sum, name) => sum + weights[name] * at(forecasts[name], index), 0),
  );
}

function errorOf(expected: Float64Array, actual: Float64Array) {
  const errors = actual.map((cost, index) => Math.abs(cost - at(expected, index)));
  return { mean: mean(errors), typical: median(errors) };
}

function normalised(weights: Weights): Weights {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  return mapMethods((name) => weights[name] / total);
}

function mapMethods<Value>(
  valueOf: (name: ForecastMethodName) => Value,
): Record<ForecastMethodName, Value> {
  return {
    'seasonal naive': valueOf('seasonal naive'),
    'median trend': valueOf('median trend'),
    smoothing: valueOf('smoothing'),
  };
}
