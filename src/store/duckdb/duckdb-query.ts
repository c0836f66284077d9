import {
  StatementType,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBResult,
  type Json,
} from '@duckdb/node-api';
import type { QueryColumn, QueryLimits, QueryResult, QueryValue } from '../store.ts';
import { StoreError } from '../store-error.ts';
import type { DuckDbFile } from './duckdb-file.ts';
import { convertDuckDbValue } from './duckdb-values.ts';
import { watchQuery } from './query-watch.ts';

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
  const watch = watchQuery(database, connection, timeoutMs, signal);
  try {
    signal.throwIfAborted();
    const result = await (await prepareQuery(connection, sql)).stream();
    return {
      columns: columnsOf(result),
      async *rows() {
        let end: { readonly isCut: boolean } | undefined;
        try {
          end = yield* upTo(mostRows, result, watch.stop);
          return end;
        } catch (error) {
          throw watch.failed(error);
        } finally {
          if (end?.isCut !== false) await freeResult(connection);
          watch.close();
        }
      },
    };
  } catch (error) {
    const reason = watch.failed(error);
    watch.close();
    throw reason;
  }
}

/** A result that was not read to its end keeps its memory until the next statement, or until JavaScript collects it. */
async function freeResult(connection: DuckDBConnection): Promise<void> {
  await connection.run('rollback').catch(() => undefined); // it was interrupted, or has failed
}

/**
 * Begins a transaction that DuckDB itself keeps from writing, for one statement that it knows as a query.
 *
 * @throws {StoreError} for anything else
 */
export async function prepareQuery(
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement> {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw refusal(`${statements.count} statements were given`);
  await connection.run('begin transaction read only');
  const prepared = await statements.prepare(0);
  if (!ALLOWED.has(prepared.statementType)) {
    throw refusal(`${StatementType[prepared.statementType]} is not a query`);
  }
  return prepared;
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
