import { DEFAULT_FLOOR } from '../../../cost/analysis/anomalies/seasonal-detector.ts';
import { ANOMALY_RUNS, COST_ANOMALIES } from '../../../store/anomaly-tables.ts';
import type { Store } from '../../../store/store.ts';
import { billDays } from './bill-days.ts';
import { detectPayer, type DetectedPayer } from './detect-payer.ts';

export interface DetectOptions {
  readonly store: Store;
  /** The least change that can be an anomaly, in the bill's currency. @default 1 */
  readonly floor?: number | undefined;
  readonly signal: AbortSignal;
  now(): number;
  onStep?(step: string): void;
}

/**
 * Finds unusual cost in the stored bill, from where the last run ended: each series takes its new days, and is analysed
 * again where days have changed. The store then has the anomalies.
 *
 * @throws {StoreError} when the store cannot be read or written
 */
export async function detectAnomalies(options: DetectOptions): Promise<readonly DetectedPayer[]> {
  const { store, floor = DEFAULT_FLOOR, signal, now, onStep } = options;
  const bills = await billDays(store, signal);
  const detected: DetectedPayer[] = [];
  for (const [index, bill] of bills.entries()) {
    signal.throwIfAborted();
    onStep?.(`Looking for unusual cost in bill ${index + 1} of ${bills.length}`);
    detected.push(await detectPayer({ store, bill, floor, signal, now: now() }));
  }
  const payers = bills.map(({ payer }) => payer);
  await store.keepParts(COST_ANOMALIES, payers);
  await store.keepParts(ANOMALY_RUNS, payers);
  return detected;
}
