import { HOURS_PER_MONTH } from '../money/basis.ts';
import type { MetricSummary } from './metric-summary.ts';

/** What was measured of a resource, for the usage that its cost model takes. Each is undefined where too little was measured. */
export interface MeasuredUsage {
  /** The sum of a metric, scaled from the measured window to a month of 730 hours. */
  monthly(metric: string): number | undefined;
  /** The average of a metric's points in the window. */
  average(metric: string): number | undefined;
  /** The greatest of a metric's points in the window. */
  maximum(metric: string): number | undefined;
}

/** The share of the expected points that must be known. */
export const LEAST_SHARE = 0.8;

/** @param windowHours the length of the window that was summed up */
export function measuredUsage(
  metrics: ReadonlyMap<string, MetricSummary>,
  windowHours: number,
): MeasuredUsage {
  const known = (metric: string): MetricSummary | undefined => {
    const summary = metrics.get(metric);
    return summary !== undefined && hasEnoughPoints(summary) ? summary : undefined;
  };
  return {
    monthly(metric) {
      const summary = known(metric);
      if (summary?.sum === undefined) return undefined;
      return (summary.sum * (summary.expected / summary.known) * HOURS_PER_MONTH) / windowHours;
    },
    average: (metric) => known(metric)?.average,
    maximum: (metric) => known(metric)?.maximum,
  };
}

/** Whether so much of the window is known that a verdict or a price may rest on it. */
export function hasEnoughPoints({ known, expected }: MetricSummary): boolean {
  return known > 0 && known >= expected * LEAST_SHARE;
}
