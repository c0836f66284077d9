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
 * Consumes a run's events: NDJSON, the catalog, a progress line. Ends with `finish` or `abandon`, or with
 * both when another sink fails to finish after it.
 */
export interface Sink {
  /** Processes an event; resolves when ready for the next. */
  event(event: RunEvent): Promise<void> | void;
  /** Receives the work ahead as soon as it is known. Must return quickly: it is not awaited. */
  planned?(plan: RunPlan): void;
  /** Makes the output final. */
  finish?(run: EndedRun): Promise<void> | void;
  /** The run was stopped or failed: the output must not look complete. Never throws. */
  abandon?(): Promise<void> | void;
  /** The sink's results so far, for the run's report. */
  readonly report?: object | undefined;
}
