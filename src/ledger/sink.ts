import type { ConfirmGone } from './confirmation.ts';
import type { Ledger } from './ledger.ts';
import type { RunEvent } from './run-event.ts';
import type { RunPlan } from './run-plan.ts';

/** A run that has finished reading, complete or not. */
export interface EndedRun {
  readonly ledger: Ledger;
  readonly confirmGone: ConfirmGone;
}

/**
 * Takes what a run yields: NDJSON, the catalog, a progress line. Ends with `finish` or `abandon`; with both when
 * another sink fails to finish after it.
 */
export interface Sink {
  /** Takes an event, and resolves when it is ready for the next. */
  event(event: RunEvent): Promise<void> | void;
  /** Takes what the run has yet to do, as soon as it is known. Must be quick: it is not awaited. */
  planned?(plan: RunPlan): void;
  /** Makes the output final. */
  finish?(run: EndedRun): Promise<void> | void;
  /** The run was stopped or failed: the output must not look complete. Never throws. */
  abandon?(): Promise<void> | void;
  /** What was done so far, for the run's report. */
  readonly report?: object | undefined;
}
