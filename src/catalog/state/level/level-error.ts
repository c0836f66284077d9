import { z } from 'zod';
import { ConfigurationError, messageOf, type LongshoreError } from '../../../lib/errors.ts';
import { stateError } from '../state-error.ts';

const Problem = z.object({
  code: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
});

/** Is the problem in the files, and not the disk or its permissions? */
export function isDamage(error: unknown): boolean {
  const { code, message = '' } = causeOf(error);
  if (code === 'LEVEL_CORRUPTION') return true;
  if (code !== 'LEVEL_IO_ERROR') return false;
  // A file in its index that is missing, or is not a file, is damage too.
  return /No such file|Is a directory|Not a directory|too short|Invalid argument/.test(message);
}

/** Was the database closed, as it is during a replacement? */
export function isClosed(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === 'LEVEL_DATABASE_NOT_OPEN' || code === 'LEVEL_ITERATOR_NOT_OPEN';
}

/** The error for a database that cannot be used, with its fix. */
export function levelError(directory: string, error: unknown): LongshoreError {
  if (causeOf(error).code === 'LEVEL_LOCKED') {
    return new ConfigurationError(`the state in ${directory} is in use by another process`, {
      cause: error,
      remedy: 'wait for the other run, or use another state folder for this one: --state <folder>',
    });
  }
  return stateError(directory, error, problemOf(error));
}

export function problemOf(error: unknown): string {
  return causeOf(error).message ?? messageOf(error);
}

/** LevelDB's message: in the error itself, or in its cause when it could not be opened. */
function causeOf(error: unknown): z.output<typeof Problem> {
  const own = Problem.safeParse(error).data ?? {};
  const inner = error instanceof Error ? Problem.safeParse(error.cause).data : undefined;
  return inner?.code !== undefined ? inner : own;
}
