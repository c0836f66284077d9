import type { WindowUsage } from './window-usage.ts';

/**
 * Two usages as one, such as traffic in both directions. The highest sums of a day are added, even of different days: the
 * result is never too low.
 *
 * @returns undefined when one was not read
 */
export function together(
  one: WindowUsage | undefined,
  other: WindowUsage | undefined,
): WindowUsage | undefined {
  if (one === undefined || other === undefined) return undefined;
  return {
    metric: `${one.metric} + ${other.metric}`,
    statistic: one.statistic,
    unit: one.unit,
    windowDays: Math.min(one.windowDays, other.windowDays),
    expected: Math.max(one.expected, other.expected),
    asked: Math.min(one.asked, other.asked),
    points: Math.min(one.points, other.points),
    known: Math.min(one.known, other.known),
    firstAt: one.firstAt,
    lastAt: one.lastAt,
    minimum: undefined, // the lowest of a sum does not follow from the lowest of its parts
    average: sumOf(one.average, other.average),
    maximum: sumOf(one.maximum, other.maximum),
    sum: sumOf(one.sum, other.sum),
    maximumDaySum: sumOf(one.maximumDaySum, other.maximumDaySum),
    maximumDayAverage: sumOf(one.maximumDayAverage, other.maximumDayAverage),
    p95: undefined,
    p99: undefined,
  };
}

function sumOf(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one + other;
}
