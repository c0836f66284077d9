import type { GivenUsage } from './usage-metric.ts';

/** The metrics that a kind's cost follows from: those that are asked for when all are known. */
export function pricedMetrics(gives: GivenUsage): ReadonlySet<string> {
  const names = new Set<string>();
  const note = (metric: string): number => {
    names.add(metric);
    return 1;
  };
  for (const give of Object.values(gives)) give({ monthly: note, average: note, maximum: note });
  return names;
}
