import type { Batch } from '../core/exporters/resource.ts';

/** Where batches go. A sink takes one batch at a time and answers when it is ready for the next. */
export interface Sink {
  write(batch: Batch): Promise<void>;
  /** Makes what was written final. */
  finish(): Promise<void>;
  /** Gives up: what was written must not look whole. Never throws. */
  abandon(): Promise<void>;
}
