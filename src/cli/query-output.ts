import { AtomicFile } from '../lib/atomic-file.ts';
import { drained } from '../lib/drained.ts';
import { outputError } from '../lib/output-error.ts';
import type { Terminal } from './terminal.ts';

/** Where a command's result goes: a file, which gets its name when it is complete, or stdout. */
export interface ResultOutput {
  /** @returns false when the reader has gone, as `head` does */
  write(piece: string | Uint8Array): Promise<boolean>;
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

/** @param name a file; undefined or `-` for stdout */
export async function openOutput(
  name: string | undefined,
  { stdout, signal }: Pick<Terminal, 'stdout' | 'signal'>,
): Promise<ResultOutput> {
  if (name === undefined || name === '-') {
    return {
      async write(piece) {
        if (stdout.destroyed) return false;
        if (!stdout.write(piece)) await drained(stdout);
        return !stdout.destroyed;
      },
      finish: () => Promise.resolve(), // the command waits for stdout at its end
      abandon: () => Promise.resolve(),
    };
  }
  const file = await AtomicFile.open(name, signal);
  let failure: unknown;
  file.stream.on('error', (error) => {
    failure ??= error;
  });
  return {
    async write(piece) {
      if (!file.stream.write(piece)) await drained(file.stream);
      if (failure !== undefined) throw outputError(name, failure);
      return true;
    },
    finish: () => file.finish(),
    abandon: () => file.abandon(),
  };
}
