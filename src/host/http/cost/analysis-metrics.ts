import { Gauge, type Registry } from 'prom-client';
import { anomalyReport } from '../../../app/cost/analysis/anomaly-report.ts';
import { budgetReport } from '../../../app/cost/analysis/budget-report.ts';
import { isMissing, type CollectReport } from '../../../app/cost/collect/collect-report.ts';
import type { StoreReader } from '../../../app/store/store-reader.ts';
import type { CostBudget } from '../../../config/budget-setting.ts';

const SEVERITIES = ['high', 'medium'] as const;

/** What the analysis of the bill says, as of the last read. */
interface Reading {
  /** Open anomalies of ours, by severity. Undefined before the first detection. */
  readonly open: ReadonlyMap<string, number> | undefined;
  readonly budgets: readonly {
    readonly budget: string;
    readonly source: string;
    readonly ratio: number;
  }[];
}

/** Metrics of anomalies, budgets and failed collections. docs/cost-api.md describes each. */
export class AnalysisMetrics {
  readonly #budgets: readonly CostBudget[];
  #reading: Reading | undefined;
  #incomplete: ReadonlyMap<string, number> | undefined;

  constructor(registry: Registry, budgets: readonly CostBudget[]) {
    this.#budgets = budgets;
    const registers = [registry];
    const open = new Gauge<'severity'>({
      name: 'longshore_cost_anomalies_open',
      help: 'Open anomalies of the bill that Longshore has found, without drops that a purchase explains.',
      labelNames: ['severity'],
      registers,
      collect: (): void => {
        open.reset();
        for (const [severity, count] of this.#reading?.open ?? []) open.set({ severity }, count);
      },
    });
    const used = new Gauge<'budget' | 'source'>({
      name: 'longshore_cost_budget_used_ratio',
      help: 'The used share of each budget in its current period: above 1 it is exceeded.',
      labelNames: ['budget', 'source'],
      registers,
      collect: (): void => {
        used.reset();
        for (const { budget, source, ratio } of this.#reading?.budgets ?? []) {
          used.set({ budget, source }, ratio);
        }
      },
    });
    const incomplete = new Gauge<'source'>({
      name: 'longshore_cost_collection_incomplete_scopes',
      help: 'What the last collection wanted and could not read, by source; all if it failed as a whole.',
      labelNames: ['source'],
      registers,
      collect: (): void => {
        incomplete.reset();
        for (const [source, count] of this.#incomplete ?? []) incomplete.set({ source }, count);
      },
    });
  }

  /** How the last collection ended. @param report undefined if it failed as a whole */
  ended(report: CollectReport | undefined): void {
    const counts = new Map<string, number>();
    if (report === undefined) counts.set('all', 1);
    for (const scope of report?.scopes ?? []) {
      const { source } = scope;
      counts.set(source, (counts.get(source) ?? 0) + (isMissing(scope) ? 1 : 0));
    }
    this.#incomplete = counts;
  }

  /** @param now milliseconds since the Unix epoch */
  async read(reader: Pick<StoreReader, 'query'>, now: number, signal: AbortSignal): Promise<void> {
    const filter = { state: 'open', sources: ['longshore'] } as const;
    const { anomalies, runs } = await anomalyReport(reader, filter, signal);
    const alarms = anomalies.filter(({ purchase }) => purchase === null);
    const { budgets } = await budgetReport(reader, { budgets: this.#budgets, now }, signal);
    const open = SEVERITIES.map(
      (one) => [one, alarms.filter(({ severity }) => severity === one).length] as const,
    );
    this.#reading = {
      open: runs.length === 0 ? undefined : new Map(open),
      budgets: budgets.flatMap(({ name, account, source, usedRatio }) =>
        usedRatio === null
          ? []
          : [{ budget: account === null ? name : `${account}/${name}`, source, ratio: usedRatio }],
      ),
    };
  }
}
