import { dayNumber } from '../../src/cost/analysis/calendar-day.ts';
import { forecast, type PointForecast } from '../../src/cost/analysis/forecast/forecast.ts';
import { seasonalNaive } from '../../src/cost/analysis/forecast/forecast-methods.ts';
import { at, mean, median, sum } from '../../src/cost/analysis/statistics.ts';
import type { Ledger } from './ledger.ts';

const HORIZON = 30;
/** Days on which the next 30 days are forecast. */
const TODAYS = [190, 250, 310, 370];

/** Adds up over ledgers. */
export interface ForecastErrors {
  /** Logarithm of the mean error relative to that of the seasonal naive forecast, by forecast. */
  readonly relative: number[];
  /** Relative error of each 30-day sum. */
  readonly sums: number[];
  days: number;
  in80: number;
  in95: number;
  sumsIn80: number;
  sumsIn95: number;
  /** Series that cannot be forecast: a range was given. */
  ranges: number;
}

export function emptyErrors(): ForecastErrors {
  return { relative: [], sums: [], days: 0, in80: 0, in95: 0, sumsIn80: 0, sumsIn95: 0, ranges: 0 };
}

export function measureForecasts(ledger: Ledger, errors: ForecastErrors): ForecastErrors {
  const start = dayNumber(ledger.start);
  for (const costs of ledger.usage) {
    for (const today of TODAYS) {
      const known = Float64Array.from(costs.slice(0, today));
      const result = forecast(known, start, { horizon: HORIZON });
      if (result.status === 'range') errors.ranges += 1;
      else compare(result, known, costs.slice(today, today + HORIZON), errors);
    }
  }
  return errors;
}

function compare(
  { days, total }: PointForecast,
  known: Float64Array,
  actual: readonly number[],
  errors: ForecastErrors,
): void {
  const naive = seasonalNaive(known, HORIZON);
  const own = mean(actual.map((cost, day) => Math.abs(cost - (days[day]?.expected ?? 0))));
  const its = mean(actual.map((cost, day) => Math.abs(cost - at(naive, day))));
  if (own > 0 && its > 0) errors.relative.push(Math.log(own / its));
  const whole = sum(actual);
  if (whole > 0) errors.sums.push(Math.abs(total.expected - whole) / whole);
  const isIn = (cost: number, { low, high }: { readonly low: number; readonly high: number }) =>
    cost >= low && cost <= high ? 1 : 0;
  errors.sumsIn80 += isIn(whole, total.interval80);
  errors.sumsIn95 += isIn(whole, total.interval95);
  for (const [day, cost] of actual.entries()) {
    const expected = days[day];
    if (expected === undefined) continue;
    errors.days += 1;
    errors.in80 += isIn(cost, expected.interval80);
    errors.in95 += isIn(cost, expected.interval95);
  }
}

/** Geometric mean of the relative errors: no series counts more because it costs more. */
export function relativeError({ relative }: ForecastErrors): number {
  return Math.exp(mean(relative));
}

export function medianSumError({ sums }: ForecastErrors): number {
  return median(sums);
}
