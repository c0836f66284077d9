import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { monthTotals, type MonthTotals } from '../../../app/cost/bill/month-totals.ts';
import type { CollectReport } from '../../../app/cost/collect/collect-report.ts';
import type { StoreReader } from '../../../app/store/store-reader.ts';
import type { Attempt } from '../../../aws/call-observer.ts';
import type { CostBudget } from '../../../config/budget-setting.ts';
import { toNumber } from '../../../cost/money/decimal.ts';
import type { PaidCall } from '../../../cost/prices/paid-calls.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { BillWatch, CostCollector } from '../../store/bill-watch.ts';
import { AnalysisMetrics } from './analysis-metrics.ts';

/** Charges may also be stored by other processes, in a store that several share: so old may totals be. Milliseconds. */
const REFRESH_MS = 600_000;
/** A collection takes seconds when nothing is new, and up to hours for the first bills of a large organization. */
const BUCKETS = [1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200];

export interface BillMetricsOptions {
  open(): Promise<Pick<StoreReader, 'query'>>;
  readonly timeoutMs: number;
  readonly budgets: readonly CostBudget[];
  /** Whether the bill of the month has the label `account_id`. */
  readonly hasAccounts: boolean;
  readonly signal: AbortSignal;
  now(): number;
  /** Counts paid calls, where the page has this metric already. @default it is on this page */
  onPaid?(call: PaidCall): void;
  warn(problem: string): void;
}

/** Metrics of the bill and of its collection. docs/cost-api.md describes each. */
export class BillMetrics implements BillWatch, Disposable {
  readonly #options: BillMetricsOptions;
  readonly #registry = new Registry();
  readonly #calls: Counter<'service' | 'operation'>;
  readonly #errors: Counter<'service' | 'operation' | 'error'>;
  readonly #seconds: Histogram<'collector'>;
  readonly #spend: Counter<'purpose'> | undefined;
  readonly #analysis: AnalysisMetrics;
  #totals: MonthTotals | undefined;
  #month: string | undefined;
  #refreshedAt: number | undefined;
  #refreshing: Promise<void> | undefined;
  #isUsed: boolean;

  /** @param isUsed whether the page shows them from the start; otherwise when there is a bill, or a call to AWS */
  constructor(options: BillMetricsOptions, isUsed: boolean) {
    this.#options = options;
    this.#isUsed = isUsed;
    const registers = [this.#registry];
    this.#calls = new Counter({
      name: 'aws_api_calls_total',
      help: 'Requests to AWS for the bill, commitments and usage, including retries.',
      labelNames: ['service', 'operation'],
      registers,
    });
    this.#errors = new Counter({
      name: 'aws_api_errors_total',
      help: 'Requests to AWS for the bill, commitments and usage that failed, by AWS’s error code.',
      labelNames: ['service', 'operation', 'error'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'aws_cost_collection_duration_seconds',
      help: 'Time that collections took.',
      labelNames: ['collector'],
      buckets: BUCKETS,
      registers,
    });
    if (options.onPaid === undefined) {
      this.#spend = new Counter({
        name: 'longshore_cost_api_spend_usd_total',
        help: 'What the paid requests to AWS cost, in US dollars.',
        labelNames: ['purpose'],
        registers,
      });
    }
    this.#addTotals();
    this.#analysis = new AnalysisMetrics(this.#registry, options.budgets);
  }

  readonly awsCall = ({ service, operation, error }: Attempt): void => {
    this.#isUsed = true;
    this.#calls.inc({ service, operation });
    if (error !== undefined) this.#errors.inc({ service, operation, error: error.code });
  };

  paid(call: PaidCall): void {
    if (this.#spend === undefined) this.#options.onPaid?.(call);
    else this.#spend.inc({ purpose: call.purpose }, toNumber(call.amount));
  }

  collected(ms: number, collector: CostCollector): void {
    this.#isUsed = true;
    this.#seconds.observe({ collector }, ms / 1_000);
  }

  ended(report: CollectReport | undefined): void {
    this.#analysis.ended(report);
  }

  changed(): void {
    this.#refreshedAt = undefined;
    this.#refresh();
  }

  /** The metrics of this moment, in Prometheus' text format; nothing while cost is not used. Never waits for the store. */
  async page(): Promise<string> {
    this.#refresh();
    return this.#isUsed ? this.#registry.metrics() : '';
  }

  [Symbol.dispose](): void {
    this.#registry.clear();
  }

  #addTotals(): void {
    const registers = [this.#registry];
    const { hasAccounts } = this.#options;
    const monthly = new Gauge<'service' | 'region' | 'account_id'>({
      name: 'aws_total_monthly_cost_usd',
      help: 'The bill of the current month so far (UTC): BilledCost in US dollars.',
      labelNames: ['service', 'region', ...(hasAccounts ? (['account_id'] as const) : [])],
      registers,
      collect: (): void => {
        monthly.reset();
        if (this.#month !== this.#thisMonth()) return;
        for (const { service, region, account, amount } of this.#totals?.totals ?? []) {
          const labels = { service, region, ...(account !== undefined && { account_id: account }) };
          monthly.set(labels, toNumber(amount));
        }
      },
    });
    const collected = new Gauge<'source'>({
      name: 'longshore_cost_collected_timestamp_seconds',
      help: 'When charges of each source were last stored, as Unix time.',
      labelNames: ['source'],
      registers,
      collect: (): void => {
        collected.reset();
        for (const [source, at] of this.#totals?.collectedAt ?? []) {
          collected.set({ source }, at / 1_000);
        }
      },
    });
  }

  /** Reads the store, when what is known is too old. One at a time. */
  #refresh(): void {
    const { now } = this.#options;
    const isFresh =
      this.#refreshedAt !== undefined &&
      now() - this.#refreshedAt < REFRESH_MS &&
      this.#month === this.#thisMonth();
    if (isFresh || this.#refreshing !== undefined) return;
    this.#refreshing = this.#read().finally(() => {
      this.#refreshing = undefined;
    });
  }

  async #read(): Promise<void> {
    const { open, signal, timeoutMs, hasAccounts, now, warn } = this.#options;
    const month = this.#thisMonth();
    this.#refreshedAt = now();
    const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      const reader = await open();
      this.#totals = await monthTotals(reader, { month, byAccount: hasAccounts }, stop);
      this.#month = month;
      this.#isUsed ||= this.#totals.collectedAt.size > 0;
      await this.#analysis.read(reader, now(), stop);
    } catch (error) {
      if (!signal.aborted) warn(messageOf(error)); // what was known stays
    }
  }

  #thisMonth(): string {
    return new Date(this.#options.now()).toISOString().slice(0, 'YYYY-MM'.length);
  }
}
