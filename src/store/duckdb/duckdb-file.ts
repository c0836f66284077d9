import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { messageOf } from '../../lib/errors.ts';
import { STORED_TABLES } from '../cost-tables.ts';
import type { KindView } from '../kind-view.ts';
import type { StoredTable } from '../stored-table.ts';
import { duckDbError, lockedError, newerError } from './duckdb-error.ts';
import { storedViewStatements } from '../cost-views.ts';
import { tableStatements } from './duckdb-tables.ts';
import { viewStatement } from './duckdb-views.ts';
import { keepLogPrivate, ONLY_OWNER } from './private-log.ts';
import { isUpToDate, updateSchema } from './update-schema.ts';
import { olderError } from '../store-error.ts';
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

/** DuckDB refuses a checkpoint now and then just after a transaction has ended: this often it is tried again. */
const CHECKPOINT_ATTEMPTS = 5;
const CHECKPOINT_RETRY_MS = 50;

/** An open file. */
export class DuckDbFile implements Disposable {
  readonly file: string;
  /** As in {@link DuckDbFileOptions}. */
  readonly exportFolder: string | undefined;
  readonly #isReadOnly: boolean;
  readonly #instance: DuckDBInstance;
  readonly #connections = new Set<DuckDBConnection>();
  /** The work that was taken last. */
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  #onReleased: () => void = () => undefined;
  /** Resolves when the file is closed, and its last connection has ended. */
  readonly released = new Promise<void>((resolve) => {
    this.#onReleased = resolve;
  });

  constructor(
    { file, exportFolder, readOnly }: Pick<DuckDbFileOptions, 'file' | 'exportFolder' | 'readOnly'>,
    instance: DuckDBInstance,
  ) {
    this.file = file;
    this.exportFolder = exportFolder;
    this.#isReadOnly = readOnly;
    this.#instance = instance;
  }

  /** Begins a transaction that writes. */
  async begin(connection: DuckDBConnection): Promise<void> {
    await this.#keepLogPrivate();
    await connection.run('begin');
  }

  async connect(): Promise<DuckDBConnection> {
    await this.#keepLogPrivate();
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
    const done = this.#last.then(() => this.#keepLogPrivate()).then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /**
   * Moves what was committed from the log into the file. While DuckDB refuses that, the log keeps it: the next checkpoint
   * takes it, or the next start.
   */
  checkpoint(connection: DuckDBConnection): Promise<void> {
    return this.inTurn(async () => {
      for (let left = CHECKPOINT_ATTEMPTS; left > 0; left -= 1) {
        try {
          await connection.run('checkpoint');
          return;
        } catch (error) {
          if (!isRefusedCheckpoint(error)) throw error;
          await sleep(CHECKPOINT_RETRY_MS);
        }
      }
    });
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

  async #keepLogPrivate(): Promise<void> {
    if (this.#isReadOnly) return;
    await keepLogPrivate(this.file).catch(() => undefined); // then DuckDB cannot write it, and says why
  }

  #release(): void {
    if (!this.#isClosed || this.#connections.size > 0) return;
    OPEN.delete(path.resolve(this.file));
    this.#onReleased();
  }
}

/** It can also come when nothing else is at work, and costs no data: the log has what was committed. */
function isRefusedCheckpoint(error: unknown): boolean {
  return messageOf(error).includes('Cannot CHECKPOINT: there are other write transactions');
}

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
      if (!options.readOnly) await chmod(file, ONLY_OWNER);
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
  if (readOnly) throw olderError(`the store ${file}`);
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
  { file, readOnly, tables = STORED_TABLES, views }: DuckDbFileOptions,
): Promise<void> {
  const statements = [
    ...tables.flatMap(tableStatements),
    ...storedViewStatements(tables, 'duckdb'),
  ];
  if (readOnly) {
    if (await isUpToDate(connection, 'table_state', statements)) return;
    throw olderError(`the store ${file}`);
  }
  await updateSchema(connection, 'table_state', statements);
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
