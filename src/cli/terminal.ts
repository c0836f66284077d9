import type { Readable, Writable } from 'node:stream';
import { createColors } from 'picocolors';
import type { SecretMask } from '../lib/secret-mask.ts';

/** Where a command writes text: a terminal, and then its size is known, or anything else. */
export type Output = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** The world outside the program, as commands see it. */
export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Standard input, opened when it is asked for. */
  stdin(): Readable;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** What nobody may read in what is written: commands add the secrets that they come to know. */
  readonly secrets: SecretMask;
  /** Stops the command: aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

/** Colours for a stream: only on a terminal, and not with NO_COLOR. */
export function coloursFor(
  { isTTY = false }: Output,
  env: Terminal['env'],
): ReturnType<typeof createColors> {
  return createColors(isTTY && (env['NO_COLOR'] ?? '') === '');
}
