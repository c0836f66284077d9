import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { text, number, refuse, type Handler, type HandlerContext } from '../../services/handler.ts';
import { ServiceError } from '../../wire/call.ts';
import { DAY_MS } from '../days.ts';
import type { Ledger } from '../ledger.ts';
import type { LedgerOptions, MetricResult } from '../ledger-options.ts';
import { COMPUTE_METRICS } from './compute-metrics.ts';
import { DATA_METRICS } from './data-metrics.ts';
import { statisticOf, type MetricsOf, type SimulatedMetric } from './simulated-metric.ts';

const METRICS: Readonly<Record<string, MetricsOf>> = { ...COMPUTE_METRICS, ...DATA_METRICS };
const MOST_QUERIES = 500;
const MOST_POINTS = 100_800;
const LISTED_PER_PAGE = 500;
/** ListMetrics has the series of the last two weeks. */
const LISTED_DAYS = 14;
/** Series held in memory: those of the places that were asked for last. */
const MOST_HELD = 200_000;

const DimensionList = z.array(z.object({ Name: z.string(), Value: z.string().optional() }));
const Query = z.object({
  Id: z.string(),
  MetricStat: z.object({
    Metric: z.object({
      Namespace: z.string(),
      MetricName: z.string(),
      Dimensions: DimensionList.default([]),
    }),
    Period: z.number().int().positive(),
    Stat: z.string(),
  }),
});
const Queries = z.array(Query);

/**
 * CloudWatch over a ledger: what the metrics of its resources show fits what they are billed for.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export function cloudWatch(
  ledger: Ledger,
  { alterMetrics }: LedgerOptions,
): Readonly<Record<string, Handler>> {
  const held = new LRUCache<string, ReadonlyMap<string, SimulatedMetric>>({
    maxSize: MOST_HELD,
    sizeCalculation: ({ size }) => size + 1,
  });
  const seriesOf = ({
    accountId,
    region,
  }: HandlerContext): ReadonlyMap<string, SimulatedMetric> => {
    const key = `${accountId}/${region}`;
    const known = held.get(key);
    if (known !== undefined) return known;
    const series = new Map<string, SimulatedMetric>();
    for (const resource of ledger.resourcesOf(accountId)) {
      if (resource.region !== region) continue;
      for (const metric of METRICS[resource.kind]?.(resource) ?? []) {
        series.set(seriesKey(metric), metric);
      }
    }
    held.set(key, series);
    return series;
  };

  const GetMetricData: Handler = (input, context) => {
    refuse(input, 'LabelOptions');
    const queries = queriesOf(input['MetricDataQueries']);
    const [from, until] = [timeOf(input['StartTime']), timeOf(input['EndTime'])];
    if (!(from < until))
      throw invalid('The parameter StartTime must be less than the parameter EndTime.');
    const most = number(input, 'MaxDatapoints') ?? MOST_POINTS;
    if (most < 1 || most > MOST_POINTS)
      throw invalid(`MaxDatapoints must not exceed ${MOST_POINTS}.`);
    const series = seriesOf(context);
    const now = ledger.now().getTime();
    const results = queries.map((query): MetricResult => {
      const { Metric, Period, Stat } = query.MetricStat;
      const metric = series.get(seriesKey({ ...Metric, namespace: Metric.Namespace, name: Metric.MetricName, dimensions: Object.fromEntries(Metric.Dimensions.map(({ Name, Value = '' }) => [Name, Value])) }));
      const points = metric === undefined ? [] : pointsOf(metric, { from, until, now, period: Period, statistic: Stat });
      const ordered = text(input, 'ScanBy') === 'TimestampAscending' ? points : points.reverse();
      return {
        Id: query.Id,
        Label: Metric.MetricName,
        Timestamps: ordered.map(([time]) => new Date(time)),
        Values: ordered.map(([, value]) => value),
        StatusCode: 'Complete',
      };
    }); // prettier-ignore
    const list = `metrics/${queries.length}/${from}/${until}`;
    const weight = (index: number): number => Math.max(1, results[index]?.Values.length ?? 0);
    const { indices, next } = context.pager.page(
      list,
      results.length,
      most,
      input['NextToken'],
      weight,
    );
    const page = indices.flatMap((index) => results[index] ?? []);
    return { MetricDataResults: alterMetrics?.(page) ?? page, Messages: [], NextToken: next };
  };

  const ListMetrics: Handler = (input, context) => {
    refuse(input, 'IncludeLinkedAccounts', 'OwningAccount', 'RecentlyActive');
    const [namespace, name] = [text(input, 'Namespace'), text(input, 'MetricName')];
    const wanted = DimensionList.parse(input['Dimensions'] ?? []);
    const today = ledger.now().getTime();
    const all = [...seriesOf(context).values()].filter(
      (metric) =>
        (namespace === '' || metric.namespace === namespace) &&
        (name === '' || metric.name === name) &&
        wanted.every(({ Name, Value }) => Name in metric.dimensions && (Value === undefined || metric.dimensions[Name] === Value)) &&
        isActive(metric, today),
    ); // prettier-ignore
    const list = `list/${namespace}/${name}`;
    const { indices, next } = context.pager.page(
      list,
      all.length,
      LISTED_PER_PAGE,
      input['NextToken'],
    );
    return {
      Metrics: indices.flatMap((index) => {
        const metric = all[index];
        if (metric === undefined) return [];
        const Dimensions = Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value }));
        return [{ Namespace: metric.namespace, MetricName: metric.name, Dimensions }];
      }),
      NextToken: next,
    }; // prettier-ignore
  };
  return { GetMetricData, ListMetrics };
}

function queriesOf(value: unknown): z.output<typeof Queries> {
  const parsed = Queries.safeParse(value);
  if (!parsed.success || parsed.data.length === 0) {
    throw invalid('The sandbox knows queries with MetricStat only, at least one.');
  }
  if (parsed.data.length > MOST_QUERIES) {
    throw invalid(`The collection MetricDataQueries must not have a size greater than ${MOST_QUERIES}.`); // prettier-ignore
  }
  if (new Set(parsed.data.map(({ Id }) => Id)).size < parsed.data.length) {
    throw invalid('The values for parameter id in MetricDataQueries are not unique.');
  }
  return parsed.data;
}

interface Wanted {
  readonly from: number;
  readonly until: number;
  readonly now: number;
  /** In seconds. */
  readonly period: number;
  readonly statistic: string;
}

/** The points of a metric that CloudWatch has by now, the oldest first. */
function pointsOf(
  metric: SimulatedMetric,
  { from, until, now, period, statistic }: Wanted,
): [time: number, value: number][] {
  const step = period * 1_000;
  if (period !== metric.period) throw invalid(`The sandbox has points of ${metric.name} every ${metric.period} seconds only.`); // prettier-ignore
  // Storage of a day is there a day later.
  const known = metric.period * 1_000 === DAY_MS ? now - DAY_MS : now;
  const points: [number, number][] = [];
  for (
    let time = Math.ceil(from / step) * step;
    time < until && time + step <= known;
    time += step
  ) {
    const sample = metric.at(time);
    if (sample === undefined) continue;
    const value = statisticOf(sample, statistic);
    if (value === undefined) throw invalid(`The value ${statistic} for parameter Stat is not supported.`); // prettier-ignore
    points.push([time, value]);
  }
  return points;
}

function isActive(metric: SimulatedMetric, now: number): boolean {
  const step = metric.period * 1_000;
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  for (let day = 1; day <= LISTED_DAYS; day += 1) {
    for (let time = today - day * DAY_MS, end = time + DAY_MS; time < end; time += step) {
      if (metric.at(time) !== undefined) return true;
    }
  }
  return false;
}

function seriesKey({
  namespace,
  name,
  dimensions,
}: Pick<SimulatedMetric, 'namespace' | 'name' | 'dimensions'>): string {
  const parts = Object.entries(dimensions).map(([key, value]) => `${key}=${value}`);
  return [namespace, name, ...parts.sort()].join('\n');
}

/** JSON has seconds since the Unix epoch. */
function timeOf(value: unknown): number {
  return typeof value === 'number' ? value * 1_000 : Number.NaN;
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', message);
}
