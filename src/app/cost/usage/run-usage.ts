import type { CallObserver } from '../../../aws/call-observer.ts';
import {
  CountedPaidCalls,
  SpendCap,
  spendLimits,
  type PaidCall,
} from '../../../cost/prices/paid-calls.ts';
import { StoredPaidCalls } from '../../../cost/prices/stored-paid-calls.ts';
import type { UsageFilter, WantedUsage } from '../../../cost/usage/wanted-series.ts';
import type { Settings } from '../../../config/settings.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import type { Store } from '../../../store/store.ts';
import type { RuntimeOpener } from '../../runtime.ts';
import { openReader } from '../../store/open-reader.ts';
import { storeTypeOf } from '../../store/open-store.ts';
import { openStoreOrHost } from '../../store/open-store-or-host.ts';
import { NO_PAID_CALLS } from '../collect/collect-bill.ts';
import { collectUsage, type CollectUsageOptions } from './collect-usage.ts';
import { loadUsages } from './load-usages.ts';
import { neededUsage } from './needed-usage.ts';
import { UsageClaim } from './usage-claim.ts';
import type { UsageReport } from './usage-report.ts';

export interface RunUsageOptions extends Pick<CollectUsageOptions, 'onStep' | 'onPlan'> {
  readonly settings: Settings;
  readonly cwd: string;
  readonly filter: UsageFilter;
  /** By kind, the names of the metrics that are read. @default as the settings have it */
  readonly metrics?: WantedUsage['metrics'];
  readonly open: RuntimeOpener;
  readonly observer: CallObserver;
  readonly signal: AbortSignal;
  now(): number;
  /** Called when a paid call was recorded, before it is sent. */
  onPaid?(call: PaidCall): void;
}

/**
 * Reads usage into the store of the settings.
 *
 * @throws {ConfigurationError} when nothing was stored yet, or nothing may be paid
 * @throws {StoreError} when the store cannot be opened
 */
export async function runUsage(
  options: RunUsageOptions & { readonly isDryRun: boolean },
): Promise<UsageReport> {
  const { settings, cwd, filter, signal } = options;
  const reader = await openReader(settings, cwd, signal);
  try {
    if (options.isDryRun) return await usageInto(undefined, reader, options);
  } finally {
    await reader[Symbol.asyncDispose]();
  }
  assertMayPay(settings);
  const store = await openStoreOrHost(settings, cwd, signal);
  if ('collectUsage' in store) {
    const report = await store.collectUsage(filter, options.onStep, signal);
    options.onPlan?.(report.plan);
    return report;
  }
  try {
    return await usageInto(store, store, options);
  } finally {
    await store[Symbol.asyncDispose]();
  }
}

/**
 * @param store undefined for a dry run
 * @throws {StoreError} while another collection of usage writes into the store
 */
export async function usageInto(
  store: Store | undefined,
  stored: Pick<Store, 'query'>,
  options: RunUsageOptions,
): Promise<UsageReport> {
  const {
    settings,
    filter: given,
    metrics,
    open,
    observer,
    signal,
    now,
    onStep,
    onPlan,
    onPaid,
  } = options;
  const { spendLimits: limits, usage, collection } = settings.cost;
  const filter = { ...given, regions: given.regions ?? collection.regions };
  const calls = new CountedPaidCalls(
    store === undefined ? NO_PAID_CALLS : new StoredPaidCalls(store, signal),
    onPaid,
  );
  const usages = await loadUsages();
  const wanted: WantedUsage = {
    usages,
    metrics: metrics ?? (usage.allMetrics ? undefined : await neededUsage(usages)),
    ...{ days: usage.days, everyDays: usage.everyDays, now: now() },
  };
  // The file of the embedded store is open in one process.
  const isExclusive = storeTypeOf(settings) === 'duckdb';
  const claim = store && (await UsageClaim.take(store, { now, signal, isExclusive }));
  try {
    return await collectUsage(
      {
        ...{ store, stored, wanted, filter, observer, signal },
        open: () => open(observer, signal),
        cap: new SpendCap({ ...spendLimits(limits), calls, now }),
        retentionDays: usage.retentionDays,
        ...(onStep !== undefined && { onStep }),
        ...(onPlan !== undefined && { onPlan }),
      },
      calls,
    );
  } finally {
    await claim?.[Symbol.asyncDispose]();
  }
}

function assertMayPay({ cost: { spendLimits: limits } }: Settings): void {
  if (spendLimits(limits) !== undefined) return;
  throw new ConfigurationError('usage comes from CloudWatch, which is paid', {
    remedy:
      'see the amount with --dry-run, and allow it: LONGSHORE_SPEND_CAP_USD=1 a month, or LONGSHORE_COST_API_BUDGET_USD=1 a day',
  });
}
