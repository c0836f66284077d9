import { messageOf } from '../../lib/errors.ts';
import { StoreError } from '../store-error.ts';
import { isOutOfMemory } from './free-memory.ts';

/** Errors that are about the file or the machine. All others are about a statement, and may quote any text of it. */
const OF_THE_FILE = /^(?:IO|FATAL|TransactionContext|Serialization|Out of Memory) Error:/;

const LOCKED = /Could not set lock on file/;
const HOLDER = /PID (\d+)/;
const NEWER =
  /created with a newer version|can only read version|storage version|written by a newer/i;
const FULL =
  /No space left on device|File too large|Disk quota exceeded|Could not write (?:file|all bytes)/;
const MEMORY = /^Out of Memory Error|max_temp_directory_size/;
const CORRUPT =
  /not a valid DuckDB database file|Corrupt database file|checksum|Could not read enough bytes|Failed to load metadata|^Serialization Error|replaying WAL|Failure while replaying/i;
const CLOSED = /Cannot open file|Permission denied|Is a directory|Read-only file system/;

/** DuckDB's error as ours. `file` is the store's. */
export function duckDbError(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) return error;
  const message = messageOf(error);
  const cause = { cause: error };
  const says = (pattern: RegExp): boolean => OF_THE_FILE.test(message) && pattern.test(message);
  if (says(LOCKED)) {
    const holder = HOLDER.exec(message)?.[1];
    return lockedError(file, holder === undefined ? 'another process' : `process ${holder}`, error);
  }
  if (says(NEWER)) return newerError(file, message, error);
  if (says(FULL)) {
    return new StoreError('full', `the store ${file} cannot be written: ${firstLine(message)}`, {
      ...cause,
      remedy: 'free disk space; what was committed is kept, and the next run adds the rest',
    });
  }
  if (says(MEMORY) || isOutOfMemory(error)) {
    return new StoreError('limit', `the store ran out of memory: ${firstLine(message)}`, {
      ...cause,
      remedy: 'ask for less at once, or raise LONGSHORE_STORE_MEMORY_MB',
    });
  }
  if (says(CORRUPT)) {
    return new StoreError('corrupt', `the store ${file} is damaged: ${firstLine(message)}`, {
      ...cause,
      remedy: 'restore it from a backup, or move it away: the next run builds a new one',
    });
  }
  if (says(CLOSED)) {
    return new StoreError('failed', `the store ${file} cannot be opened: ${firstLine(message)}`, {
      ...cause,
      remedy: 'check that its folder exists and that this user may write there',
    });
  }
  return new StoreError('failed', `the store ${file} failed: ${firstLine(message)}`, {
    ...cause,
    remedy: 'run again; if it fails again, report it with LONGSHORE_DEBUG=1',
  });
}

/** A file that someone else has open. */
export function lockedError(file: string, holder: string, cause?: unknown): StoreError {
  return new StoreError('locked', `the store ${file} is in use by ${holder}`, {
    cause,
    remedy: 'wait for it to end, or choose another state folder with --state',
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

/** After a fatal error DuckDB answers everything with that one, which it quotes. */
const ORIGINAL = /Original error: "(.*)"/;

function firstLine(message: string): string {
  return ORIGINAL.exec(message)?.[1] ?? message.split('\n')[0] ?? message;
}
