import { at, type Numbers } from './statistics.ts';

/** The first part of a series only teaches: this share, at most so many points. NAB's own probation. */
const PROBATION = { share: 0.15, points: 750 };
/** Points whose mean is compared. */
const RECENT_POINTS = 24;
/** The past that the recent mean is compared with: so many days, but at least so many points. */
const PAST = { days: 4, points: 200 };
/** Fewer means say nothing about the past. */
const LEAST_MEANS = 100;
/** Alerts are at least half a day apart, and at most this share of the series. */
const QUIET = { days: 0.5, share: 0.2 };
/** A new extreme counts from this share of the range so far. */
const LEAST_OVERSHOOT = 0.01;
/** An overshoot of ten ranges is the most a point can score: 2. */
const MOST_OVERSHOOT = 10;
/** A recent mean is unusual beyond so many standard deviations. */
const LEAST_DEVIATIONS = 5;
/** So many deviations score 1. */
const DEVIATIONS_OF_ONE = 10;
/** A part of the mean is added to the deviation, so that a constant past divides by no zero. */
const RELATIVE_DEVIATION = 0.001;
/** Within the quiet time, only a score this many times the last one is reported. */
const LOUDER = 1.5;

/** A point that is unusual. */
export interface MetricAnomaly {
  readonly index: number;
  /** Above 0: 1 to 2 for a new extreme, a tenth of the deviations for a change of the mean. */
  readonly score: number;
}

/**
 * Unusual points of a series of minutes or hours: a value outside all values so far, or a recent mean far from the means of
 * the last days. Only earlier points count, as if the series were read live. For metrics: daily costs have a detector of
 * their own.
 */
export function metricAnomalies(values: Numbers, pointsPerDay: number): readonly MetricAnomaly[] {
  const count = values.length;
  const probation = Math.min(PROBATION.share * count, PROBATION.points);
  const quiet = Math.min(QUIET.days * pointsPerDay, QUIET.share * count);
  const means = new PastMeans(values, Math.max(PAST.days * pointsPerDay, PAST.points));
  const found: MetricAnomaly[] = [];
  let [least, most] = [Infinity, -Infinity];
  let last: MetricAnomaly | undefined;
  for (let index = 0; index < count; index += 1) {
    const value = at(values, index);
    const score = Math.max(overshootScore(value, least, most), means.score(index));
    if (index >= probation && score > 0 && isNews(index, score, last, quiet)) {
      last = { index, score };
      found.push(last);
    }
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return found;
}

function isNews(
  index: number,
  score: number,
  last: MetricAnomaly | undefined,
  quiet: number,
): boolean {
  return last === undefined || index - last.index > quiet || score > LOUDER * last.score;
}

function overshootScore(value: number, least: number, most: number): number {
  const range = most - least;
  if (!(range > 0)) return 0;
  const overshoot = Math.max(value - most, least - value) / range;
  if (overshoot <= LEAST_OVERSHOOT) return 0;
  return 1 + Math.min(overshoot, MOST_OVERSHOOT) / MOST_OVERSHOOT;
}

/** The means of the last points, and how they are spread over the last days. */
class PastMeans {
  readonly #means: Float64Array;
  /** Sums of the means before each index, and of their squares. */
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;
  readonly #window: number;
  /** Means are summed as distances from here, which keeps the digits of small differences. */
  readonly #origin: number;

  constructor(values: Numbers, window: number) {
    const count = values.length;
    this.#window = Math.floor(window);
    this.#means = new Float64Array(count);
    this.#sums = new Float64Array(count + 1);
    this.#squares = new Float64Array(count + 1);
    this.#origin = count === 0 ? 0 : at(values, 0);
    let recent = 0;
    for (let index = 0; index < count; index += 1) {
      recent += at(values, index) - this.#origin;
      if (index >= RECENT_POINTS) recent -= at(values, index - RECENT_POINTS) - this.#origin;
      const mean = recent / Math.min(index + 1, RECENT_POINTS);
      this.#means[index] = mean;
      this.#sums[index + 1] = at(this.#sums, index) + mean;
      this.#squares[index + 1] = at(this.#squares, index) + mean * mean;
    }
  }

  score(index: number): number {
    const end = index - RECENT_POINTS + 1;
    const start = Math.max(0, end - this.#window);
    const count = end - start;
    if (count < LEAST_MEANS) return 0;
    const mean = (at(this.#sums, end) - at(this.#sums, start)) / count;
    const square = (at(this.#squares, end) - at(this.#squares, start)) / count;
    const deviation = Math.sqrt(Math.max(square - mean * mean, 0));
    const usual = deviation + RELATIVE_DEVIATION * Math.abs(mean + this.#origin);
    const deviations = usual > 0 ? Math.abs(at(this.#means, index) - mean) / usual : 0;
    return deviations > LEAST_DEVIATIONS ? deviations / DEVIATIONS_OF_ONE : 0;
  }
}
