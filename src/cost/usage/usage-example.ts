import type { Dimensions } from './usage-metric.ts';

/** A resource, with how CloudWatch names it and the usage that follows from its metrics. */
export interface UsageExample {
  readonly title: string;
  /** As the store has them. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Undefined for a resource that CloudWatch measures nothing of. */
  readonly dimensions: Dimensions | undefined;
  /** What was measured by all points of {@link EXAMPLE_HOURS}, by metric. */
  readonly measured?: Readonly<Record<string, ExampleMeasurement>>;
  /** Of a month. What is not named follows from nothing that was measured. */
  readonly gives?: Readonly<Record<string, number>>;
}

/** The values of a metric. */
export interface ExampleMeasurement {
  readonly sum?: number;
  readonly average?: number;
  readonly maximum?: number;
}

/** The window of examples: a tenth of a month of 730 hours. */
export const EXAMPLE_HOURS = 73;
