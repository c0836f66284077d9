import type { QueryColumn, QueryValue } from './store.ts';

/** Reads files with DuckDB's SQL: these files, and nothing else of the disk or the network. */
export interface FileDatabase extends Disposable {
  /** The columns of a SELECT. @throws {FileRowsError} for files that cannot be read */
  columns(sql: string, signal: AbortSignal): Promise<readonly QueryColumn[]>;
  /** The rows of a SELECT whose result is small. @throws {FileRowsError} for files that cannot be read */
  rows(sql: string, signal: AbortSignal): Promise<readonly (readonly QueryValue[])[]>;
}
