import type { RunProgress } from '../ledger/run-progress.ts';
import { isAbortedWithin } from '../lib/aborted.ts';
import type { Clock } from '../lib/clock.ts';

/** Often enough to show that a long run continues, rarely enough not to fill the log. */
const PROGRESS_MS = 60_000;

export interface ProgressLogOptions {
  readonly clock: Clock;
  readonly logger: { info(fields: object, message: string): void };
}

/** Logs a run's progress every minute until the signal is aborted. */
export async function logProgress(
  resyncId: string,
  progress: RunProgress,
  { clock, logger }: ProgressLogOptions,
  signal: AbortSignal,
): Promise<void> {
  while (!(await isAbortedWithin(PROGRESS_MS, clock, signal))) {
    logger.info({ resyncId, ...progress.totals }, 'run progress');
  }
}
