import type { CallObserver } from '../../../aws/call-observer.ts';
import {
  CountedPaidCalls,
  SpendCap,
  spendLimits,
  type PaidCall,
  type PaidCalls,
} from '../../../cost/prices/paid-calls.ts';
import { StoredPaidCalls } from '../../../cost/prices/stored-paid-calls.ts';
import type { Settings } from '../../../config/settings.ts';
import type { Store } from '../../../store/store.ts';
import type { RuntimeOpener } from '../../runtime.ts';
import { findReader } from '../../store/open-reader.ts';
import { openStoreOrHost } from '../../store/open-store-or-host.ts';
import { storeFolder } from '../../store/open-store.ts';
import { fileOpener } from '../bill/open-files.ts';
import { collectBill, NO_PAID_CALLS } from './collect-bill.ts';
import type { CollectOptions } from './collect-options.ts';
import type { CollectReport } from './collect-report.ts';
import { collectSources, type CollectSource } from './collect-source.ts';
import { PayerAccounts } from './payer-accounts.ts';

export interface RunCollectOptions extends Pick<
  CollectOptions,
  'from' | 'to' | 'isAgain' | 'onStep' | 'onPlan' | 'onExplorerPlan' | 'onScope'
> {
  readonly settings: Settings;
  readonly cwd: string;
  /** Undefined: those of the settings. */
  readonly sources: ReadonlySet<CollectSource> | undefined;
  /** Opens AWS with accounts as in the settings that it is given. */
  openWith(settings: Settings): RuntimeOpener;
  readonly observer: CallObserver;
  readonly signal: AbortSignal;
  now(): number;
  /** Called when a paid call was recorded, before it is sent. */
  onPaid?(call: PaidCall): void;
}

/**
 * Collects the bill into the store of the settings.
 *
 * @throws {StoreError} when the store cannot be opened: another process has it
 */
export async function runCollect(
  options: RunCollectOptions & { readonly isDryRun: boolean },
): Promise<CollectReport> {
  const { settings, cwd, signal } = options;
  if (options.isDryRun) {
    const reader = await findReader(settings, cwd, signal);
    try {
      return await collectInto(undefined, reader, options);
    } finally {
      await reader?.[Symbol.asyncDispose]();
    }
  }
  const store = await openStoreOrHost(settings, cwd, signal);
  if ('collectBill' in store) {
    const { from, to, sources, isAgain } = options;
    const request = { from, to, isAgain, ...(sources !== undefined && { sources: [...sources] }) };
    const report = await store.collectBill(request, options.onStep, signal);
    options.onPlan?.(report.plan);
    return report;
  }
  try {
    return await collectInto(store, store, options);
  } finally {
    await store[Symbol.asyncDispose]();
  }
}

/** The payer accounts of the settings. */
export function openPayers({
  settings,
  openWith,
  observer,
  signal,
}: Pick<RunCollectOptions, 'settings' | 'openWith' | 'observer' | 'signal'>): PayerAccounts {
  const { accounts } = settings;
  return new PayerAccounts({
    open: openWith(settings),
    openRole: (role) =>
      openWith({
        ...settings,
        accounts: { ...accounts, accountRoleArn: undefined, accountRoleArns: [role] },
      }),
    observer,
    signal,
  });
}

/** The limits of the settings. @returns undefined while nothing may be paid */
export function capOf(
  { cost }: Pick<Settings, 'cost'>,
  calls: PaidCalls,
  now: () => number,
): SpendCap | undefined {
  const limits = spendLimits(cost.spendLimits);
  return limits === undefined ? undefined : new SpendCap({ ...limits, calls, now });
}

/** @param store undefined for a dry run */
export async function collectInto(
  store: Store | undefined,
  stored: Pick<Store, 'query'> | undefined,
  options: RunCollectOptions,
): Promise<CollectReport> {
  const { settings, cwd, signal, observer, now, openWith, onPaid } = options;
  const { collection, retentionMonths, acceptsLostAccounts } = settings.cost;
  const paid = new CountedPaidCalls(
    store === undefined ? NO_PAID_CALLS : new StoredPaidCalls(store, signal),
    onPaid,
  );
  const cap = capOf(settings, paid, now);
  using payers = openPayers({ settings, openWith, observer, signal });
  const { from, to, isAgain, onStep, onPlan, onExplorerPlan, onScope } = options;
  const sources = options.sources ?? collectSources(collection.sources);
  const collecting = collectBill(
    {
      ...{ store, stored, payers, sources, from, to, isAgain, cap, signal, now },
      ...{ retentionMonths, acceptsLostAccounts },
      accounts: collection.accounts,
      regions: collection.regions,
      exports: collection.exports,
      lookbackDays: collection.lookbackDays,
      minAgeMs: collection.minAgeMs,
      stateFolder: storeFolder(settings, cwd),
      openFiles: fileOpener(settings),
      ...(onStep !== undefined && { onStep }),
      ...(onPlan !== undefined && { onPlan }),
      ...(onExplorerPlan !== undefined && { onExplorerPlan }),
      ...(onScope !== undefined && { onScope }),
    },
    paid,
  );
  if (store === undefined) return await collecting;
  let report: CollectReport;
  try {
    report = await collecting;
  } catch (error) {
    const { tellFailure } = await import('../analysis/after-bill.ts');
    await tellFailure(store, error, { settings, signal, now });
    throw error;
  }
  const { analyseBill } = await import('../analysis/after-bill.ts');
  const { scopes } = report;
  return {
    ...report,
    analysis: await analyseBill(store, { settings, scopes, signal, now, onStep }),
  };
}
