import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { STORED_TABLES } from '../cost-tables.ts';
import type { KindView } from '../kind-view.ts';
import type { StoredTable } from '../stored-table.ts';
import { duckDbError, lockedError, newerError } from './duckdb-error.ts';
import { storedViewStatements, tableStatements } from './duckdb-tables.ts';
import { viewStatement } from './duckdb-views.ts';
import { updateSchema } from './update-schema.ts';
import { StoreError } from '../store-error.ts';
import { MIGRATIONS } from './migrations.ts';

/** How DuckDB may use the machine. */
export interface DuckDbLimits {
  /** Most memory of its buffers, in megabytes. What needs more goes to disk. */
  readonly memoryMb: number;
  readonly threads: number;
  /** Most disk space for what does not fit in memory, in megabytes. */
  readonly spillMb: number;
}

export interface DuckDbFileOptions extends DuckDbLimits {
  /** Where it is. */
  readonly file: string;
  /** Nothing is written, and others may read at the same time. */
  readonly readOnly: boolean;
  /** The views of kinds that the file must have. @default those that it has */
  readonly views?: readonly KindView[] | undefined;
  /** @default STORED_TABLES */
  readonly tables?: readonly StoredTable[] | undefined;
  /** Rows that are compressed and written together. @default so few that a run stays small */
  readonly rowsPerGroup?: number | undefined;
  /** A folder in which queries may write their results: nothing else of the disk can be reached. */
  readonly exportFolder?: string | undefined;
}

/**
 * Files that this process has open. The lock of the operating system is between processes: two databases on one file
 * in one process would destroy it.
 */
const OPEN = new Set<string>();

/** The file's name in SQL. It is attached, because only then the size of row groups can be set. */
const NAME = 'store';
/**
 * Rows that are compressed and written together. DuckDB's own 122,880 are some 300 MB of resources, which a run would
 * keep in memory until its next commit.
 */
const ROWS_PER_GROUP = 20_480;

/** An open file. */
export class DuckDbFile implements Disposable {
  readonly file: string;
  /** As in {@link DuckDbFileOptions}. */
  readonly exportFolder: string | undefined;
  readonly #instance: DuckDBInstance;
  readonly #connections = new Set<DuckDBConnection>();
  /** The work that was taken last. */
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(
    { file, exportFolder }: Pick<DuckDbFileOptions, 'file' | 'exportFolder'>,
    instance: DuckDBInstance,
  ) {
    this.file = file;
    this.exportFolder = exportFolder;
    this.#instance = instance;
  }

  async connect(): Promise<DuckDBConnection> {
    const connection = await this.#instance.connect();
    this.#connections.add(connection);
    await connection.run(`use ${NAME}`);
    return connection;
  }

  /**
   * Does work when all before it has ended. Of two transactions at once that delete the same rows, DuckDB fails one;
   * and it writes no checkpoint during one that has begun to write.
   */
  inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Ends a connection; what its transaction has not committed is lost. */
  disconnect(connection: DuckDBConnection): void {
    if (!this.#connections.delete(connection)) return;
    connection.disconnectSync();
    this.#release();
  }

  /** Closes the file, once the last connection has ended. */
  [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#instance.closeSync();
    this.#release();
  }

  #release(): void {
    if (this.#isClosed && this.#connections.size === 0) OPEN.delete(path.resolve(this.file));
  }
}

/** The file has raw items of all accounts: only its user may read it. */
const MODE = 0o600;

/**
 * Opens the file, and brings it to this version's tables.
 *
 * @throws {StoreError} when another process holds it, it is damaged, or a newer version has written it
 */
export async function openDuckDbFile(options: DuckDbFileOptions): Promise<DuckDbFile> {
  const { file } = options;
  const name = path.resolve(file);
  if (OPEN.has(name)) throw lockedError(file, 'this process');
  OPEN.add(name);
  try {
    const database = new DuckDbFile(options, await attached(options));
    const connection = await database.connect();
    try {
      if (!options.readOnly) await chmod(file, MODE);
      await migrate(connection, options);
      await updateDeclared(connection, options);
      await lockDown(connection, options);
    } catch (error) {
      database[Symbol.dispose]();
      throw error;
    } finally {
      database.disconnect(connection);
    }
    return database;
  } catch (error) {
    OPEN.delete(name);
    throw duckDbError(error, file);
  }
}

/** A database in memory, with the file attached to it. */
async function attached(options: DuckDbFileOptions): Promise<DuckDBInstance> {
  const { file, readOnly } = options;
  const instance = await DuckDBInstance.create(':memory:', settingsOf(options));
  const connection = await instance.connect();
  try {
    const place = path.resolve(file).replaceAll("'", "''");
    const how = readOnly ? 'read_only' : `row_group_size ${options.rowsPerGroup ?? ROWS_PER_GROUP}`;
    await connection.run(`attach '${place}' as ${NAME} (${how})`);
    return instance;
  } catch (error) {
    instance.closeSync();
    throw error;
  } finally {
    connection.disconnectSync();
  }
}

function settingsOf({
  memoryMb,
  threads,
  spillMb,
  file,
}: DuckDbFileOptions): Record<string, string> {
  return {
    memory_limit: `${memoryMb}MB`,
    threads: String(threads),
    max_temp_directory_size: `${spillMb}MB`,
    temp_directory: `${file}.tmp`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_unsigned_extensions: 'false',
    preserve_insertion_order: 'false',
  };
}

async function migrate(
  connection: DuckDBConnection,
  { file, readOnly }: DuckDbFileOptions,
): Promise<void> {
  const version = await versionOf(connection);
  if (version > MIGRATIONS.length) {
    throw newerError(
      file,
      `its tables have version ${version}, this program knows ${MIGRATIONS.length}`,
    );
  }
  if (version === MIGRATIONS.length) return;
  if (readOnly) {
    throw new StoreError('older', `the store ${file} was written by an older version`, {
      remedy: 'run longshore resync --sink store once: it updates the tables',
    });
  }
  await connection.run('begin');
  await connection.run('create table if not exists store_version (version integer not null)');
  for (const statements of MIGRATIONS.slice(version)) {
    for (const statement of statements) await connection.run(statement);
  }
  await connection.run('delete from store_version');
  await connection.run(`insert into store_version values (${MIGRATIONS.length})`);
  await connection.run('commit');
}

/** 0 for a new file. */
async function versionOf(connection: DuckDBConnection): Promise<number> {
  const tables = await connection.runAndReadAll(
    "select 1 from duckdb_tables() where table_name = 'store_version'",
  );
  if (tables.currentRowCount === 0) return 0;
  const result = await connection.runAndReadAll('select max(version) from store_version');
  return Number(result.getRows()[0]?.[0] ?? 0);
}

/** Makes the tables and views that are declared, where they differ from those of the file. */
async function updateDeclared(
  connection: DuckDBConnection,
  { readOnly, tables = STORED_TABLES, views }: DuckDbFileOptions,
): Promise<void> {
  if (readOnly) return;
  await updateSchema(connection, 'table_state', [
    ...tables.flatMap(tableStatements),
    ...storedViewStatements(tables),
  ]);
  if (views !== undefined) await updateSchema(connection, 'view_state', views.map(viewStatement));
}

/** From here on nothing reaches files or the network, and no setting can be changed. */
async function lockDown(
  connection: DuckDBConnection,
  { exportFolder }: DuckDbFileOptions,
): Promise<void> {
  if (exportFolder !== undefined) {
    await connection.run(`set allowed_directories = ['${exportFolder.replaceAll("'", "''")}']`);
  }
  await connection.run("set global TimeZone = 'UTC'");
  await connection.run('set enable_external_access = false');
  await connection.run('set lock_configuration = true');
}
