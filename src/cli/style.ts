import type { createColors } from 'picocolors';

/** How text for people is laid out. */
export interface Style {
  readonly colours: ReturnType<typeof createColors>;
  /** Columns of the terminal; undefined for what is no terminal: lines then stay whole. */
  readonly width: number | undefined;
}
