import type { Settings } from '../../../config/settings.ts';
import { systemClock } from '../../../lib/clock.ts';
import { LongshoreError, messageOf } from '../../../lib/errors.ts';
import type { Store } from '../../../store/store.ts';
import type { CollectedScope } from '../collect/collect-report.ts';
import { notify, type Notified } from '../notifications/notify.ts';
import { detectAnomalies } from './detect-anomalies.ts';

export interface AfterBillOptions {
  readonly settings: Pick<Settings, 'cost' | 'network'>;
  /** How the collection ended. @default nothing was collected */
  readonly scopes?: readonly CollectedScope[];
  readonly signal: AbortSignal;
  now(): number;
  onStep?: ((step: string) => void) | undefined;
}

/** What the analysis of a collected bill did. */
export interface AnalysedBill {
  /** Series of the bill that were analysed. */
  readonly series: number;
  /** Of these, series whose past days had changed. */
  readonly replayed: number;
  readonly openAnomalies: number;
  /** Undefined without a webhook. */
  readonly notified: Notified | undefined;
  /** Why it could not be done. The bill is stored all the same. */
  readonly problem: string | undefined;
}

/** Looks for anomalies in what was collected, and sends what is new. It fails no collection. */
export async function analyseBill(store: Store, options: AfterBillOptions): Promise<AnalysedBill> {
  const { settings, scopes = [], signal, now, onStep } = options;
  const done = { series: 0, replayed: 0, openAnomalies: 0 };
  let notified: Notified | undefined;
  const problems: string[] = [];
  try {
    const floor = settings.cost.anomalyFloor;
    const detect = { store, floor, signal, now, ...(onStep !== undefined && { onStep }) };
    for (const { series, replayed, open } of await detectAnomalies(detect)) {
      done.series += series;
      done.replayed += replayed;
      done.openAnomalies += open;
    }
  } catch (error) {
    signal.throwIfAborted();
    problems.push(`the bill could not be analysed: ${messageOf(error)}`);
  }
  try {
    const clock = { ...systemClock, now };
    notified = await notify(store, { settings, scopes, clock, signal });
  } catch (error) {
    signal.throwIfAborted();
    problems.push(`notifications could not be sent: ${messageOf(error)}`);
  }
  return { ...done, notified, problem: problems.length === 0 ? undefined : problems.join('; ') };
}

/** Tells the webhook that nothing could be collected. It throws nothing: the caller has the error. */
export async function tellFailure(
  store: Store,
  error: unknown,
  { settings, signal, now }: Pick<AfterBillOptions, 'settings' | 'signal' | 'now'>,
): Promise<void> {
  if (signal.aborted) return;
  const remedy = error instanceof LongshoreError ? error.remedy : undefined;
  const failed: CollectedScope = {
    ...{ source: 'all', name: 'the bill', account: 'all accounts', period: undefined },
    ...{ outcome: 'failed', reason: messageOf(error), ...(remedy !== undefined && { remedy }) },
  };
  try {
    await notify(store, { settings, scopes: [failed], clock: { ...systemClock, now }, signal });
  } catch {
    // The collection's own error is what counts, and is logged.
  }
}
