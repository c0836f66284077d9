import { open } from 'node:fs/promises';

/** A store has raw items of all accounts: only its user may read its files. */
export const ONLY_OWNER = 0o600;

/**
 * Makes the write-ahead log of a database file private before DuckDB writes to it. DuckDB creates the log for everyone,
 * deletes it with each checkpoint, and takes one that is there as it is.
 *
 * @see https://duckdb.org/docs/stable/operations_manual/footprint_of_duckdb/files_created_by_duckdb
 */
export async function keepLogPrivate(file: string): Promise<void> {
  const log = await open(`${file}.wal`, 'a', ONLY_OWNER);
  try {
    if (((await log.stat()).mode & 0o077) !== 0) await log.chmod(ONLY_OWNER);
  } finally {
    await log.close();
  }
}
