import type { CollectReport } from '../../app/cost/collect/collect-report.ts';
import type { RunCollectOptions } from '../../app/cost/collect/run-collect.ts';
import type { WireCollect } from '../../app/store/wire.ts';
import type { CallObserver } from '../../aws/call-observer.ts';
import type { Settings } from '../../config/settings.ts';
import type { PaidCall } from '../../cost/prices/paid-calls.ts';

/** What to collect. */
export interface BillRequest extends WireCollect {
  /** Payer accounts. @default those of the settings */
  readonly accounts?: readonly string[] | undefined;
}

/** Follows one collection of the bill. */
export type CollectionWatch = Pick<
  RunCollectOptions,
  'onStep' | 'onPlan' | 'onExplorerPlan' | 'onScope' | 'onPaid'
> & {
  /** Called when nothing else is collected or imported any more. */
  onStart?(): void;
};

/** Follows everything that happens to the bill in this process. */
export interface BillWatch {
  awsCall: CallObserver;
  paid(call: PaidCall): void;
  /** A collection has ended. @param ms how long it took */
  collected(ms: number): void;
  /** How a collection has ended. @param report undefined if it failed as a whole */
  ended(report: CollectReport | undefined): void;
  /** Charges were stored, or may have been. */
  changed(): void;
}

/** These settings, with other payer accounts. */
export function withPayers(settings: Settings, accounts: readonly string[] | undefined): Settings {
  if (accounts === undefined) return settings;
  const { cost } = settings;
  return { ...settings, cost: { ...cost, collection: { ...cost.collection, accounts } } };
}
