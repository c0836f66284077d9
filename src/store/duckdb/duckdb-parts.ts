import { listValue, LIST, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';
import { abortableItems } from '../../lib/aborted.ts';
import { notAddable, notAppendable } from '../store-error.ts';
import { StoredValueError } from '../stored-value.ts';
import type { StoredRow, StoredTable } from '../stored-table.ts';
import { duckDbError } from './duckdb-error.ts';
import type { DuckDbFile } from './duckdb-file.ts';
import { rowsTable } from './duckdb-tables.ts';
import { StagedRows } from './staged-rows.ts';

/**
 * Writes stored tables. New rows wait in a temporary table while they are read: it is gone when that fails or the
 * process is killed. One short transaction then puts them in the place of the old ones.
 */
export class DuckDbParts {
  readonly #database: DuckDbFile;

  constructor(database: DuckDbFile) {
    this.#database = database;
  }

  async replacePart(
    table: StoredTable,
    part: string,
    rows: AsyncIterable<readonly StoredRow[]>,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    await this.#withStaged(table, async (staged) => {
      for await (const batch of abortableItems(rows, signal)) {
        await this.#add(staged, batch, signal);
      }
      await this.#database.inTurn(async () => {
        signal.throwIfAborted();
        await this.#guarded(() => staged.replace(part));
      });
    });
  }

  async addToParts(
    table: StoredTable,
    parts: ReadonlyMap<string, readonly StoredRow[]>,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    if (table.sortedBy === undefined) throw notAddable(table);
    await this.#withStaged(table, async (staged) => {
      const counts = new Map([...parts].map(([part, rows]) => [part, rows.length]));
      for (const rows of parts.values()) await this.#add(staged, rows, signal);
      await this.#database.inTurn(async () => {
        signal.throwIfAborted();
        await this.#guarded(() => staged.addTo(counts));
      });
    });
  }

  async keepParts(table: StoredTable, parts: readonly string[]): Promise<void> {
    const sql = `delete from ${rowsTable(table)} where stored_part is not null and stored_part not in (select unnest($1))`;
    await this.#connected((connection) =>
      this.#change(() => connection.run(sql, [listValue(parts)], [LIST(VARCHAR)])),
    );
  }

  async appendRows(table: StoredTable, rows: readonly StoredRow[]): Promise<void> {
    if (table.sortedBy !== undefined) throw notAppendable(table);
    await this.#withStaged(table, async (staged) => {
      await this.#add(staged, rows);
      await this.#change(() => staged.append());
    });
  }

  async #withStaged(
    table: StoredTable,
    work: (staged: StagedRows) => Promise<void>,
  ): Promise<void> {
    await this.#connected(async (connection) => {
      const staged = await this.#guarded(() => StagedRows.create(connection, table));
      try {
        await work(staged);
      } finally {
        staged[Symbol.dispose]();
      }
    });
  }

  async #connected(work: (connection: DuckDBConnection) => Promise<void>): Promise<void> {
    const connection = await this.#guarded(() => this.#database.connect());
    try {
      await work(connection);
    } finally {
      this.#database.disconnect(connection);
    }
  }

  async #change(work: () => Promise<unknown>): Promise<void> {
    await this.#database.inTurn(() => this.#guarded(work));
  }

  async #add(staged: StagedRows, rows: readonly StoredRow[], signal?: AbortSignal): Promise<void> {
    try {
      await staged.add(rows, signal);
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof StoredValueError ? error : duckDbError(error, this.#database.file);
    }
  }

  async #guarded<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      throw duckDbError(error, this.#database.file);
    }
  }
}
