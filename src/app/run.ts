import { NO_TOTALS, type Ledger, type RunStatus, type Totals } from '../ledger/ledger.ts';
import type { KindProgress, ProgressTotals, RunProgress } from '../ledger/run-progress.ts';
import type { SyncReport } from '../catalog/sync-report.ts';

/** What requested a run. */
export type RunTrigger = 'start' | 'schedule' | 'port' | 'api' | 'retry';

/** How a run ended. */
export interface RunResult {
  readonly status: RunStatus;
  readonly totals: Readonly<Totals>;
  readonly causes: readonly object[];
  /** Kinds that were read for a time window only. */
  readonly histories?: readonly object[];
  readonly calls: Readonly<Record<string, object>>;
  readonly port: SyncReport | undefined;
  /** Why it failed; undefined when it did not. */
  readonly problem?: string;
}

/** The result of a run that read nothing. */
export function emptyResult(status: RunStatus): RunResult {
  return { status, totals: NO_TOTALS, causes: [], calls: {}, port: undefined };
}

/** The result of a run that was executed. */
export function resultOf(ledger: Ledger, port: SyncReport | undefined): RunResult {
  return {
    status: ledger.status,
    totals: { ...ledger.totals },
    causes: ledger.causes,
    histories: ledger.histories,
    calls: Object.fromEntries(ledger.calls),
    port,
  };
}

/** A run of the host that has started. */
export interface RunRecord {
  readonly id: string;
  readonly triggers: readonly RunTrigger[];
  readonly requestedAt: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly result?: RunResult;
}

/** A run of the host, as callers see it. */
export interface RunView extends Omit<RunRecord, 'startedAt'> {
  readonly state: 'queued' | 'running' | 'ended';
  /** Undefined while it is queued. */
  readonly startedAt?: string;
  /** Set while it is running. */
  readonly progress?: ProgressTotals;
  /** Set while it is running. */
  readonly kinds?: readonly KindProgress[];
}

/** A run, as the host requests it. */
export interface RunRequest {
  readonly id: string;
  readonly triggers: readonly RunTrigger[];
  /** Counts the progress of the run. */
  readonly progress: RunProgress;
  readonly signal: AbortSignal;
  /** Accounts whose removal a user has accepted; undefined for none. */
  readonly accepted?: ReadonlySet<string> | undefined;
}
