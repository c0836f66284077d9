import type { Readable, Writable } from 'node:stream';
import { createColors } from 'picocolors';
import type { SecretMask } from '../lib/secret-mask.ts';
import type { Style } from './style.ts';

/** Where a command writes text: a terminal with a size, or anything else. */
export type Output = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** How much a command says on stderr. `quiet`: errors only; `verbose`: every step. */
export type Verbosity = 'quiet' | 'normal' | 'verbose';

/** The process environment, as commands see it. */
export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Standard input, opened on first use. */
  stdin(): Readable;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Masks secrets in all output; commands add the secrets that they read. */
  readonly secrets: SecretMask;
  /** Stops the command: aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** @default 'normal' */
  readonly verbosity?: Verbosity;
}

/**
 * Colours for a stream: on a terminal unless `NO_COLOR` is set; elsewhere only if `FORCE_COLOR` is set and
 * not 0.
 */
export function coloursFor(stream: Output, env: Terminal['env']): ReturnType<typeof createColors> {
  return createColors(hasColours(stream, env));
}

/** Colours and width of a stream. */
export function styleFor(stream: Output, env: Terminal['env']): Style {
  return { colours: coloursFor(stream, env), width: widthOf(stream) };
}

/** Whether text for this stream is coloured. */
export function hasColours({ isTTY = false }: Output, env: Terminal['env']): boolean {
  const { NO_COLOR = '', FORCE_COLOR = '', TERM = '' } = env;
  if (NO_COLOR !== '') return false;
  if (FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return isTTY && TERM !== 'dumb';
}

/** Columns for text on this stream; undefined if it is not a terminal: lines are then not wrapped. */
export function widthOf({ isTTY = false, columns = 0 }: Output): number | undefined {
  if (!isTTY) return undefined;
  return columns > 0 ? Math.max(LEAST_WIDTH, columns) : DEFAULT_WIDTH;
}

/** Columns of a terminal that does not report its size. */
export const DEFAULT_WIDTH = 80;
/** With fewer columns nothing is readable: the terminal then wraps by itself. */
const LEAST_WIDTH = 40;
