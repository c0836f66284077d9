import type { createColors } from 'picocolors';

/** Layout of text for people. */
export interface Style {
  readonly colours: ReturnType<typeof createColors>;
  /** Columns of the terminal; undefined if it is not a terminal: lines are then not wrapped. */
  readonly width: number | undefined;
}
