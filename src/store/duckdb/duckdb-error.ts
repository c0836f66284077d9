import { messageOf } from '../../lib/errors.ts';
import { StoreError } from '../store-error.ts';

/** What DuckDB says of a disk that is full, of a file that is damaged, … */
const LOCKED = 'Could not set lock on file';
const PROCESS = /PID (\d+)/;
const FULL = /No space left on device|failed to write|File too large|Could not write|cannot write/i;
const CORRUPT =
  /not a valid DuckDB database file|checksum|Corrupt|could not read|deserializ|Failed to load metadata|Could not read enough bytes|INTERNAL Error/i;
const NEWER = /newer version of DuckDB|storage version|written by a newer/i;
const MEMORY = /Out of Memory|failed to (?:allocate|pin)|max_temp_directory_size/i;

/** DuckDB's error as ours. `file` is the store's. */
export function duckDbError(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) return error;
  const message = messageOf(error);
  const cause = { cause: error };
  if (message.includes(LOCKED)) {
    const by = PROCESS.exec(message)?.[1];
    return new StoreError(
      'locked',
      `the store ${file} is in use by ${by === undefined ? 'another process' : `process ${by}`}`,
      { ...cause, remedy: 'wait for it to end, or choose another state folder with --state' },
    );
  }
  if (NEWER.test(message)) return newerError(file, message, error);
  if (FULL.test(message)) {
    return new StoreError('full', `the store ${file} cannot be written: ${firstLine(message)}`, {
      ...cause,
      remedy: 'free disk space; what was committed is kept, and the next run adds the rest',
    });
  }
  if (MEMORY.test(message)) {
    return new StoreError('limit', `the store ran out of memory: ${firstLine(message)}`, {
      ...cause,
      remedy: 'ask for less at once, or raise LONGSHORE_STORE_MEMORY_MB',
    });
  }
  if (CORRUPT.test(message)) {
    return new StoreError('corrupt', `the store ${file} is damaged: ${firstLine(message)}`, {
      ...cause,
      remedy: 'restore it from a backup, or move it away: the next resync builds a new one',
    });
  }
  return new StoreError('failed', `the store ${file} failed: ${firstLine(message)}`, {
    ...cause,
    remedy: 'run again; if it fails again, report it with LONGSHORE_DEBUG=1',
  });
}

/** A file that a newer version has written. */
export function newerError(file: string, detail: string, cause?: unknown): StoreError {
  return new StoreError(
    'newer',
    `the store ${file} was written by a newer version: ${firstLine(detail)}`,
    {
      cause,
      remedy: 'use that version of Longshore, or another state folder with --state',
    },
  );
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}
