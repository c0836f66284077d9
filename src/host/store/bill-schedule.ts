import type { Logger } from 'pino';
import type { AnalysedBill } from '../../app/cost/analysis/analysed-bill.ts';
import type { Clock } from '../../lib/clock.ts';
import { LongshoreError, messageOf } from '../../lib/errors.ts';
import { ResyncSchedule } from '../resync-schedule.ts';
import type { CostWork } from './cost-work.ts';

export interface BillScheduleOptions {
  readonly costWork: Pick<CostWork, 'collectBill' | 'collectUsage' | 'evaluateFindings'>;
  /** Whether usage is read too. */
  readonly hasUsage: boolean;
  /** Whether findings are evaluated then: from the new bill and usage. */
  readonly hasFindings: boolean;
  /** A cron expression in UTC. */
  readonly expression: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Collects the bill, reads usage and evaluates findings, as far as each is wanted, whenever it is due, until the signal is
 * aborted. While a collection is still running, the next one is skipped. A failure is logged, and the next one tries again.
 */
export async function keepBillSchedule(
  { costWork, hasUsage, hasFindings, expression, clock, logger }: BillScheduleOptions,
  signal: AbortSignal,
): Promise<void> {
  let running: Promise<void> | undefined;
  const readUsage = async (): Promise<void> => {
    try {
      const { isUsageIncomplete } = await import('../../app/cost/usage/usage-report.ts');
      const report = await costWork.collectUsage({}, () => undefined, signal);
      const fields = {
        outcomes: outcomesOf(report),
        paidCalls: report.paid.requests,
        paidUsd: report.paid.usd,
      };
      if (isUsageIncomplete(report)) {
        const { reason, remedy } = report.scopes.find((scope) => scope.reason !== undefined) ?? {};
        logger.warn({ ...fields, problem: reason, fix: remedy }, 'usage read in part');
      } else logger.info(fields, 'usage read');
    } catch (error) {
      if (!signal.aborted) logger.error({ problem: messageOf(error) }, 'usage could not be read');
    }
  };
  const evaluate = async (): Promise<void> => {
    try {
      const evaluated = await costWork.evaluateFindings({}, () => undefined, signal);
      logger.info({ ...evaluated }, 'findings evaluated');
    } catch (error) {
      if (signal.aborted) return;
      logger.error({ problem: messageOf(error) }, 'findings could not be evaluated');
    }
  };
  const collect = async (): Promise<void> => {
    try {
      const { isIncomplete, isMissing } = await import('../../app/cost/collect/collect-report.ts');
      const request = { isAgain: false };
      const report = await costWork.collectBill(request, {}, signal);
      const fields = {
        outcomes: outcomesOf(report),
        paidRequests: report.paid.requests,
        paidUsd: report.paid.usd,
      };
      if (isIncomplete(report)) {
        const { reason, remedy } = report.scopes.find(isMissing) ?? {};
        logger.warn({ ...fields, problem: reason, fix: remedy }, 'bill collected in part');
      } else logger.info(fields, 'bill collected');
      logAnalysis(report.analysis, logger);
    } catch (error) {
      if (signal.aborted) return;
      const fix = error instanceof LongshoreError ? error.remedy : undefined;
      logger.error({ problem: messageOf(error), fix }, 'the bill could not be collected');
    }
  };
  const collectAll = async (): Promise<void> => {
    await collect();
    if (hasUsage && !signal.aborted) await readUsage();
    if (hasFindings && !signal.aborted) await evaluate();
    running = undefined;
  };
  await new ResyncSchedule({ type: 'cron', expression }, clock).keep(() => {
    if (running === undefined) running = collectAll();
    else logger.info({}, 'bill not collected: the last collection is still running');
  }, signal);
  await running;
}

/** Totals only: spend is confidential. */
function logAnalysis(analysis: AnalysedBill | undefined, logger: Logger): void {
  if (analysis === undefined) return;
  const { series, replayed, openAnomalies, notified, problem } = analysis;
  const fields = { series, replayed, openAnomalies, notified };
  if (problem !== undefined) logger.error({ ...fields, problem }, 'the bill could not be analysed');
  else if ((notified?.failed ?? 0) > 0) logger.warn(fields, 'notifications could not be sent');
  else logger.info(fields, 'bill analysed');
}

/** How many scopes ended in which way. */
function outcomesOf({
  scopes,
}: {
  readonly scopes: readonly { readonly outcome: string }[];
}): Readonly<Record<string, number>> {
  const outcomes: Record<string, number> = {};
  for (const { outcome } of scopes) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return outcomes;
}
