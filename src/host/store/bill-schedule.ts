import type { Logger } from 'pino';
import type { Clock } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import { ResyncSchedule } from '../resync-schedule.ts';
import type { HostStore } from './host-store.ts';

export interface BillScheduleOptions {
  readonly hostStore: Pick<HostStore, 'collectBill'>;
  /** A cron expression in UTC. */
  readonly expression: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Collects the bill whenever it is due, until the signal is aborted. While a collection is still running, the next
 * one is skipped. A failure is logged, and the next one tries again.
 */
export async function keepBillSchedule(
  { hostStore, expression, clock, logger }: BillScheduleOptions,
  signal: AbortSignal,
): Promise<void> {
  let running: Promise<void> | undefined;
  const collect = async (): Promise<void> => {
    try {
      const { isIncomplete } = await import('../../app/cost/collect/collect-report.ts');
      const request = { isAgain: false };
      const report = await hostStore.collectBill(request, () => undefined, signal);
      const outcomes: Record<string, number> = {};
      for (const { outcome } of report.scopes) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      const fields = { outcomes, paidRequests: report.paid.requests, paidUsd: report.paid.usd };
      if (isIncomplete(report)) {
        const { reason, remedy } = report.scopes.find((scope) => scope.reason !== undefined) ?? {};
        logger.warn({ ...fields, problem: reason, fix: remedy }, 'bill collected in part');
      } else logger.info(fields, 'bill collected');
    } catch (error) {
      if (signal.aborted) return;
      logger.error({ problem: messageOf(error) }, 'the bill could not be collected');
    } finally {
      running = undefined;
    }
  };
  await new ResyncSchedule({ type: 'cron', expression }, clock).keep(() => {
    running ??= collect();
  }, signal);
  await running;
}
