import { LongshoreError, messageOf } from '../../lib/errors.ts';

/** Thrown when the state cannot be used: a folder without permission, a full disk. The operator fixes it. */
export class StateError extends LongshoreError {
  readonly code = 'state';
  readonly audience = 'operator';
}

/**
 * What the reader can do about a state that cannot be used.
 *
 * @param place the file or folder
 * @param problem what is wrong, where the error's own message does not say it
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
      ? 'make room on the disk, or choose another folder with LONGSHORE_STATE_DIRECTORY'
      : 'make the folder writable, or choose another with LONGSHORE_STATE_DIRECTORY',
  });
}
