import { LongshoreError, messageOf } from '../../lib/errors.ts';

/** Thrown when the state cannot be used: a folder without permission, a full disk. The operator fixes it. */
export class StateError extends LongshoreError {
  readonly code = 'state';
  readonly audience = 'operator';
}

/**
 * The error for a state that cannot be used, with its fix.
 *
 * @param place the file or folder
 * @param problem used when the error's own message does not describe it
 */
export function stateError(
  place: string,
  error: unknown,
  problem = messageOf(error),
): LongshoreError {
  if (error instanceof LongshoreError) return error;
  return new StateError(`the state in ${place} cannot be used: ${problem}`, {
    cause: error,
    remedy: /No space|ENOSPC|File too large|EFBIG/.test(problem)
      ? 'free some disk space, or choose another folder with LONGSHORE_STATE_DIRECTORY'
      : 'make the folder writable, or choose another with LONGSHORE_STATE_DIRECTORY',
  });
}
