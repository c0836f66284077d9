import { createColors } from 'picocolors';
import type { SecretMask } from '../lib/secret-mask.ts';

/** The world outside the program, as commands see it. */
export interface Terminal {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** What nobody may read in what is written: commands add the secrets that they come to know. */
  readonly secrets: SecretMask;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

/** Colours for a stream: only on a terminal, and not with NO_COLOR. */
export function coloursFor(
  stream: NodeJS.WriteStream,
  env: Terminal['env'],
): ReturnType<typeof createColors> {
  return createColors(stream.isTTY && (env['NO_COLOR'] ?? '') === '');
}
