import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../lib/errors.ts';
import type { QueryLimits } from '../store.ts';
import { StoreError } from '../store-error.ts';
import type { DuckDbFile } from './duckdb-file.ts';
import { prepareQuery } from './duckdb-query.ts';
import { text } from './duckdb-sql.ts';
import { watchQuery } from './query-watch.ts';

const EXTENSION = '.parquet';
/** A file this old was left by a process that was killed. */
const LEFT_AFTER_MS = 86_400_000;

/** Writes a query's result into the export folder, and reads it from there. The file is removed at the end. */
export async function* exportParquet(
  database: DuckDbFile,
  sql: string,
  limits: QueryLimits,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const folder = await exportFolderOf(database);
  const target = path.join(folder, `${randomUUID()}${EXTENSION}`);
  try {
    await writeParquet(database, { sql, target, limits }, signal);
    yield* createReadStream(target, { signal }) as AsyncIterable<Uint8Array>; // without an encoding, it gives bytes
  } finally {
    await rm(target, { force: true });
  }
}

async function writeParquet(
  database: DuckDbFile,
  {
    sql,
    target,
    limits: { timeoutMs, rows },
  }: { readonly sql: string; readonly target: string; readonly limits: QueryLimits },
  signal: AbortSignal,
): Promise<void> {
  const connection = await database.connect();
  const watch = watchQuery(database, connection, timeoutMs, signal);
  try {
    signal.throwIfAborted();
    await prepareQuery(connection, sql);
    // DuckDB parses the text of `query` by itself, and takes one SELECT only: nothing in it can end the COPY.
    const limit = Number.isSafeInteger(rows + 1) ? ` limit ${rows + 1}` : '';
    const copied = await connection.run(
      `copy (from query(${text(sql)})${limit}) to ${text(target)} (format parquet)`,
    );
    if (copied.rowsChanged > rows) throw tooManyRows(rows);
  } catch (error) {
    throw watch.failed(error);
  } finally {
    watch.close();
  }
}

/**
 * The folder that the database may read and write, beside its own file.
 *
 * @throws {StoreError} when it cannot be made
 */
export async function exportFolderOf({ exportFolder, file }: DuckDbFile): Promise<string> {
  if (exportFolder === undefined) {
    throw new StoreError('failed', `the store ${file} was opened without a folder for exports`, {});
  }
  try {
    await mkdir(exportFolder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(exportFolder)) await removeIfLeft(exportFolder, name);
    return exportFolder;
  } catch (error) {
    throw new StoreError('failed', `cannot write to ${exportFolder}: ${messageOf(error)}`, {
      cause: error,
      remedy: 'run as the user who owns the state folder, or use another format',
    });
  }
}

async function removeIfLeft(folder: string, name: string): Promise<void> {
  if (!name.endsWith(EXTENSION)) return;
  const file = path.join(folder, name);
  const found = await stat(file).catch(() => undefined); // another process may have removed it
  if (found !== undefined && Date.now() - found.mtimeMs > LEFT_AFTER_MS) {
    await rm(file, { force: true });
  }
}

function tooManyRows(rows: number): StoreError {
  return new StoreError('limit', `the result has more than ${rows} rows`, {
    remedy: 'ask for less, or raise the limit with --limit',
  });
}
