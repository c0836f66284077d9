/** What the store has of one metric of a resource in a window of time. */
export interface MetricSummary {
  /** Hours, or days for daily metrics, in the window. For several series (GPUs), of all together. */
  readonly expected: number;
  /** Of these, those that CloudWatch was asked for and answered completely. */
  readonly asked: number;
  /** Of these, those that have a value. */
  readonly points: number;
  /**
   * Of these, those whose value is known: {@link points}; or {@link asked} where CloudWatch leaves out zeros. A rule
   * compares it with {@link expected}: 0 is unknown, never idle.
   */
  readonly known: number;
  /** The first and the last point, in milliseconds since the Unix epoch. Undefined without points. */
  readonly firstAt: number | undefined;
  readonly lastAt: number | undefined;
  /** Of the known values. The five are undefined while nothing is known. */
  readonly minimum: number | undefined;
  readonly average: number | undefined;
  readonly maximum: number | undefined;
  readonly sum: number | undefined;
  /** The greatest sum of the points of a UTC day; and the greatest average. */
  readonly maximumDaySum: number | undefined;
  readonly maximumDayAverage: number | undefined;
  /** Percentiles of the points, interpolated. Zeros that CloudWatch leaves out do not count. */
  readonly p95: number | undefined;
  readonly p99: number | undefined;
}

/** The usage of one resource in a window. */
export interface ResourceUsage {
  readonly kind: string;
  readonly account: string;
  /** Where the resource is: for a bucket its own region. */
  readonly region: string;
  /** As in the table `resources`. */
  readonly id: string;
  /** By the names of the kind's definition. A metric that was never asked for is missing. */
  readonly metrics: ReadonlyMap<string, MetricSummary>;
}
