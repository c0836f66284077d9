import { z } from 'zod';
import type { Store } from '../../store/store.ts';
import { sqlTime } from '../prices/sql-time.ts';
import type { Usage } from './define-usage.ts';
import type { WantedSeries } from './plan-calls.ts';
import { fewRows, queryRows, sqlText } from './query-rows.ts';
import { furtherDimensions, seriesName, type ListedSeries } from './series-names.ts';
import { DAY_MS, settledUntil } from './usage-days.ts';
import type { Dimensions, UsageMetric } from './usage-metric.ts';

/** Which usage is to be read. */
export interface WantedUsage {
  /** By kind. */
  readonly usages: ReadonlyMap<string, Usage>;
  /** By kind, the names of its metrics. @default all */
  readonly metrics: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** How far back, in days. */
  readonly days: number;
  /** A series is read again after so many days. */
  readonly everyDays: number;
  readonly now: number;
}

/** An account and region, with the resources by kind whose usage can be read. */
export interface UsagePlace {
  readonly account: string;
  readonly region: string;
  readonly kinds: ReadonlyMap<string, number>;
}

/** Which accounts, regions and kinds are read. @default all */
export interface UsageFilter {
  readonly accounts?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
  readonly kinds?: readonly string[] | undefined;
}

const RESOURCES_PER_PAGE = 1_000;
/** A bucket is listed for a whole account, and has a region of its own. */
const OWN_REGION = "coalesce(json_text(context, '$.Region'), region)";

const PlaceRow = z.tuple([z.string(), z.string(), z.string(), z.coerce.number()]);
const ResourceRow = z.tuple([z.string(), z.string()]);
const KnownRow = z.tuple([z.string(), z.string(), z.string(), z.string()]);

/** The metrics of a kind that are wanted. */
export function wantedMetrics(
  usage: Usage,
  { metrics }: Pick<WantedUsage, 'metrics'>,
): readonly (readonly [name: string, metric: UsageMetric])[] {
  const names = metrics === undefined ? undefined : (metrics.get(usage.kind) ?? new Set());
  return Object.entries(usage.metrics).filter(([name]) => names?.has(name) !== false);
}

/** Where the store has resources whose usage can be read, ordered by account and region. */
export async function usagePlaces(
  store: Pick<Store, 'query'>,
  wanted: WantedUsage,
  { accounts, regions, kinds }: UsageFilter,
  signal: AbortSignal,
): Promise<readonly UsagePlace[]> {
  const measured = [...wanted.usages.values()]
    .filter((usage) => wantedMetrics(usage, wanted).length > 0)
    .map(({ kind }) => kind)
    .filter((kind) => kinds?.includes(kind) !== false);
  if (measured.length === 0) return [];
  const places = new Map<string, { account: string; region: string; kinds: Map<string, number> }>();
  const sql = `select account, ${OWN_REGION} as own_region, kind, count(*) from resources
    where ${isOneOf('kind', measured)} group by 1, 2, 3 order by 1, 2, 3`;
  for await (const row of queryRows(store, sql, signal)) {
    const [account, region, kind, count] = PlaceRow.parse(row);
    if (accounts?.includes(account) === false || regions?.includes(region) === false) continue;
    const key = `${account}/${region}`;
    const place = places.get(key) ?? { account, region, kinds: new Map() };
    places.set(key, place);
    place.kinds.set(kind, count);
  }
  return [...places.values()];
}

/**
 * The series of a kind in a place that lack days, in batches of resources. A series is read from its last known day on,
 * and not before the first day of the window.
 *
 * @param listed series that CloudWatch lists; undefined leaves out the metrics that need it
 */
export async function* wantedSeries(
  store: Pick<Store, 'query'>,
  {
    account,
    region,
    kind,
  }: { readonly account: string; readonly region: string; readonly kind: string },
  wanted: WantedUsage,
  listed: ListedSeries | undefined,
  signal: AbortSignal,
): AsyncGenerator<readonly WantedSeries[], void> {
  const usage = wanted.usages.get(kind);
  if (usage === undefined) return;
  const metrics = wantedMetrics(usage, wanted);
  const place = `account = ${sqlText(account)} and kind = ${sqlText(kind)}`;
  let after = '';
  for (;;) {
    const page = await fewRows(
      store,
      `select id, properties from resources where ${place} and ${OWN_REGION} = ${sqlText(region)}
         and id > ${sqlText(after)} order by id limit ${RESOURCES_PER_PAGE}`,
      signal,
    );
    const resources = page.map((row) => ResourceRow.parse(row));
    const [first, last] = [resources[0]?.[0], resources.at(-1)?.[0]];
    if (first === undefined || last === undefined) return;
    const known = await knownUntil(
      store,
      `${place} and region = ${sqlText(region)} and day >= '${sqlTime(wanted.now - (wanted.days + 2) * DAY_MS)}' and id >= ${sqlText(first)} and id <= ${sqlText(last)}`,
      signal,
    );
    const batch: WantedSeries[] = [];
    for (const [id, properties] of resources) {
      const resource = usage.dimensionsOf(JSON.parse(properties));
      if (resource === undefined) continue;
      for (const [name, metric] of metrics) {
        if (!isMeasured(metric, resource)) continue;
        const own = seriesName(usage, metric, resource);
        const found =
          metric.listed === undefined ? [own.dimensions] : (listed?.of(own, metric.listed) ?? []);
        for (const dimensions of found) {
          const series = furtherDimensions(dimensions, own.dimensions);
          const time = timeOf(metric, known.get(keyOf(id, name, series)), wanted);
          if (time === undefined) continue;
          const one = { account, region, kind, id, name, metric, series };
          batch.push({ series: one, namespace: own.namespace, dimensions, ...time });
        }
      }
    }
    if (batch.length > 0) yield batch;
    if (resources.length < RESOURCES_PER_PAGE) return;
    after = last;
  }
}

/** Whether resources that CloudWatch names so have the metric. */
function isMeasured({ only = {} }: UsageMetric, resource: Dimensions): boolean {
  return Object.entries(only).every(([name, start]) => resource[name]?.startsWith(start) === true);
}

/** Until when all wanted metrics of a kind can be known, in milliseconds since the Unix epoch. */
export function settledKind(usage: Usage, wanted: WantedUsage): number {
  const ends = wantedMetrics(usage, wanted).map(([, metric]) => settledOf(metric, wanted.now));
  return Math.min(...ends);
}

function settledOf({ period }: UsageMetric, now: number): number {
  return settledUntil(now, period === DAY_MS / 1_000);
}

/** The days that a series lacks; undefined when it is not yet time to read them. */
function timeOf(
  metric: UsageMetric,
  known: number | undefined,
  { days, everyDays, now }: WantedUsage,
): { readonly from: number; readonly until: number } | undefined {
  const until = settledOf(metric, now);
  const from = Math.max(until - days * DAY_MS, known ?? 0);
  const isDue = known === undefined ? from < until : until - known >= everyDays * DAY_MS;
  return isDue ? { from, until } : undefined;
}

/** The end of the last day that the store has, by series. */
async function knownUntil(
  store: Pick<Store, 'query'>,
  where: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const known = new Map<string, number>();
  const sql = `select id, name, series, max(day) from usage where ${where} group by 1, 2, 3`;
  for await (const row of queryRows(store, sql, signal)) {
    const [id, name, series, day] = KnownRow.parse(row);
    known.set(keyOf(id, name, series), Date.parse(day) + DAY_MS);
  }
  return known;
}

function keyOf(id: string, name: string, series: string): string {
  return `${id}\n${name}\n${series}`;
}

function isOneOf(column: string, values: readonly string[]): string {
  return `${column} in (${values.map(sqlText).join(', ')})`;
}
