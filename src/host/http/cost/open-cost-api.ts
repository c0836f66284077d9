import type { Logger } from 'pino';
import { storeFolder } from '../../../app/store/open-store.ts';
import { allRows } from '../../../app/store/all-rows.ts';
import type { Settings } from '../../../config/settings.ts';
import { sqlTime } from '../../../cost/prices/sql-time.ts';
import type { PaidCall } from '../../../cost/prices/paid-calls.ts';
import type { HostStore } from '../../store/host-store.ts';
import type { HttpPlugin } from '../plugin.ts';
import { BillMetrics } from './bill-metrics.ts';
import { costPlugin } from './cost-plugin.ts';
import { FindingDecisions } from './finding-decisions.ts';
import { FindingMetrics } from './finding-metrics.ts';
import { CollectionJobs } from './jobs/collection-jobs.ts';
import { ReportPages } from './report-pages.ts';
import { CsvSender } from './send-csv.ts';

export interface OpenCostApiOptions {
  readonly settings: Settings;
  readonly cwd: string;
  readonly hostStore: Pick<HostStore, 'reader' | 'costWork'>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  now(): number;
  /** Counts paid calls, where another page has this metric. */
  readonly onPaid: ((call: PaidCall) => void) | undefined;
}

/** What a collection pays for. */
const PURPOSES = "'bill', 'anomalies', 'purchases', 'rightsizing'";

/** The REST API of cost, and the metrics of the bill. */
export interface OpenedCostApi extends AsyncDisposable {
  readonly plugin: HttpPlugin;
  /** In Prometheus' text format. */
  metrics(): Promise<string>;
}

/** Opens the API over the host's store. Nothing is read from AWS before a caller asks for it. */
export async function openCostApi(options: OpenCostApiOptions): Promise<OpenedCostApi> {
  const { settings, cwd, hostStore, logger, signal, now, onPaid } = options;
  const { timeoutMs } = settings.store.query;
  const open = () => hostStore.reader();
  const metrics = new BillMetrics(
    {
      ...{ open, timeoutMs, signal, now, budgets: settings.cost.budgets },
      hasAccounts: settings.cost.metrics.hasAccounts,
      ...(onPaid !== undefined && { onPaid }),
      warn: (problem) => {
        logger.warn({ problem }, 'the metrics of the bill could not be read');
      },
    },
    settings.cost.isOn || settings.cost.collection.schedule !== undefined,
  );
  hostStore.costWork.watchBill(metrics);
  metrics.changed();
  const findings = new FindingMetrics({
    ...{ open, timeoutMs, signal, now },
    warn: (problem) => {
      logger.warn({ problem }, 'the metrics of findings could not be read');
    },
  });
  hostStore.costWork.watchFindings(() => {
    findings.changed();
  });
  findings.changed();
  const jobs = await CollectionJobs.open({
    folder: storeFolder(settings, cwd),
    collect: (request, watch, stop) => hostStore.costWork.collectBill(request, watch, stop),
    spentSince: (since) => spentSince(open, since, signal),
    ...{ now, logger },
  });
  const decisions = new FindingDecisions({
    decide: (id, state) => hostStore.costWork.decideFinding(id, state),
    evaluate: (stop) => hostStore.costWork.evaluateFindings({}, () => undefined, stop),
    warn: (problem) => {
      logger.warn({ problem }, 'the findings could not be evaluated after a decision');
    },
    now,
  });
  const plugin = costPlugin({
    api: {
      reader: open,
      reports: new ReportPages({ open, timeoutMs, now }),
      csv: new CsvSender(),
      jobs,
      decisions,
      budgets: settings.cost.budgets,
      timeoutMs,
      monthsOutOfReach: (request, stop) => hostStore.costWork.monthsOutOfReach(request, stop),
      testConnection: (request, stop) => hostStore.costWork.testConnection(request, stop),
      now,
    },
    isAnonymous: settings.cost.isApiAnonymous,
    logger,
  });
  return {
    plugin,
    metrics: async () => (await metrics.page()) + (await findings.page()),
    async [Symbol.asyncDispose]() {
      await jobs[Symbol.asyncDispose]();
      await decisions[Symbol.asyncDispose]();
      metrics[Symbol.dispose]();
      findings[Symbol.dispose]();
    },
  };
}

async function spentSince(
  open: () => ReturnType<HostStore['reader']>,
  since: number,
  signal: AbortSignal,
): Promise<string> {
  const sql = `select sum(amount) from paid_calls where purpose in (${PURPOSES}) and called_at >= '${sqlTime(since)}'`;
  const [row] = await allRows(await open(), sql, signal);
  return typeof row?.[0] === 'string' ? row[0] : '0';
}
