import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { ResourceChange } from '../changes.ts';
import type { QueryLimits, QueryResult, RunWriter, Store } from '../store.ts';
import { commonFirst, describedTable, type TableDescription } from '../tables.ts';
import { changesSince } from './duckdb-changes.ts';
import { duckDbError } from './duckdb-error.ts';
import { exportParquet } from './duckdb-parquet.ts';
import { openDuckDbFile, type DuckDbFile, type DuckDbFileOptions } from './duckdb-file.ts';
import { runQuery } from './duckdb-query.ts';
import type { FileRows } from '../file-rows.ts';
import type { StoredRow, StoredTable } from '../stored-table.ts';
import { replacePartsFrom } from './duckdb-bulk.ts';
import { DuckDbParts } from './duckdb-parts.ts';
import { DuckDbWriter } from './duckdb-writer.ts';

const TableRow = z.tuple([z.string(), z.array(z.string()), z.array(z.string())]);

function tableOf([name, columns, types]: z.output<typeof TableRow>): TableDescription {
  return describedTable(
    name,
    columns.map((column, index) => ({ name: column, type: types[index] ?? '' })),
  );
}

/** A result that is not read to its end keeps its connection: nothing waits longer for it. */
const LONGEST_CLOSE_MS = 2_000;

/** The embedded store: one file, one process. https://duckdb.org/docs/stable/connect/concurrency */
export class DuckDbStore implements Store {
  readonly #database: DuckDbFile;
  readonly #parts: DuckDbParts;
  #writer: DuckDbWriter | undefined;

  private constructor(database: DuckDbFile) {
    this.#database = database;
    this.#parts = new DuckDbParts(database);
  }

  /** @throws {StoreError} when another process holds the file, it is damaged, or from a newer version */
  static async open(options: DuckDbFileOptions): Promise<DuckDbStore> {
    return new DuckDbStore(await openDuckDbFile(options));
  }

  async beginRun(id: string, startedAt: number): Promise<RunWriter> {
    const { file } = this.#database;
    try {
      this.#writer?.[Symbol.dispose]();
      this.#writer = await DuckDbWriter.open(this.#database, { id, startedAt });
      return this.#writer;
    } catch (error) {
      throw duckDbError(error, file);
    }
  }

  replacePart(
    table: StoredTable,
    part: string,
    rows: AsyncIterable<readonly StoredRow[]>,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#parts.replacePart(table, part, rows, signal);
  }

  replacePartsFrom(table: StoredTable, rows: FileRows, signal: AbortSignal): Promise<void> {
    return replacePartsFrom(this.#database, table, rows, signal);
  }

  addToParts(
    table: StoredTable,
    parts: ReadonlyMap<string, readonly StoredRow[]>,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#parts.addToParts(table, parts, signal);
  }

  keepParts(table: StoredTable, parts: readonly string[]): Promise<void> {
    return this.#parts.keepParts(table, parts);
  }

  appendRows(table: StoredTable, rows: readonly StoredRow[]): Promise<void> {
    return this.#parts.appendRows(table, rows);
  }

  query(sql: string, limits: QueryLimits, signal: AbortSignal): Promise<QueryResult> {
    return runQuery(this.#database, sql, limits, signal);
  }

  parquet(sql: string, limits: QueryLimits, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
    return exportParquet(this.#database, sql, limits, signal);
  }

  async tables(): Promise<readonly TableDescription[]> {
    const connection = await this.#database.connect();
    try {
      const result = await connection.runAndReadAll(
        `select c.table_name, list(c.column_name order by c.column_index), list(c.data_type order by c.column_index)
         from duckdb_columns() c join duckdb_views() v on v.view_name = c.table_name and v.schema_name = c.schema_name
         where c.schema_name = 'main' and not v.internal group by c.table_name`,
      );
      return result
        .getRowsJson()
        .map((row) => tableOf(TableRow.parse(row)))
        .sort(commonFirst);
    } catch (error) {
      throw duckDbError(error, this.#database.file);
    } finally {
      this.#database.disconnect(connection);
    }
  }

  changesSince(since: number, signal: AbortSignal): AsyncGenerator<ResourceChange, void> {
    return changesSince(this.#database, since, signal);
  }

  async compact(before: number): Promise<void> {
    const connection = await this.#database.connect();
    try {
      const at = `make_timestamptz(${Math.round(before)} * 1000)`;
      await connection.run(`delete from resource_changes where changed_at < ${at}`);
      await connection.run(
        `delete from run_state where ended_at < ${at} and number < (select max(number) from run_state)`,
      );
      await this.#database.checkpoint(connection);
    } catch (error) {
      throw duckDbError(error, this.#database.file);
    } finally {
      this.#database.disconnect(connection);
    }
  }

  /** A query that was stopped may still be ending: the file is free once it has ended, or the time is up. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#writer?.[Symbol.dispose]();
    this.#database[Symbol.dispose]();
    const stop = new AbortController();
    const limit = delay(LONGEST_CLOSE_MS, undefined, { signal: stop.signal }).catch(
      () => undefined,
    );
    await Promise.race([this.#database.released, limit]);
    stop.abort();
  }
}
