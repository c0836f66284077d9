/** What an organization has enabled of AWS's cost services. */
export interface LedgerOptions {
  /**
   * Whether the payer uses Cost Explorer; `preparing` for the first day after it was enabled. @default enabled
   */
  readonly costExplorer?: 'enabled' | 'not-enabled' | 'preparing';
  /** Cost Explorer's daily data by resource for the last 14 days. @default true */
  readonly resourceData?: boolean;
  /** Whether accounts are enrolled in Compute Optimizer. @default true */
  readonly computeOptimizer?: boolean;
  /** Whether accounts are enrolled in Cost Optimization Hub. @default true */
  readonly optimizationHub?: boolean;
  /** Whether one function or queue was called far too often on three days of last month. @default false */
  readonly runaway?: boolean;
  /** What is delivered to the bucket of exports. @default one of every kind */
  readonly exports?: readonly ExportOptions[];
  /** Changes what is delivered to the bucket, to simulate broken files. @default nothing */
  readonly alterObject?: (key: string, content: Buffer) => Buffer;
  /** Changes when an object was written, to simulate a delivery that goes on. @default nothing */
  readonly alterTime?: (key: string, writtenAt: Date) => Date;
  /** Changes what GetMetricData answers, to simulate missing points. @default nothing */
  readonly alterMetrics?: (results: readonly MetricResult[]) => readonly MetricResult[];
}

/** A series in an answer of GetMetricData. */
export interface MetricResult {
  readonly Id: string;
  readonly Label: string;
  readonly Timestamps: readonly Date[];
  readonly Values: readonly number[];
  readonly StatusCode: 'Complete' | 'PartialData' | 'InternalError' | 'Forbidden';
}

/** The tables that exports select from, and the older report. */
export type ExportTable =
  'FOCUS_1_0_AWS' | 'FOCUS_1_2_AWS' | 'COST_AND_USAGE_REPORT' | 'legacy-cur';

/** An export of the bill to S3. */
export interface ExportOptions {
  readonly name: string;
  readonly table: ExportTable;
  /** `csv` is gzipped. */
  readonly format: 'csv' | 'parquet';
  /** Months that it contains, with the current one. @default 4 */
  readonly months?: number;
  /** The columns that its query selects; the older report has all. @default every column of the table */
  readonly columns?: readonly string[];
}
