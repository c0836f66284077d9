import type { UsageRow } from '../../store/usage-tables.ts';
import type { UsageMetric } from './usage-metric.ts';

/** The period of metrics that say none. In seconds. */
export const HOUR = 3_600;

/** One metric of a resource: what CloudWatch is asked for. */
export interface UsageSeries {
  readonly account: string;
  /** Where the resource is. */
  readonly region: string;
  readonly kind: string;
  /** As in the table `resources`. */
  readonly id: string;
  /** As in the definition of the kind's usage. */
  readonly name: string;
  readonly metric: UsageMetric;
  /** What tells it from other series of the metric, as those of GPUs; empty for the only one. */
  readonly series: string;
}

/**
 * The row of a series and UTC day.
 *
 * @param day its start, in milliseconds since the Unix epoch
 * @param values one for each period of the day, in their order; null where CloudWatch has none
 */
export function usageRow(
  { account, region, kind, id, name, metric, series }: UsageSeries,
  day: number,
  values: readonly (number | null)[],
): UsageRow {
  let points = 0;
  let sum = 0;
  let minimum = Infinity;
  let maximum = -Infinity;
  for (const value of values) {
    if (value === null) continue;
    points += 1;
    sum += value;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  }
  const hasPoints = points > 0;
  return [
    ...([account, region, kind, id, name, metric.metric, metric.statistic, metric.unit] as const),
    ...([series, day, metric.period ?? HOUR, metric.publishedWhen === 'nonzero', points] as const),
    ...([hasPoints ? minimum : null, hasPoints ? maximum : null, sum, values] as const),
  ];
}
