import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { ClassicLevel } from 'classic-level';
import { z } from 'zod';
import { ConfigurationError, LongshoreError, messageOf } from '../../lib/errors.ts';

/** A LevelDB of bytes. */
export type Database = ClassicLevel<Buffer, Buffer>;

/** Thrown when the state on disk cannot be used: a folder without permission, a full disk. The operator fixes it. */
export class StateError extends LongshoreError {
  readonly code = 'state';
  readonly audience = 'operator';
}

const Problem = z.object({
  code: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
});

/**
 * Opens a database; one that is damaged is deleted and begun anew.
 *
 * @param onDamage is told what was wrong with it
 * @throws {ConfigurationError} when another process has it open
 * @throws {StateError} when the folder cannot be used
 */
export async function openDatabase(
  directory: string,
  onDamage: (problem: string) => void,
): Promise<Database> {
  try {
    return await opened(directory);
  } catch (error) {
    if (!isDamage(error)) throw stateError(directory, error);
    onDamage(problemOf(error));
  }
  return freshDatabase(directory);
}

/** The names that LevelDB gives its files: whatever else is in the folder is not ours to delete. */
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
    throw stateError(directory, error);
  }
}

/** The file that says how far the state had come when it was sealed. LevelDB leaves it alone. */
const SEAL = 'SEAL';

/**
 * How many writes there were when the state was sealed last: a log that is cut short takes its own end
 * with it. Undefined when it never was, `damaged` when the file is not what was written.
 */
export async function readSeal(directory: string): Promise<number | 'damaged' | undefined> {
  const text = await readFile(path.join(directory, SEAL), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const [writes = '', checksum] = text.split(' ');
  return crc32(writes).toString(16) === checksum ? Number(writes) : 'damaged';
}

export async function writeSeal(directory: string, writes: number): Promise<void> {
  const partial = path.join(directory, `${SEAL}.partial`);
  {
    await using file = await open(partial, 'w');
    await file.writeFile(`${writes} ${crc32(String(writes)).toString(16)}`);
    await file.sync();
  }
  await rename(partial, path.join(directory, SEAL));
}

async function opened(directory: string): Promise<Database> {
  const db = new ClassicLevel<Buffer, Buffer>(directory, {
    keyEncoding: 'buffer',
    valueEncoding: 'buffer',
  });
  await db.open();
  return db;
}

/** Is it the files that are wrong, and not the disk or its permissions? */
export function isDamage(error: unknown): boolean {
  const { code, message = '' } = causeOf(error);
  if (code === 'LEVEL_CORRUPTION') return true;
  if (code !== 'LEVEL_IO_ERROR') return false;
  // A file that its index names and that is not there, or is no file, is damage too.
  return /No such file|Is a directory|Not a directory|too short|Invalid argument/.test(message);
}

/** Was the database closed, as it is while a damaged one is replaced? */
export function isClosed(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === 'LEVEL_DATABASE_NOT_OPEN' || code === 'LEVEL_ITERATOR_NOT_OPEN';
}

/** What the reader can do about a state that cannot be used. */
export function stateError(directory: string, error: unknown): LongshoreError {
  if (error instanceof LongshoreError) return error;
  const { code, message } = causeOf(error);
  if (code === 'LEVEL_LOCKED') {
    return new ConfigurationError(`the state in ${directory} is in use by another process`, {
      cause: error,
      remedy: 'wait for the other run, or give this one a state of its own: --state DIRECTORY',
    });
  }
  const problem = message ?? messageOf(error);
  return new StateError(`the state in ${directory} cannot be used: ${problem}`, {
    cause: error,
    remedy: /No space|ENOSPC|File too large|EFBIG/.test(problem)
      ? 'make room on the disk, or choose another folder with LONGSHORE_STATE_DIRECTORY'
      : 'make the folder writable, or choose another with LONGSHORE_STATE_DIRECTORY',
  });
}

export function problemOf(error: unknown): string {
  return causeOf(error).message ?? messageOf(error);
}

/** What LevelDB says: in the error itself, or, when it could not be opened, in its cause. */
function causeOf(error: unknown): z.output<typeof Problem> {
  const own = Problem.safeParse(error).data ?? {};
  const inner = error instanceof Error ? Problem.safeParse(error.cause).data : undefined;
  return inner?.code !== undefined ? inner : own;
}
