import { errorCode } from './error-code.ts';
import { messageOf, OutputError } from './errors.ts';

/** The error for a failed write, with its remedy. */
export function outputError(name: string, cause: unknown): OutputError {
  if (cause instanceof OutputError) return cause;
  const code = errorCode(cause);
  const remedy = REMEDIES[code ?? ''] ?? 'check the path and the disk, and run again';
  if (code === 'EPIPE' || cause === undefined) {
    return new OutputError(`the reader of ${name} went away before everything was written`, {
      cause,
      remedy: 'the run was stopped; write to a file with --output <file> to keep everything',
    });
  }
  return new OutputError(`cannot write ${name}: ${withoutPath(messageOf(cause))}`, {
    cause,
    remedy,
  });
}

/** Node ends its message with the call and its path, which may be that of a temporary file. */
function withoutPath(message: string): string {
  return message.replace(/, [a-z]+ '[^]*'$/, '');
}

const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: 'choose a path that this user may write',
  EBADF: 'open the descriptor for writing in the shell, or name a file',
  EFBIG: 'raise the limit on the size of files (ulimit -f), or choose another place',
  EISDIR: 'name a file, not a folder',
  ELOOP: 'name a file: these links lead in a circle',
  ENOENT: 'create the folder first',
  ENOSPC: 'free some disk space, or choose another disk',
  ENOTDIR: 'create the folder first: a file has its name',
  ENXIO: 'name a file, a pipe or a device: a socket cannot be opened',
  EPERM: 'choose a path that this user may write',
  EROFS: 'choose a path that this user may write',
};
