import type { QueryLimits, QueryResult, RunWriter, Store } from '../store.ts';
import { duckDbError } from './duckdb-error.ts';
import { openDuckDbFile, type DuckDbFile, type DuckDbFileOptions } from './duckdb-file.ts';
import { runQuery } from './duckdb-query.ts';
import { DuckDbWriter } from './duckdb-writer.ts';

/** The embedded store: one file, one process. https://duckdb.org/docs/stable/connect/concurrency */
export class DuckDbStore implements Store {
  readonly #database: DuckDbFile;

  private constructor(database: DuckDbFile) {
    this.#database = database;
  }

  /** @throws {StoreError} when another process holds the file, it is damaged, or from a newer version */
  static async open(options: DuckDbFileOptions): Promise<DuckDbStore> {
    return new DuckDbStore(await openDuckDbFile(options));
  }

  async beginRun(id: string, startedAt: number): Promise<RunWriter> {
    const { file } = this.#database;
    try {
      return await DuckDbWriter.open(await this.#database.connect(), file, { id, startedAt });
    } catch (error) {
      throw duckDbError(error, file);
    }
  }

  async query(sql: string, limits: QueryLimits, signal: AbortSignal): Promise<QueryResult> {
    return runQuery(await this.#database.connect(), this.#database.file, sql, limits, signal);
  }

  async compact(before: number): Promise<void> {
    const connection = await this.#database.connect();
    try {
      const at = `make_timestamptz(${Math.round(before)} * 1000)`;
      await connection.run(`delete from resource_changes where changed_at < ${at}`);
      await connection.run(`delete from run_state where ended_at < ${at}`);
      await connection.run('checkpoint');
    } catch (error) {
      throw duckDbError(error, this.#database.file);
    } finally {
      connection.disconnectSync();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#database[Symbol.dispose]();
    return Promise.resolve();
  }
}
