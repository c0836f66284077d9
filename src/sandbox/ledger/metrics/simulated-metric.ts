import type { MeteredResource } from '../metered-resource.ts';

/** A metric of one resource, as CloudWatch names it. */
export interface SimulatedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Seconds between the points that it has: a longer period puts them together. */
  readonly period: 3_600 | 86_400;
  /** What an hour or day that begins then has; undefined without a point. */
  at(time: number): Sample | undefined;
}

/** The values that CloudWatch got in an hour or day. */
export interface Sample {
  readonly minimum: number;
  readonly average: number;
  readonly maximum: number;
  /** Values that were sent. */
  readonly count: number;
}

/** The metrics of a kind's resources. */
export type MetricsOf = (resource: MeteredResource) => readonly SimulatedMetric[];

/** A statistic of a sample: also percentiles, between the average and the extremes. */
export function statisticOf(sample: Sample, statistic: string): number | undefined {
  const { minimum, average, maximum, count } = sample;
  switch (statistic) {
    case 'Minimum':
      return minimum;
    case 'Average':
      return average;
    case 'Maximum':
      return maximum;
    case 'Sum':
      return average * count;
    case 'SampleCount':
      return count;
  }
  const percentile = Number(/^p(\d+(?:\.\d+)?)$/.exec(statistic)?.[1] ?? Number.NaN);
  if (!(percentile >= 0 && percentile <= 100)) return undefined;
  const [from, to, share] =
    percentile < 50
      ? [minimum, average, percentile / 50]
      : [average, maximum, (percentile - 50) / 50];
  return from + (to - from) * share;
}
