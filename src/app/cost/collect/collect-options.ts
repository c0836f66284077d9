import type { ExportPlace } from '../../../cost/billing/s3/export-place.ts';
import type { SpendCap } from '../../../cost/prices/paid-calls.ts';
import type { Store } from '../../../store/store.ts';
import type { FileDatabaseOpener } from '../bill/import-charges.ts';
import type { CollectedScope, CollectPlan, PlannedExplorer } from './collect-report.ts';
import type { CollectSource } from './collect-source.ts';
import type { PayerAccounts } from './payer-accounts.ts';

/** What is collected, from where, and into which store. */
export interface CollectOptions {
  /** Undefined for a dry run. */
  readonly store: Store | undefined;
  /** What the store has already; undefined where there is none yet. */
  readonly stored: Pick<Store, 'query'> | undefined;
  readonly payers: PayerAccounts;
  /** Undefined: see {@link PayerAccounts.payers}. */
  readonly accounts: readonly string[] | undefined;
  /** Where Compute Optimizer is asked. Undefined: in all regions of an account. */
  readonly regions: readonly string[] | undefined;
  /** Undefined: those that AWS lists. */
  readonly exports: readonly ExportPlace[] | undefined;
  /** @default all */
  readonly sources: ReadonlySet<CollectSource> | undefined;
  /** The first and last month: `2026-10`. @default what the source has, or the time to look back */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly lookbackDays: number;
  readonly minAgeMs: number;
  readonly retentionMonths: number;
  /** An export with a single account may replace a period that has more. */
  readonly acceptsLostAccounts: boolean;
  /** Reads also what is fresh, unchanged or final. */
  readonly isAgain: boolean;
  /** Undefined while nothing may be paid. */
  readonly cap: SpendCap | undefined;
  /** For files until they are imported; absolute. */
  readonly stateFolder: string;
  readonly openFiles: FileDatabaseOpener;
  readonly signal: AbortSignal;
  now(): number;
  onStep?(step: string): void;
  /** Called before anything is read. What it throws ends the collection. */
  onPlan?(plan: CollectPlan): void;
  /** Called when the number of paid requests is known: all but the first are still to be sent. */
  onExplorerPlan?(plan: PlannedExplorer): void;
  /** Called when a period has ended. */
  onScope?(scope: CollectedScope): void;
}
