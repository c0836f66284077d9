import { createColors } from 'picocolors';

/** The world outside the program, as commands see it. */
export interface Terminal {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
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
