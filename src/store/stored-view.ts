import type { StoredTable } from './stored-table.ts';

/** The databases whose SQL differs. */
export type SqlDialect = 'duckdb' | 'clickhouse';

/** A view over a stored table. */
export interface StoredView {
  readonly name: string;
  /** For `longshore query --tables`. */
  readonly description: string;
  readonly of: StoredTable;
  /** One text where all stores understand it. */
  readonly sql: string | Readonly<Record<SqlDialect, string>>;
}
