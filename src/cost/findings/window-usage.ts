import type { MetricSummary } from '../usage/metric-summary.ts';
import type { UsageMetric } from '../usage/usage-metric.ts';

/** What CloudWatch measured of one metric of a resource in the window of findings. */
export interface WindowUsage extends MetricSummary {
  /** As CloudWatch names it: `CPUUtilization`. */
  readonly metric: string;
  /** The statistic of its points: `Sum`. */
  readonly statistic: UsageMetric['statistic'];
  readonly unit: string;
  readonly windowDays: number;
}

/** Usage by the names of its definition. Undefined: CloudWatch was not asked for it. */
export type UsageByName = Readonly<Record<string, WindowUsage | undefined>>;

/** What is compared with a threshold. */
export type Aggregate =
  'average' | 'maximum' | 'minimum' | 'sum' | 'p95' | 'p99' | 'maximumDayAverage' | 'maximumDaySum';

/** As evidence shows them. */
export const AGGREGATE_NAMES: Readonly<Record<Aggregate, string>> = {
  average: 'average',
  maximum: 'maximum',
  minimum: 'minimum',
  sum: 'sum',
  p95: 'p95',
  p99: 'p99',
  maximumDayAverage: 'highest daily average',
  maximumDaySum: 'highest daily sum',
};
