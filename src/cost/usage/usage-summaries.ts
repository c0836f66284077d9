import { z } from 'zod';
import type { QueryValue, Store } from '../../store/store.ts';
import { sqlTime } from '../prices/sql-time.ts';
import type { MetricSummary, ResourceUsage } from './metric-summary.ts';
import { fewRows, queryRows, sqlText } from './query-rows.ts';
import { DAY_MS } from './usage-days.ts';

/** Which usage is summed up. */
export interface UsageQuestion {
  /** By kind, the metrics that are wanted, by the names of its definition. */
  readonly metrics: ReadonlyMap<string, ReadonlySet<string>>;
  /** The window, in milliseconds since the Unix epoch: whole UTC days. `until` is exclusive. */
  readonly from: number;
  readonly until: number;
  /** @default all */
  readonly accounts?: readonly string[] | undefined;
  /** @default all resources of these kinds */
  readonly ids?: readonly string[] | undefined;
  /** By kind, the metrics whose percentiles are wanted: they need all values at once. @default all */
  readonly percentiles?: ReadonlyMap<string, ReadonlySet<string>> | undefined;
}

/**
 * Rows of `usage` that one query sums up, if not a single resource has more: the percentiles need all values at once.
 * 100,000 rows of 24 values are 20 MB.
 */
const ROWS_PER_QUERY = 100_000;

const ScopeRows = z.tuple([z.string(), z.string(), z.string(), z.coerce.number()]);
const Place = z.tuple([z.string(), z.string(), z.string(), z.string()]);
const PLACE_COLUMNS = 4;
const LastId = z.tuple([z.string().nullable()]);
const number = z.number().nullable();
const Row = z.tuple([
  z.string(),
  z.coerce.number(),
  z.coerce.number(),
  z.coerce.number(),
  z.coerce.number(),
  z.boolean(),
  z.string().nullable(),
  z.string().nullable(),
  ...([number, number, number, number, number] as const),
  z.array(z.union([z.number(), z.string()]).nullable()).nullable(),
]);

/** A run of scopes, ordered by account, region and kind, from one to another; or a run of ids in one scope. */
interface Slice {
  readonly from: readonly [account: string, region: string, kind: string];
  readonly to: readonly [account: string, region: string, kind: string];
  /** Exclusive. */
  readonly afterId?: string;
  readonly lastId?: string;
}

/**
 * What the store has of these metrics, summed up in SQL: resource by resource, ordered by account, region, kind and id.
 * A resource whose usage was never asked for does not come. Memory stays flat, and no result is open while a batch is
 * worked on.
 *
 * @param rowsPerQuery fewer take less memory, and more time
 * @throws {StoreError} when the store cannot be read
 */
export async function* usageSummaries(
  store: Pick<Store, 'query'>,
  question: UsageQuestion,
  signal: AbortSignal,
  rowsPerQuery = ROWS_PER_QUERY,
): AsyncGenerator<readonly ResourceUsage[], void> {
  const where = conditionOf(question);
  for await (const slice of slicesOf(store, where, rowsPerQuery, signal)) {
    yield await summarize(store, question, sliceSql(slice), signal);
  }
}

/**
 * The part of a question that a condition leaves, in one query. It has to fit into memory.
 *
 * @param condition in SQL, on account, region, kind and id
 */
export async function summarize(
  store: Pick<Store, 'query'>,
  question: UsageQuestion,
  condition: string,
  signal: AbortSignal,
): Promise<readonly ResourceUsage[]> {
  const sql = summarySql(question, condition);
  const found: SummarizedUsage[] = [];
  let last: SummarizedUsage | undefined;
  for await (const row of queryRows(store, sql, signal)) {
    if (last?.isOf(row) !== true) {
      last = new SummarizedUsage(row, question);
      found.push(last);
    }
    last.add(row);
  }
  return found;
}

/** The usage of one resource. Its rows become summaries when they are asked for: many resources wait at once. */
class SummarizedUsage implements ResourceUsage {
  readonly account: string;
  readonly region: string;
  readonly kind: string;
  readonly id: string;
  readonly #question: UsageQuestion;
  #rows: (readonly QueryValue[])[] = [];
  readonly #metrics = new Map<string, MetricSummary>();

  constructor(row: readonly QueryValue[], question: UsageQuestion) {
    [this.account, this.region, this.kind, this.id] = Place.parse(row.slice(0, PLACE_COLUMNS));
    this.#question = question;
  }

  isOf([account, region, kind, id]: readonly QueryValue[]): boolean {
    return (
      this.id === id && this.kind === kind && this.region === region && this.account === account
    );
  }

  add(row: readonly QueryValue[]): void {
    this.#rows.push(row);
  }

  get metrics(): ReadonlyMap<string, MetricSummary> {
    for (const row of this.#rows) {
      const [name, ...measured] = Row.parse(row.slice(PLACE_COLUMNS));
      this.#metrics.set(name, summaryOf(measured, this.#question));
    }
    this.#rows = [];
    return this.#metrics;
  }
}

type Measured = z.output<typeof Row> extends [string, ...infer Rest] ? Rest : never;

function summaryOf(
  [days, series, points, period, leavesOutZeros, first, last, ...values]: Measured,
  { from, until }: UsageQuestion,
): MetricSummary {
  const [minimum, maximum, sum, maximumDaySum, maximumDayAverage, percentiles] = values;
  const perDay = DAY_MS / 1_000 / period;
  const expected = Math.round(((until - from) / DAY_MS) * perDay * series);
  const asked = Math.round(days * perDay);
  const known = leavesOutZeros ? asked : points;
  const hasZeros = leavesOutZeros && asked > points;
  const hasAny = known > 0;
  return {
    expected,
    asked,
    points,
    known,
    firstAt: first === null ? undefined : Date.parse(first),
    lastAt: last === null ? undefined : Date.parse(last),
    minimum: hasAny ? withZero(minimum, hasZeros, Math.min) : undefined,
    average: hasAny && sum !== null ? sum / known : undefined,
    maximum: hasAny ? withZero(maximum, hasZeros, Math.max) : undefined,
    sum: hasAny ? (sum ?? undefined) : undefined,
    maximumDaySum: hasAny ? (maximumDaySum ?? undefined) : undefined,
    maximumDayAverage: hasAny ? (maximumDayAverage ?? undefined) : undefined,
    p95: percentileOf(percentiles, 0),
    p99: percentileOf(percentiles, 1),
  };
}

function withZero(
  value: number | null,
  hasZeros: boolean,
  pick: (one: number, other: number) => number,
): number | undefined {
  return hasZeros ? pick(0, value ?? 0) : (value ?? undefined);
}

/** ClickHouse says NaN where there is no value. */
function percentileOf(
  percentiles: readonly (number | string | null)[] | null,
  index: number,
): number | undefined {
  const value = percentiles?.[index];
  return typeof value === 'number' ? value : undefined;
}

function conditionOf({ metrics, from, until, accounts, ids }: UsageQuestion): string {
  const wanted = isWanted(metrics);
  const days = `day >= '${sqlTime(from)}' and day < '${sqlTime(until)}'`;
  const isOfAccounts = accounts === undefined ? 'true' : `account in (${listOf(accounts)})`;
  const isOneOf = ids === undefined ? 'true' : `id in (${listOf(ids)})`;
  if (wanted === undefined || accounts?.length === 0 || ids?.length === 0) return 'false';
  return `${days} and ${isOfAccounts} and ${isOneOf} and ${wanted}`;
}

function isWanted(metrics: UsageQuestion['metrics']): string | undefined {
  const wanted = [...metrics]
    .filter(([, names]) => names.size > 0)
    .map(([kind, names]) => `(kind = ${sqlText(kind)} and name in (${listOf(names)}))`);
  return wanted.length === 0 ? undefined : `(${wanted.join(' or ')})`;
}

function listOf(values: Iterable<string>): string {
  return [...values].map(sqlText).join(', ');
}

function summarySql(question: UsageQuestion, condition: string): string {
  return `select account, region, kind, id, name, count(*), count(distinct series), sum(points), max(period),
      max(leaves_out_zeros), min(case when points > 0 then day end), max(case when points > 0 then day end),
      min(minimum), max(maximum), sum(sum), max(sum),
      max(sum / nullif(case when leaves_out_zeros then 86400.0 / period else 1.0 * points end, 0)),
      ${percentilesSql(question)}
    from usage where ${conditionOf(question)} and ${condition}
    group by account, region, kind, id, name order by account, region, kind, id`;
}

/** An empty list has no percentiles, and costs nothing. */
function percentilesSql({ metrics, percentiles }: UsageQuestion): string {
  if (percentiles === undefined) return 'usage_percentiles(measurements)';
  const wanted = isWanted(new Map([...percentiles].filter(([kind]) => metrics.has(kind))));
  return wanted === undefined
    ? 'null'
    : `usage_percentiles(case when ${wanted} then measurements else [] end)`;
}

function sliceSql({ from, to, afterId, lastId }: Slice): string {
  const [first, last] = [from.map(sqlText), to.map(sqlText)];
  const after = afterId === undefined ? '' : ` and id > ${sqlText(afterId)}`;
  const until = lastId === undefined ? '' : ` and id <= ${sqlText(lastId)}`;
  return `${isBeyond(first, '>')} and ${isBeyond(last, '<')}${after}${until}`;
}

/** A comparison of account, region and kind, which no database makes well of three columns at once. */
function isBeyond(
  [account = '', region = '', kind = '']: readonly string[],
  sign: '<' | '>',
): string {
  return `account ${sign}= ${account} and (account ${sign} ${account}
    or (region ${sign} ${region} or (region = ${region} and kind ${sign}= ${kind})))`;
}

/** Cuts the usage into slices that fit into memory: small scopes together, large ones by their ids. */
async function* slicesOf(
  store: Pick<Store, 'query'>,
  where: string,
  rowsPerQuery: number,
  signal: AbortSignal,
): AsyncGenerator<Slice, void> {
  const sql = `select account, region, kind, count(*) from usage where ${where} group by 1, 2, 3 order by 1, 2, 3`;
  let open: { from: Slice['from']; to: Slice['to']; rows: number } | undefined;
  for await (const row of queryRows(store, sql, signal)) {
    const [account, region, kind, rows] = ScopeRows.parse(row);
    const scope = [account, region, kind] as const;
    if (open !== undefined && open.rows + rows > rowsPerQuery) {
      yield { from: open.from, to: open.to };
      open = undefined;
    }
    if (rows > rowsPerQuery)
      yield* idSlices(store, where, { scope, share: rowsPerQuery / rows }, signal);
    else open = { from: open?.from ?? scope, to: scope, rows: (open?.rows ?? 0) + rows };
  }
  if (open !== undefined) yield { from: open.from, to: open.to };
}

async function* idSlices(
  store: Pick<Store, 'query'>,
  where: string,
  { scope, share }: { readonly scope: Slice['from']; readonly share: number },
  signal: AbortSignal,
): AsyncGenerator<Slice, void> {
  const whole: Slice = { from: scope, to: scope };
  const [counted] = await fewRows(
    store,
    `select count(distinct id) from usage where ${where} and ${sliceSql(whole)}`,
    signal,
  );
  const ids = Number(counted?.[0] ?? 1);
  const perSlice = Math.max(1, Math.floor(share * ids));
  let after: Slice = whole;
  for (;;) {
    const [found] = await fewRows(
      store,
      `select max(id) from (select distinct id from usage where ${where} and ${sliceSql(after)}
         order by id limit ${perSlice}) as next_ids`,
      signal,
    );
    const [lastId] = LastId.parse(found ?? [null]);
    // ClickHouse has an empty text for the greatest of nothing.
    if (lastId === null || lastId === '') return;
    yield { ...after, lastId };
    after = { ...whole, afterId: lastId };
  }
}
