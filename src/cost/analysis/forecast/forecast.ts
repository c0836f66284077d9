import { isSparseHistory } from '../anomalies/baseline.ts';
import type { DayNumber } from '../calendar-day.ts';
import { at, mean, type Numbers } from '../statistics.ts';
import { backTest, combined, forecastsOf, type BackTest } from './back-test.ts';
import { dailyHalfWidths, totalHalfWidth, type Interval } from './forecast-interval.ts';
import type { ForecastMethodName } from './forecast-methods.ts';

/** Days that are forecast. */
export const DEFAULT_HORIZON = 30;
/** With less history there is no weekly pattern to continue. */
const LEAST_DAYS = 28;
/** One back-test may be luck. */
const LEAST_BACK_TESTS = 2;

/** A cost that is known to come: a yearly fee, or usage that a commitment covers no longer. */
export interface KnownItem {
  readonly day: DayNumber;
  readonly amount: number;
  readonly name: string;
}

/** Amounts are in the currency of the series. Known items are in `expected` and shift the intervals. */
export interface ForecastDay {
  readonly day: DayNumber;
  readonly expected: number;
  readonly interval80: Interval;
  readonly interval95: Interval;
}

/** A forecast with its uncertainty, as measured on the past of this series. */
export interface PointForecast {
  readonly status: 'forecast';
  readonly days: readonly ForecastDay[];
  readonly total: Omit<ForecastDay, 'day'>;
  readonly knownItems: readonly KnownItem[];
  /** How much each method counts; the weights add up to 1. */
  readonly weights: Readonly<Record<ForecastMethodName, number>>;
  /** Mean error of a day in the back-tests: of this forecast, and of repeating the last week. */
  readonly backTestError: number;
  readonly naiveError: number;
  readonly backTests: number;
}

/** A series that cannot be forecast: what such periods cost so far. */
export interface ForecastRange {
  readonly status: 'range';
  readonly reason: 'sporadic' | 'too little history';
  /** The smallest and largest sum of so many days in a row; undefined if there were never so many. */
  readonly total: Interval | undefined;
  readonly knownItems: readonly KnownItem[];
}

export type Forecast = PointForecast | ForecastRange;

/**
 * What a series will cost, from its daily costs alone: three methods, weighted by how well each would have forecast the
 * last months. Charge categories are those of the anomalies: purchases and taxes come as known items.
 *
 * @param costs stable days; days before the first use are left out
 */
export function forecast(
  costs: Numbers,
  firstDay: DayNumber,
  { horizon = DEFAULT_HORIZON, knownItems = [] }: ForecastOptions = {},
): Forecast {
  const used = Array.from(costs).findIndex((cost) => cost > 0);
  const history = Float64Array.from(costs).slice(used < 0 ? costs.length : used);
  const start = firstDay + costs.length - history.length;
  const nextDay = start + history.length;
  const items = knownItems.filter(({ day }) => day >= nextDay && day < nextDay + horizon);
  const reason = reasonAgainst(history);
  const tests = reason === undefined ? backTest(history, start, horizon) : undefined;
  if (tests === undefined || tests.origins.length < LEAST_BACK_TESTS) {
    const total = rangeOfSums(history, horizon);
    return { status: 'range', reason: reason ?? 'too little history', total, knownItems: items };
  }
  const days = combined(forecastsOf(history, start, horizon), tests.weights);
  return pointForecast(days, nextDay, tests, items);
}

export interface ForecastOptions {
  /** Days. @default 30 */
  readonly horizon?: number;
  /** @default none */
  readonly knownItems?: readonly KnownItem[];
}

function reasonAgainst(history: Float64Array): ForecastRange['reason'] | undefined {
  if (history.length < LEAST_DAYS) return 'too little history';
  return isSparseHistory(history) ? 'sporadic' : undefined;
}

function pointForecast(
  days: Float64Array,
  firstDay: DayNumber,
  tests: BackTest,
  knownItems: readonly KnownItem[],
): PointForecast {
  const total = days.reduce((sum, cost) => sum + cost, 0);
  const [daily80, daily95] = [dailyHalfWidths(days, tests, 80), dailyHalfWidths(days, tests, 95)];
  const known = (day: DayNumber): number =>
    knownItems.reduce((sum, item) => sum + (item.day === day ? item.amount : 0), 0);
  const knownTotal = knownItems.reduce((sum, { amount }) => sum + amount, 0);
  return {
    status: 'forecast',
    days: Array.from(days, (cost, index) => ({
      day: firstDay + index,
      ...around(cost, at(daily80, index), at(daily95, index), known(firstDay + index)),
    })),
    total: around(
      total,
      totalHalfWidth(total, tests, 80),
      totalHalfWidth(total, tests, 95),
      knownTotal,
    ),
    knownItems,
    weights: tests.weights,
    backTestError: mean(tests.origins.flatMap(({ residuals }) => Array.from(residuals, Math.abs))),
    naiveError: mean(tests.origins.map(({ errors }) => errors['seasonal naive'].mean)),
    backTests: tests.origins.length,
  };
}

function around(
  cost: number,
  half80: number,
  half95: number,
  known: number,
): Omit<ForecastDay, 'day'> {
  const interval = (half: number): Interval => ({
    low: Math.max(0, cost - half) + known,
    high: cost + half + known,
  });
  return { expected: cost + known, interval80: interval(half80), interval95: interval(half95) };
}

function rangeOfSums(history: Float64Array, horizon: number): Interval | undefined {
  if (history.length < horizon) return undefined;
  let sum = 0;
  let [low, high] = [Infinity, -Infinity];
  for (const [index, cost] of history.entries()) {
    sum += cost - (index >= horizon ? at(history, index - horizon) : 0);
    if (index < horizon - 1) continue;
    low = Math.min(low, sum);
    high = Math.max(high, sum);
  }
  return { low: Math.max(0, low), high };
}
