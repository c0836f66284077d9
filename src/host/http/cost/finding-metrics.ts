import { Gauge, Registry } from 'prom-client';
import { findingTotals, type FindingTotals } from '../../../app/cost/findings/finding-totals.ts';
import { loadRules } from '../../../app/cost/findings/load-rules.ts';
import type { StoreReader } from '../../../app/store/store-reader.ts';
import { toNumber } from '../../../cost/money/decimal.ts';
import { messageOf } from '../../../lib/errors.ts';

/** Findings may also be evaluated by other processes, in a store that several share: so old may they be. Milliseconds. */
const REFRESH_MS = 600_000;

export interface FindingMetricsOptions {
  open(): Promise<Pick<StoreReader, 'query'>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  now(): number;
  warn(problem: string): void;
}

/** Metrics of findings. docs/cost-api.md describes each. What nothing is known of has no series: unknown is not 0. */
export class FindingMetrics implements Disposable {
  readonly #options: FindingMetricsOptions;
  readonly #registry = new Registry();
  #totals: FindingTotals | undefined;
  #refreshedAt: number | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(options: FindingMetricsOptions) {
    this.#options = options;
    this.#byService(
      'aws_waste_identified_usd',
      'What open findings would save in a month, in US dollars, by service. Each saving counts once.',
      ({ waste }) => [...waste].map(([service, amount]) => [service, toNumber(amount)]),
    );
    this.#gauge(
      'aws_optimization_opportunities',
      'Open opportunities to save, by type.',
      ['type'],
      (set, { opportunities }) => {
        for (const [type, found] of opportunities) set({ type }, found);
      },
    );
    this.#byService(
      'aws_idle_resources_count',
      'Resources with an open finding of type idle, by service.',
      ({ idle }) => idle,
    );
    this.#byService(
      'aws_underutilized_resources_count',
      'Resources with an open finding of type rightsizing, by service.',
      ({ underutilized }) => underutilized,
    );
    this.#gauge(
      'longshore_cost_findings_unknown',
      'Verdicts that are open, by service and reason: they are in no other metric.',
      ['service', 'reason'],
      (set, { unknown }) => {
        for (const { service, reason, findings } of unknown) set({ service, reason }, findings);
      },
    );
    this.#gauge(
      'longshore_cost_findings_stale_places',
      'Accounts, regions and kinds whose findings could not be evaluated again.',
      [],
      (set, { stalePlaces }) => {
        set({}, stalePlaces);
      },
    );
    this.#gauge(
      'longshore_cost_findings_evaluated_timestamp_seconds',
      'The oldest evaluation of findings, as Unix time.',
      [],
      (set, { evaluatedAt }) => {
        if (evaluatedAt !== undefined) set({}, evaluatedAt / 1_000);
      },
    );
  }

  /** Findings were evaluated. */
  changed(): void {
    this.#refreshedAt = undefined;
    this.#refresh();
  }

  /** Resolves when what the store has now is known. */
  async settled(): Promise<void> {
    while (this.#refreshing !== undefined) await this.#refreshing;
  }

  /** In Prometheus' text format; nothing before the first evaluation. Never waits for the store. */
  async page(): Promise<string> {
    this.#refresh();
    return this.#totals?.evaluatedAt === undefined ? '' : this.#registry.metrics();
  }

  [Symbol.dispose](): void {
    this.#registry.clear();
  }

  #byService(
    name: string,
    help: string,
    read: (totals: FindingTotals) => Iterable<readonly [string, number]>,
  ): void {
    this.#gauge(name, help, ['service'], (set, totals) => {
      for (const [service, value] of read(totals)) set({ service }, value);
    });
  }

  #gauge<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    read: (
      set: (labels: Partial<Record<Label, string>>, value: number) => void,
      totals: FindingTotals,
    ) => void,
  ): void {
    const gauge = new Gauge<Label>({
      ...{ name, help, labelNames, registers: [this.#registry] },
      collect: (): void => {
        gauge.reset();
        if (labelNames.length === 0) gauge.remove();
        if (this.#totals === undefined) return;
        read((labels, value) => {
          gauge.set(labels, value);
        }, this.#totals);
      },
    });
  }

  /** Reads the store, when what is known is too old. One at a time. */
  #refresh(): void {
    const { now } = this.#options;
    const isFresh = this.#refreshedAt !== undefined && now() - this.#refreshedAt < REFRESH_MS;
    if (isFresh || this.#refreshing !== undefined) return;
    this.#refreshing = this.#read().finally(() => {
      this.#refreshing = undefined;
      if (this.#refreshedAt === undefined && !this.#options.signal.aborted) this.#refresh();
    });
  }

  async #read(): Promise<void> {
    const { open, signal, timeoutMs, now, warn } = this.#options;
    this.#refreshedAt = now();
    const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      this.#totals = await findingTotals(await open(), await loadRules(), stop);
    } catch (error) {
      if (!signal.aborted) warn(messageOf(error)); // what was known stays
    }
  }
}
