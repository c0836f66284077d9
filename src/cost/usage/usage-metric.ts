import type { MeasuredUsage } from './measured-usage.ts';

/** CloudWatch's statistics that definitions ask for. */
export type UsageStatistic = 'Average' | 'Maximum' | 'Minimum' | 'Sum';

/** Seconds between two points: CloudWatch keeps hourly ones for 455 days. Storage is measured daily. */
export type UsagePeriod = 3_600 | 86_400;

/** CloudWatch's dimensions by name: what they are of. */
export type Dimensions = Readonly<Record<string, string>>;

/** One metric of a kind. */
export interface UsageMetric {
  /** As CloudWatch names it: `CPUUtilization`. */
  readonly metric: string;
  /** Where it is not that of the definition: `CWAgent`. */
  readonly namespace?: string;
  readonly statistic: UsageStatistic;
  /** As CloudWatch names it: `Percent`. */
  readonly unit: string;
  /** @default 3600 */
  readonly period?: UsagePeriod;
  /** Dimensions besides those of the definition: `{ StorageType: 'StandardStorage' }`. */
  readonly dimensions?: Dimensions;
  /** Dimensions in the place of the definition's, by the names that other namespaces have: `{ function_name: 'FunctionName' }`. */
  readonly renamed?: Dimensions;
  /** Only resources whose dimensions begin so have it: `{ LoadBalancer: 'app/' }`. @default all */
  readonly only?: Dimensions;
  /**
   * Whether CloudWatch gets a point for each period while the resource exists, or only when there is something to
   * count: then a period without a point is zero, once it was read completely. @default always
   */
  readonly publishedWhen?: 'always' | 'nonzero';
  /**
   * Not every resource has it: it is asked for where CloudWatch lists it (`ListMetrics`, which is free within a million
   * requests a month), with these dimensions alone, or with any further ones, as each GPU of an instance has.
   * @default every resource has it
   */
  readonly listed?: 'exact' | 'further';
}

/** What describes the use of a kind in CloudWatch. */
export interface UsageMetrics {
  /** `AWS/EC2` */
  readonly namespace: string;
  /** By names of our own, as rules and `gives` use them: `cpu`. */
  readonly metrics: Readonly<Record<string, UsageMetric>>;
}

/** Usage names of cost models, with what they follow from. Undefined where too little was measured. */
export type GivenUsage = Readonly<Record<string, (measured: MeasuredUsage) => number | undefined>>;
