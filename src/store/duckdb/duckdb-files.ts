import { DuckDBInstance, type DuckDBConnection, type Json } from '@duckdb/node-api';
import type { FileDatabase } from '../file-database.ts';
import type { QueryColumn, QueryValue } from '../store.ts';
import type { DuckDbLimits } from './duckdb-file.ts';
import { text } from './duckdb-sql.ts';
import { convertDuckDbValue } from './duckdb-values.ts';
import { fileRowsError } from './file-rows-error.ts';

export interface DuckDbFilesOptions extends Omit<DuckDbLimits, 'spillMb'> {
  /** Absolute paths, without symbolic links. */
  readonly files: readonly string[];
  /** Files that may be written. @default none */
  readonly targets?: readonly string[];
}

const INTERRUPT_MS = 50;

/** A database in memory that may read these files. */
export class DuckDbFiles implements FileDatabase {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #files: readonly string[];

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    files: readonly string[],
  ) {
    this.#instance = instance;
    this.#connection = connection;
    this.#files = files;
  }

  static async open(options: DuckDbFilesOptions): Promise<DuckDbFiles> {
    const { memoryMb, threads, files, targets = [] } = options;
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: `${memoryMb}MB`,
      threads: String(threads),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      preserve_insertion_order: 'false',
    });
    const connection = await instance.connect();
    const allowed = [...files, ...targets].map(text).join(', ');
    await connection.run(`set allowed_paths = [${allowed}]`);
    await connection.run("set global TimeZone = 'UTC'");
    await connection.run('set enable_external_access = false');
    await connection.run('set lock_configuration = true');
    return new DuckDbFiles(instance, connection, files);
  }

  columns(sql: string, signal: AbortSignal): Promise<readonly QueryColumn[]> {
    return this.#guarded(signal, async () => {
      const result = await this.#connection.runAndReadAll(`describe ${sql}`);
      return result.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
    });
  }

  rows(sql: string, signal: AbortSignal): Promise<readonly (readonly QueryValue[])[]> {
    return this.#guarded(signal, async () => {
      const result = await this.#connection.runAndReadAll(sql);
      return result.convertRows<Json>(convertDuckDbValue);
    });
  }

  /** Runs a statement, such as a COPY into one of the targets. */
  run(sql: string, signal: AbortSignal): Promise<void> {
    return this.#guarded(signal, async () => {
      await this.#connection.run(sql);
    });
  }

  [Symbol.dispose](): void {
    this.#connection.disconnectSync();
    this.#instance.closeSync();
  }

  /** DuckDB forgets an interrupt that comes before its query has begun: it is repeated. */
  async #guarded<Value>(signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
    signal.throwIfAborted();
    let timer: NodeJS.Timeout | undefined;
    const interrupt = (): void => {
      this.#connection.interrupt();
      timer ??= setInterval(interrupt, INTERRUPT_MS);
    };
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw fileRowsError(error, ':memory:', { files: this.#files, names: this.#files });
    } finally {
      signal.removeEventListener('abort', interrupt);
      clearInterval(timer);
    }
  }
}
