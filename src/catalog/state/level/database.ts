import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { ClassicLevel } from 'classic-level';
import { isDamage, levelError, problemOf } from './level-error.ts';

/** A LevelDB of bytes. */
export type Database = ClassicLevel<Buffer, Buffer>;

/** A key and its value. */
export type Entry = readonly [Buffer, Buffer];

/** One part of a write. */
export type Operation =
  | { readonly type: 'put'; readonly key: Buffer; readonly value: Buffer }
  | { readonly type: 'del'; readonly key: Buffer };

/** Keys from one to before another. */
export interface Range {
  readonly gte: Buffer;
  readonly lt: Buffer;
}

const ENTRIES_PER_READ = 1_000;

/**
 * Opens a database; a damaged one is deleted and recreated.
 *
 * @returns the database, and the damage that was found
 * @throws {ConfigurationError} when another process has it open
 * @throws {StateError} when the folder cannot be used
 */
export async function openDatabase(
  directory: string,
): Promise<{ readonly db: Database; readonly problem: string | undefined }> {
  try {
    return { db: await opened(directory), problem: undefined };
  } catch (error) {
    if (!isDamage(error)) throw levelError(directory, error);
    return { db: await freshDatabase(directory), problem: problemOf(error) };
  }
}

/** File names of LevelDB and the seal: other files in the folder are never deleted. */
const DATABASE_FILE =
  /^(?:SEAL|SEAL\.partial|CURRENT|LOCK|LOG|LOG\.old|MANIFEST-\d+|\d+\.(?:log|ldb|sst|dbtmp))$/;

/**
 * Deletes the database in the folder, and opens an empty one there.
 *
 * @throws {StateError} when the folder cannot be used
 */
export async function freshDatabase(directory: string): Promise<Database> {
  try {
    const files = (await readdir(directory)).filter((name) => DATABASE_FILE.test(name));
    for (const name of files)
      await rm(path.join(directory, name), { recursive: true, force: true });
    return await opened(directory);
  } catch (error) {
    throw levelError(directory, error);
  }
}

/** Entries of a range, in batches, from a snapshot at the first one. */
export async function* entriesOf(
  db: Database,
  range: Range,
): AsyncGenerator<readonly Entry[], void> {
  const iterator = db.iterator(range);
  try {
    for (;;) {
      const entries = await iterator.nextv(ENTRIES_PER_READ);
      if (entries.length === 0) return;
      yield entries;
    }
  } finally {
    await iterator.close();
  }
}

async function opened(directory: string): Promise<Database> {
  const db = new ClassicLevel<Buffer, Buffer>(directory, {
    keyEncoding: 'buffer',
    valueEncoding: 'buffer',
  });
  await db.open();
  return db;
}
