import {
  StatementType,
  type DuckDBConnection,
  type DuckDBResult,
  type Json,
} from '@duckdb/node-api';
import { messageOf } from '../../lib/errors.ts';
import type { QueryColumn, QueryLimits, QueryResult, QueryValue } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { duckDbError } from './duckdb-error.ts';
import type { DuckDbFile } from './duckdb-file.ts';
import { convertDuckDbValue } from './duckdb-values.ts';

/** What a query may be. DuckDB's parser says what a statement is, not its text. */
const ALLOWED: ReadonlySet<StatementType> = new Set([StatementType.SELECT, StatementType.EXPLAIN]);

/** Runs one statement that only reads, on a connection of its own. */
export async function runQuery(
  database: DuckDbFile,
  sql: string,
  { timeoutMs, rows: mostRows }: QueryLimits,
  signal: AbortSignal,
): Promise<QueryResult> {
  const connection = await database.connect();
  const deadline = AbortSignal.timeout(timeoutMs);
  const stop = AbortSignal.any([signal, deadline]);
  const interrupt = (): void => {
    connection.interrupt();
  };
  stop.addEventListener('abort', interrupt, { once: true });
  const close = (): void => {
    stop.removeEventListener('abort', interrupt);
    database.disconnect(connection);
  };
  const failed = (error: unknown): unknown => {
    if (signal.aborted) return signal.reason;
    if (deadline.aborted) return timeoutError(timeoutMs, error);
    return queryError(error, database.file);
  };
  try {
    signal.throwIfAborted();
    const result = await start(connection, sql);
    return {
      columns: columnsOf(result),
      async *rows() {
        try {
          return yield* upTo(mostRows, result, stop);
        } catch (error) {
          throw failed(error);
        } finally {
          close();
        }
      },
    };
  } catch (error) {
    const reason = failed(error);
    close();
    throw reason;
  }
}

/** A transaction that DuckDB itself keeps from writing, with one statement that it knows as a query. */
async function start(connection: DuckDBConnection, sql: string): Promise<DuckDBResult> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw refusal(`${statements.count} statements were given`);
  await connection.run('begin transaction read only');
  const prepared = await statements.prepare(0);
  if (!ALLOWED.has(prepared.statementType)) {
    throw refusal(`${StatementType[prepared.statementType]} is not a query`);
  }
  return prepared.stream();
}

async function* upTo(
  mostRows: number,
  result: DuckDBResult,
  stop: AbortSignal,
): AsyncGenerator<readonly (readonly QueryValue[])[], { readonly isCut: boolean }, void> {
  let left = mostRows;
  for await (const batch of result.yieldConvertedRows<Json>(convertDuckDbValue)) {
    stop.throwIfAborted();
    const rows: readonly (readonly QueryValue[])[] = batch;
    if (rows.length > left) {
      if (left > 0) yield rows.slice(0, left);
      return { isCut: true };
    }
    left -= rows.length;
    if (rows.length > 0) yield rows;
  }
  return { isCut: false };
}

function columnsOf(result: DuckDBResult): readonly QueryColumn[] {
  return result
    .deduplicatedColumnNames()
    .map((name, index) => ({ name, type: result.columnType(index).toString() }));
}

function refusal(what: string): StoreError {
  return new StoreError('query', `a query is one SELECT: ${what}`, {
    remedy: 'the store is written by resyncs alone; ask one question at a time',
  });
}

function timeoutError(timeoutMs: number, cause: unknown): StoreError {
  return new StoreError('limit', `the query took longer than ${timeoutMs / 1_000} s`, {
    cause,
    remedy: 'ask for less, or raise the limit with --timeout',
  });
}

/** DuckDB names what is wrong with a query, and where; its file is not at fault. */
function queryError(error: unknown, file: string): StoreError {
  const known = duckDbError(error, file);
  if (known.problem !== 'failed') return known;
  return new StoreError('query', `the query failed: ${messageOf(error)}`, {
    cause: error,
    remedy: 'see the tables and their columns: longshore query --tables, --schema <table>',
  });
}
