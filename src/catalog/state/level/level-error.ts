import { z } from 'zod';
import { ConfigurationError, messageOf, type LongshoreError } from '../../../lib/errors.ts';
import { stateError } from '../state-error.ts';

const Problem = z.object({
  code: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
});

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

/** What the reader can do about a database that cannot be used. */
export function levelError(directory: string, error: unknown): LongshoreError {
  if (causeOf(error).code === 'LEVEL_LOCKED') {
    return new ConfigurationError(`the state in ${directory} is in use by another process`, {
      cause: error,
      remedy: 'wait for the other run, or give this one a state of its own: --state DIRECTORY',
    });
  }
  return stateError(directory, error, problemOf(error));
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
