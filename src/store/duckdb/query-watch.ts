import type { DuckDBConnection } from '@duckdb/node-api';
import { messageOf } from '../../lib/errors.ts';
import { StoreError } from '../store-error.ts';
import type { DuckDbFile } from './duckdb-file.ts';
import { duckDbError } from './duckdb-error.ts';

/** The longest time of a timer of Node, in milliseconds: 24.8 days. */
export const ANY_TIME_MS = 2 ** 31 - 1;
/** DuckDB forgets an interrupt that comes before its query has begun: it is repeated. */
const INTERRUPT_MS = 50;

/** A query that can be stopped, and that is stopped when it takes too long. */
export interface QueryWatch {
  /** Aborted when the query has to stop. */
  readonly stop: AbortSignal;
  /** Why the query ended, given what it threw. */
  failed(error: unknown): unknown;
  /** Ends the watch and closes the connection. */
  close(): void;
}

/** Interrupts the connection's query when the signal is aborted or the time is over. */
export function watchQuery(
  database: DuckDbFile,
  connection: DuckDBConnection,
  timeoutMs: number,
  signal: AbortSignal,
): QueryWatch {
  const deadline = AbortSignal.timeout(timeoutMs);
  const stop = AbortSignal.any([signal, deadline]);
  let timer: ReturnType<typeof setInterval> | undefined;
  const interrupt = (): void => {
    connection.interrupt();
    timer ??= setInterval(interrupt, INTERRUPT_MS).unref();
  };
  stop.addEventListener('abort', interrupt, { once: true });
  return {
    stop,
    failed(error) {
      if (signal.aborted) return signal.reason as unknown;
      if (deadline.aborted) return timeoutError(timeoutMs, error);
      return queryError(error, database.file);
    },
    close() {
      stop.removeEventListener('abort', interrupt);
      clearInterval(timer);
      database.disconnect(connection);
    },
  };
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
