import { text } from 'node:stream/consumers';
import {
  ClickHouseError,
  type ClickHouseClient,
  type ClickHouseSettings,
} from '@clickhouse/client';
import { z } from 'zod';
import type { QueryColumn, QueryLimits, QueryResult, QueryValue } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { clickHouseError, isPassing } from './clickhouse-error.ts';
import { converterOf } from './clickhouse-values.ts';
import { assertOnlyReads } from './query-check.ts';

/** Where a query is asked. */
export interface QueryPlace {
  readonly client: ClickHouseClient;
  /** Without a password. */
  readonly address: string;
  readonly database: string;
}

/** Most memory of one query, in bytes. */
const MEMORY_BYTES = 2 * 1024 ** 3;
/** How much later than the server the client gives up, in milliseconds: the server's message says more. */
const GRACE_MS = 2_000;
/** Parsing takes milliseconds: a server that needs longer than this, in milliseconds, does not answer. */
const MOST_FOR_CHECK_MS = 10_000;

const Names = z.array(z.string());
const Values = z.array(z.unknown());

type Rows = AsyncGenerator<unknown, void, void>;

/** Runs one statement that only reads. */
export async function runQuery(
  place: QueryPlace,
  sql: string,
  { timeoutMs, rows: mostRows }: QueryLimits,
  signal: AbortSignal,
): Promise<QueryResult> {
  const { stop, failed } = watchQuery(place, timeoutMs, signal);
  try {
    signal.throwIfAborted();
    if (sql.trim() === '') throw emptyError();
    const settings = settingsOf(timeoutMs, mostRows);
    await retriedOnce(() => check(place, sql, settings, stop), stop);
    const rows = await start(place.client, sql, settings, stop);
    const columns = await columnsOf(rows);
    return {
      columns,
      async *rows() {
        try {
          return yield* upTo(mostRows, rows, columns);
        } catch (error) {
          throw failed(error);
        } finally {
          await rows.return();
        }
      },
    };
  } catch (error) {
    throw failed(error);
  }
}

interface QueryWatch {
  /** Aborted when the query has to stop. */
  readonly stop: AbortSignal;
  /** Why the query ended, given what it threw. */
  failed(error: unknown): unknown;
}

function watchQuery({ address }: QueryPlace, timeoutMs: number, signal: AbortSignal): QueryWatch {
  const deadline = AbortSignal.timeout(timeoutMs + GRACE_MS);
  return {
    stop: AbortSignal.any([signal, deadline]),
    failed(error) {
      if (signal.aborted) return signal.reason as unknown;
      const known = deadline.aborted ? undefined : clickHouseError(error, address, 'query');
      if (known === undefined || isTimeout(known)) return timeoutError(timeoutMs, error);
      return known;
    },
  };
}

/** Runs one statement that only reads; its result is a Parquet file. More rows than the limit are an error. */
export async function* exportParquet(
  place: QueryPlace,
  sql: string,
  { timeoutMs, rows }: QueryLimits,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const { stop, failed } = watchQuery(place, timeoutMs, signal);
  try {
    signal.throwIfAborted();
    if (sql.trim() === '') throw emptyError();
    const settings = settingsOf(timeoutMs, rows);
    await check(place, sql, settings, stop);
    const { stream } = await place.client.exec({
      query: `${sql.replace(/[;\s]+$/, '')}\nformat Parquet`,
      clickhouse_settings: {
        ...settings,
        max_result_rows: String(rows),
        result_overflow_mode: 'throw',
      },
      abort_signal: stop,
    });
    yield* stream as AsyncIterable<Uint8Array>; // without an encoding, it gives bytes
  } catch (error) {
    throw failed(error);
  }
}

/** `readonly` comes last in force: with it, neither the query nor its SETTINGS can change another. */
function settingsOf(timeoutMs: number, mostRows: number): ClickHouseSettings {
  return {
    readonly: '1',
    allow_ddl: 0,
    allow_introspection_functions: 0,
    max_execution_time: Math.max(1, Math.ceil(timeoutMs / 1_000)),
    timeout_overflow_mode: 'throw',
    max_memory_usage: String(MEMORY_BYTES),
    max_result_rows: String(mostRows + 1),
    result_overflow_mode: 'break',
    max_recursive_cte_evaluation_depth: '1000',
    cancel_http_readonly_queries_on_client_close: 1,
    date_time_output_format: 'iso',
    session_timezone: 'UTC',
    output_format_json_quote_64bit_integers: 1,
    output_format_json_quote_decimals: 1,
    output_format_json_quote_denormals: 1,
    output_format_json_named_tuples_as_objects: 1,
    // As DuckDB has them: NULL for what is missing, JSON as text of any value.
    function_json_value_return_type_allow_nullable: 1,
    function_json_value_return_type_allow_complex: 1,
    join_use_nulls: 1,
    aggregate_functions_null_for_empty: 1,
  };
}

/** A connection that was kept open may have been closed by a restart of the server. */
async function retriedOnce(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (signal.aborted || error instanceof ClickHouseError || !isPassing(error)) throw error;
    await work();
  }
}

/** ClickHouse's parser says what the statement is, not its text. */
async function check(
  { client, database }: QueryPlace,
  sql: string,
  settings: ClickHouseSettings,
  signal: AbortSignal,
): Promise<void> {
  const late = AbortSignal.timeout(MOST_FOR_CHECK_MS);
  try {
    // Without a FORMAT, which would become part of the statement. The default is TabSeparated.
    const { stream } = await client.exec({
      query: `explain ast ${sql}`,
      clickhouse_settings: { ...settings, max_result_rows: '0' },
      abort_signal: AbortSignal.any([signal, late]),
    });
    assertOnlyReads(await text(stream), database);
  } catch (error) {
    throw late.aborted ? new Error('no answer in time', { cause: error }) : error;
  }
}

async function start(
  client: ClickHouseClient,
  sql: string,
  settings: ClickHouseSettings,
  signal: AbortSignal,
): Promise<Rows> {
  const result = await client.query({
    query: sql,
    format: 'JSONCompactEachRowWithNamesAndTypes',
    clickhouse_settings: settings,
    abort_signal: signal,
  });
  const batches = result.stream();
  async function* rows(): Rows {
    for await (const batch of batches) for (const row of batch) yield row.json();
  }
  return rows();
}

/** The first two rows are the columns' names and types. */
async function columnsOf(rows: Rows): Promise<readonly QueryColumn[]> {
  const names = Names.parse((await rows.next()).value ?? []);
  const types = Names.parse((await rows.next()).value ?? []);
  return uniqueNames(names).map((name, index) => ({ name, type: types[index] ?? '' }));
}

/** DuckDB numbers names that come twice: so does this. */
function uniqueNames(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let number = 1; seen.has(unique); number += 1) unique = `${name}:${number}`;
    seen.add(unique);
    return unique;
  });
}

/** Rows that are handed on together. */
const ROWS_PER_BATCH = 1_000;

async function* upTo(
  mostRows: number,
  rows: Rows,
  columns: readonly QueryColumn[],
): AsyncGenerator<readonly (readonly QueryValue[])[], { readonly isCut: boolean }, void> {
  const converters = columns.map(({ type }) => converterOf(type));
  let batch: QueryValue[][] = [];
  let left = mostRows;
  for await (const row of rows) {
    if (left === 0) {
      if (batch.length > 0) yield batch;
      return { isCut: true };
    }
    left -= 1;
    const values = Values.parse(row);
    batch.push(converters.map((convert, index) => convert(values[index])));
    if (batch.length === ROWS_PER_BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
  return { isCut: false };
}

/** TIMEOUT_EXCEEDED. */
const TIMEOUT_CODE = '(code 159)';

function isTimeout({ message }: StoreError): boolean {
  return message.includes(TIMEOUT_CODE);
}

function emptyError(): StoreError {
  return new StoreError('query', 'the query is empty', { remedy: 'ask with a SELECT' });
}

function timeoutError(timeoutMs: number, cause: unknown): StoreError {
  return new StoreError('limit', `the query took longer than ${timeoutMs / 1_000} s`, {
    cause,
    remedy: 'ask for less, or raise the limit with --timeout',
  });
}
