import type { Settings } from '../../config/settings.ts';
import type { Store } from '../../store/store.ts';
import type { ServedCostMetrics } from '../cost/metrics/served-cost-metrics.ts';
import type { RuntimeOpener } from '../runtime.ts';

export interface CostAfterRunOptions {
  readonly settings: Settings;
  readonly cwd: string;
  /** Opens AWS for the Price List API. */
  readonly open: RuntimeOpener;
  readonly signal: AbortSignal;
  /** Metrics that are built from what was priced. */
  readonly metrics?: ServedCostMetrics | undefined;
  /** Watches the evaluation of findings. @default nobody does */
  readonly watchFindings?: ((work: () => Promise<unknown>) => Promise<unknown>) | undefined;
  warn(message: string): void;
}

/** Prices what a run has stored. @returns undefined while the settings do not ask for cost */
export function costAfterRun(
  options: CostAfterRunOptions,
): ((store: Store) => Promise<void>) | undefined {
  if (!options.settings.cost.isOn) return undefined;
  return async (store) => {
    const { loadCostModels } = await import('../cost/cost-models.ts');
    const { Prices } = await import('../cost/prices/open-prices.ts');
    const { costEstate } = await import('../cost/resources/cost-estate.ts');
    const models = await loadCostModels();
    const { metrics, open, signal } = options;
    const needs = new Map([...models.needs, ...(metrics?.needs ?? [])]);
    const regions = (await metrics?.regions(store, signal)) ?? [];
    const observer = metrics?.observer;
    using prices = await Prices.open({ ...options, needs, store, observer });
    const { findingThresholds: thresholds } = options.settings.cost;
    const estate = { store, prices, models, regions, thresholds };
    const priced = await costEstate({ ...options, ...estate });
    await metrics?.afterRun({ store, prices, statuses: priced.regions, open });
    const { findingsOf } = await import('../cost/findings/run-findings.ts');
    const evaluate = (): Promise<unknown> => findingsOf(store, options);
    await (options.watchFindings?.(evaluate) ?? evaluate());
  };
}
