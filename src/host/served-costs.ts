import type { Logger } from 'pino';
import type { ServedCostMetrics } from '../app/cost/metrics/served-cost-metrics.ts';
import type { CallObserver } from '../aws/call-observer.ts';
import type { Settings } from '../config/settings.ts';
import type { Clock } from '../lib/clock.ts';
import type { CostOperations } from './cost-operations.ts';
import type { OpenedCostApi } from './http/cost/open-cost-api.ts';
import type { HostStore } from './store/host-store.ts';

export interface ServedCostsOptions {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Receives the calls to AWS for prices. */
  readonly observer: CallObserver;
}

/** The cost metrics of the host, with the metrics about them. */
export interface ServedCosts {
  readonly metrics: ServedCostMetrics;
  readonly operations: CostOperations;
}

/**
 * Opens the cost metrics that the settings ask for. Without any, nothing of cost is loaded.
 *
 * @throws {ConfigurationError} for an unknown service, or without a store and prices
 */
export async function openServedCosts(
  options: ServedCostsOptions,
): Promise<ServedCosts | undefined> {
  const { settings, clock } = options;
  if ((settings.cost.metrics.services ?? []).length === 0) return undefined;
  const { ServedCostMetrics: Metrics } = await import('../app/cost/metrics/served-cost-metrics.ts');
  const { CostOperations: Operations } = await import('./cost-operations.ts');
  const later: { operations?: CostOperations } = {};
  const metrics = Metrics.of({
    ...options,
    onBuilt: (snapshot) => later.operations?.built(snapshot),
    onScope: (record) => later.operations?.scope(record),
    onRunEnded: (at) => later.operations?.inventoryEnded(at),
    onPaid: (call) => later.operations?.paidCall(call),
    onS3Failed: () => later.operations?.s3Failed(),
  });
  if (metrics === undefined) return undefined;
  const operations = new Operations({
    modules: metrics.modules,
    spendCapUsd: Number(settings.cost.spendCapUsd),
  });
  later.operations = operations;
  operations.read({
    now: clock.now,
    snapshot: () => metrics.snapshot(),
    prices: () => metrics.prices(),
    priceMaxAgeMs: settings.cost.pricesFile === undefined ? settings.cost.priceMaxAgeMs : undefined,
    inventory: () => metrics.inventory(),
    nextS3At: () => metrics.nextS3At,
    monthSpendUsd: () => metrics.monthSpendUsd,
  });
  return { metrics, operations };
}

/** The REST API of cost, where there is a store. @param costs has the metric of paid calls, where it is there */
export async function openServedApi(
  options: Omit<ServedCostsOptions, 'observer'> & { readonly cwd: string },
  hostStore: HostStore | undefined,
  costs: ServedCosts | undefined,
): Promise<OpenedCostApi | undefined> {
  if (hostStore === undefined) return undefined;
  const { openCostApi } = await import('./http/cost/open-cost-api.ts');
  return openCostApi({
    ...options,
    hostStore,
    now: options.clock.now,
    onPaid:
      costs === undefined
        ? undefined
        : (call) => {
            costs.operations.paidCall(call);
          },
  });
}
