import { DAY_MS } from './usage-days.ts';
import type { Dimensions } from './usage-metric.ts';
import { HOUR, type UsageSeries } from './usage-rows.ts';

/** Limits of one call of GetMetricData. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const MOST_QUERIES = 500;
export const MOST_POINTS = 100_800;

/** A series with the days that are to be read. */
export interface WantedSeries {
  readonly series: UsageSeries;
  readonly namespace: string;
  readonly dimensions: Dimensions;
  /** Whole UTC days, in milliseconds since the Unix epoch; `until` is exclusive. */
  readonly from: number;
  readonly until: number;
}

/** One call of GetMetricData: series of one period and time. */
export interface UsageCall {
  /** In seconds. */
  readonly period: number;
  readonly from: number;
  readonly until: number;
  readonly wanted: readonly WantedSeries[];
}

/** The points of a series in a time. */
export function pointsOf({
  period,
  from,
  until,
}: Pick<UsageCall, 'period' | 'from' | 'until'>): number {
  return Math.ceil((until - from) / (period * 1_000));
}

/**
 * Packs series into the fewest calls: series of one period and time together, as many as the two limits allow. A series
 * with more points than a call may have is split by days.
 */
export async function* planCalls(
  wanted: AsyncIterable<readonly WantedSeries[]>,
): AsyncGenerator<UsageCall, void> {
  const open = new Map<string, WantedSeries[]>();
  for await (const batch of wanted) {
    for (const one of batch.flatMap(splitByDays)) {
      const call = callOf([one]);
      const key = `${call.period} ${call.from} ${call.until}`;
      const together = open.get(key) ?? [];
      together.push(one);
      open.set(key, together);
      if (together.length < mostSeries(call)) continue;
      open.delete(key);
      yield callOf(together);
    }
  }
  for (const together of open.values()) yield callOf(together);
}

/** How many series of this period and time one call may have: at least one. */
function mostSeries(call: UsageCall): number {
  return Math.max(1, Math.min(MOST_QUERIES, Math.floor(MOST_POINTS / pointsOf(call))));
}

function callOf(wanted: readonly WantedSeries[]): UsageCall {
  const [first] = wanted;
  const { from = 0, until = 0, series } = first ?? {};
  return { period: series?.metric.period ?? HOUR, from, until, wanted };
}

function splitByDays(wanted: WantedSeries): readonly WantedSeries[] {
  const { from, until, series } = wanted;
  const perDay = DAY_MS / 1_000 / (series.metric.period ?? HOUR);
  const longest = Math.floor(MOST_POINTS / perDay) * DAY_MS;
  const parts: WantedSeries[] = [];
  for (let start = from; start < until; start += longest) {
    parts.push({ ...wanted, from: start, until: Math.min(until, start + longest) });
  }
  return parts;
}
