import type { Terminal } from '../terminal.ts';

/** Dependencies of the commands. */
export interface Running {
  readonly terminal: Terminal;
  /** Receives the exit code of a finished command. */
  ended(exitCode: number): void;
}
