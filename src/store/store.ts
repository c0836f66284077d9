import type { Scope } from '../ledger/scope.ts';
import type { ResourceChange } from './changes.ts';
import type {
  ContentColumns,
  ResourceRow,
  RunEnd,
  ScopeCommit,
  StoredRun,
  StoredScope,
} from './rows.ts';
import type { FileRows } from './file-rows.ts';
import type { StoredRowOf, StoredTable } from './stored-table.ts';
import type { TableDescription } from './tables.ts';

/** Writes one run. Nothing of a scope can be seen before it is committed. */
export interface RunWriter {
  readonly run: StoredRun;
  /** Every scope that the store knows. */
  scopes(): Promise<readonly StoredScope[]>;
  /** Of each resource that counts, what tells whether it has changed. */
  contents(): Promise<ContentColumns>;
  /** The id for a scope that the store does not know yet. */
  addScope(scope: Scope): number;
  /** The last properties of resources, by their key, as JSON. */
  lastProperties(scopeId: number, keys: readonly bigint[]): Promise<ReadonlyMap<bigint, string>>;
  append(rows: readonly ResourceRow[]): Promise<void>;
  /** Makes scopes count, all of them or none. */
  commit(scopes: readonly ScopeCommit[]): Promise<void>;
  /** Ends the run. Rows of scopes that were not committed are removed. */
  end(end: RunEnd): Promise<void>;
}

/** Limits of one query. */
export interface QueryLimits {
  /** Longest time, in milliseconds. */
  readonly timeoutMs: number;
  /** Most rows; the result says when there were more. */
  readonly rows: number;
}

/** A column of a result. */
export interface QueryColumn {
  readonly name: string;
  /** As the database names it. */
  readonly type: string;
}

/** A value of a result: what JSON can hold. Integers beyond 2^53 are texts, and decimals too: `0.096`. */
export type QueryValue =
  | string
  | number
  | boolean
  | null
  | readonly QueryValue[]
  | { readonly [name: string]: QueryValue };

/** A result that is read as it comes. */
export interface QueryResult {
  readonly columns: readonly QueryColumn[];
  /** Batches of rows. Returns whether rows were left out for the limit. */
  rows(): AsyncGenerator<readonly (readonly QueryValue[])[], { readonly isCut: boolean }, void>;
}

/** Keeps what runs have read, and answers questions in SQL. All stores have the same tables and columns. */
export interface Store extends AsyncDisposable {
  /** Begins a run. */
  beginRun(id: string, startedAt: number): Promise<RunWriter>;
  /**
   * Answers one SELECT.
   *
   * @throws {StoreError} for a query that is wrong, or does more than read
   */
  query(sql: string, limits: QueryLimits, signal: AbortSignal): Promise<QueryResult>;
  /**
   * Answers one SELECT as a Parquet file, in pieces. Fails when there are more rows than the limit.
   *
   * @throws {StoreError} for a query that is wrong, or does more than read
   */
  parquet(sql: string, limits: QueryLimits, signal: AbortSignal): AsyncGenerator<Uint8Array, void>;
  /** The tables that a query may name, the common ones first. */
  tables(): Promise<readonly TableDescription[]>;
  /**
   * What appeared, changed and disappeared since a time, by kind, account and region.
   *
   * @param since milliseconds since the Unix epoch
   */
  changesSince(since: number, signal: AbortSignal): AsyncGenerator<ResourceChange, void>;
  /**
   * Replaces all rows of one part of a table (a region's prices, an account's costs). Readers see the old rows or the
   * new ones. When the rows fail, the signal is aborted or the process is killed, the old ones stay. Of two
   * replacements at once, the later one holds. Runs may be written meanwhile.
   *
   * @param rows batches; a part without rows is empty
   * @throws {StoredValueError} for a value that its column cannot hold
   * @throws {StoreError} when the store cannot be written
   */
  replacePart<Table extends StoredTable>(
    table: Table,
    part: string,
    rows: AsyncIterable<readonly StoredRowOf<Table>[]>,
    signal: AbortSignal,
  ): Promise<void>;
  /**
   * Replaces parts of a table that has `sortedBy` by rows that DuckDB computes from files. The rows do not pass through
   * JavaScript: a part may have tens of millions. DuckDB replaces all parts at once, ClickHouse one after the other;
   * otherwise as {@link replacePart}.
   *
   * @throws {FileRowsError} for files that cannot be read, values that cannot be converted, and other rows than expected
   * @throws {StoreError} when the store cannot be written
   */
  replacePartsFrom(table: StoredTable, rows: FileRows, signal: AbortSignal): Promise<void>;
  /**
   * Adds rows to parts of a table that has `sortedBy`, and creates the parts that are missing. DuckDB adds all rows or
   * none; ClickHouse adds them part by part, in their order.
   *
   * @throws {StoredValueError} for a value that its column cannot hold
   * @throws {StoreError} when the store cannot be written
   */
  addToParts<Table extends StoredTable>(
    table: Table,
    parts: ReadonlyMap<string, readonly StoredRowOf<Table>[]>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Removes the rows of all parts but these. Rows that were appended stay. */
  keepParts(table: StoredTable, parts: readonly string[]): Promise<void>;
  /**
   * Adds rows that belong to no part, all of them or none. They stay.
   *
   * @throws {StoredValueError} for a value that its column cannot hold
   */
  appendRows<Table extends StoredTable>(
    table: Table,
    rows: readonly StoredRowOf<Table>[],
  ): Promise<void>;
  /** Removes the history of changes and runs from before this time, and gives its room back. */
  compact(before: number): Promise<void>;
}
