import { at, clip, median } from '../statistics.ts';
import { WEEK, weekdayFactors } from '../weekday-factors.ts';
import { dampedDays } from './damped-days.ts';
import { factorOf } from './prepared-history.ts';

/** Half a year: what is older says nothing of the next month. */
const MEMORY_DAYS = 182;
/** With less than three weeks the weekdays are unknown. */
const LEAST_DAYS = 3 * WEEK;
/** The first days, which set level and weekdays. */
const START = { levelDays: 14, weekdayDays: 28 };
/** The trend fades by this factor a day. */
const TREND_DAMPING = 0.95;
/** The scale of errors: how much of it stays each day, and what an error adds. */
const SCALE = { kept: 0.95, added: 0.0625 };
/** An error teaches at most this many scales. */
const MOST_SCALES = 3;
/** Least scale as a share of the level: a constant series must still follow a change. */
const LEAST_SCALE = 0.01;
/** Tried values: the ones with the least error of a day ahead are used. */
const LEVEL_GAINS = [0.05, 0.15, 0.3];
const TREND_GAINS = [0, 0.02];
const WEEKDAY_GAINS = [0.05, 0.2];

interface Gains {
  readonly level: number;
  readonly trend: number;
  readonly weekday: number;
}

interface Fitted {
  readonly level: number;
  readonly trend: number;
  /** The first is that of the day after the history. */
  readonly factors: Float64Array;
  /** Sum of the errors of a day ahead. */
  readonly loss: number;
}

/** Damped Holt-Winters smoothing whose errors are clipped, so that an outlier moves it little. */
export function smoothedForecast(costs: Float64Array, horizon: number): Float64Array {
  const recent = costs.slice(-MEMORY_DAYS);
  if (recent.length < LEAST_DAYS) return new Float64Array(horizon).fill(median(recent));
  let best: Fitted | undefined;
  for (const level of LEVEL_GAINS) {
    for (const trend of TREND_GAINS) {
      for (const weekday of WEEKDAY_GAINS) {
        const fitted = fit(recent, { level, trend, weekday });
        if (best === undefined || fitted.loss < best.loss) best = fitted;
      }
    }
  }
  const { level, trend, factors } = best ?? fit(recent, { level: 0, trend: 0, weekday: 0 });
  return Float64Array.from({ length: horizon }, (_, index) =>
    Math.max(0, (level + trend * dampedDays(index + 1, TREND_DAMPING)) * factorOf(factors, index)),
  );
}

function fit(costs: Float64Array, gains: Gains): Fitted {
  const known = Math.min(START.weekdayDays, costs.length);
  const factors = weekdayFactors(costs, 0, known);
  let level = median(costs.subarray(0, START.levelDays));
  let trend = 0;
  const least = LEAST_SCALE * Math.abs(level);
  let scale = Math.max(median(costs.slice(0, known).map((cost) => Math.abs(cost - level))), least);
  let loss = 0;
  for (let index = 0; index < costs.length; index += 1) {
    const weekday = (((index - known) % WEEK) + WEEK) % WEEK;
    const factor = at(factors, weekday);
    const next = level + TREND_DAMPING * trend;
    const error = at(costs, index) - next * factor;
    const size = Math.abs(error);
    if (index >= START.levelDays) loss += size;
    const bound = MOST_SCALES * scale;
    scale = Math.max(SCALE.kept * scale + SCALE.added * Math.min(size, bound), least);
    const learnt = clip(error, -bound, bound);
    const perFactor = factor > 0 ? learnt / factor : 0;
    level = next + gains.level * perFactor;
    trend = TREND_DAMPING * trend + gains.level * gains.trend * perFactor;
    if (level !== 0) {
      factors[weekday] = Math.max(0, factor + (gains.weekday * learnt) / Math.abs(level));
    }
  }
  const ahead = costs.length - known;
  return {
    level,
    trend,
    loss,
    factors: factors.map((_, index) => factorOf(factors, ahead + index)),
  };
}
