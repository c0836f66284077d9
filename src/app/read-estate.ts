import { countedCall, type CallObserver } from '../aws/call-observer.ts';
import { Ledger } from '../ledger/ledger.ts';
import type { RunPlan } from '../ledger/run-plan.ts';
import { NO_STORE, type ReportFile } from '../ledger/report.ts';
import { DISCOVERY_KINDS } from '../ledger/scope.ts';
import { LongshoreError } from '../lib/errors.ts';
import type { Sink } from '../ledger/sink.ts';
import { ResyncRun, type EstateObserver } from '../resync/resync.ts';
import { ItemCosts } from './cost/items/item-costs.ts';
import type { StoredRecords } from '../core/exporters/stored-records.ts';
import { findReader } from './store/open-reader.ts';
import { RunStoreAccess, type OpenStored } from './store/run-store-access.ts';
import type { Enrich } from '../resync/read-scope.ts';
import { maskConfirmations, maskEvent } from './masked-run.ts';
import { SeenEstate } from './named-estate.ts';
import type { RunScope } from './run-scope.ts';
import type { Runtime, RuntimeOpener } from './runtime.ts';

export interface ReadOptions {
  readonly scope: RunScope;
  /** Opens the run's resources, which are closed at the end. */
  readonly open: RuntimeOpener;
  /** Opens the sink of the run's events when the run starts. @default no sink */
  sinks?(signal: AbortSignal): Promise<readonly Sink[]>;
  readonly report?: ReportFile | undefined;
  readonly signal: AbortSignal;
  /** Receives every call, besides the ledger. */
  readonly observer?: CallObserver | undefined;
  /**
   * A run that could not open any account ends with its records, which have the reason. @default it throws
   */
  readonly mayReadNothing?: boolean;
  /**
   * Opens the store for the kinds that are read from it, when one is asked for.
   *
   * @default the store of the settings, if it exists
   */
  readonly openStored?: OpenStored | undefined;
  /** What knows prices between runs. @default the run reads them itself */
  readonly costs?: ItemCosts | undefined;
}

/**
 * Reads all accounts and regions into the sinks.
 *
 * @throws the error of a sink: the run has then failed
 */
export async function readEstate(options: ReadOptions): Promise<Ledger> {
  const { scope, open, report } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const ledger = new Ledger(new Date(), report ?? NO_STORE);
  const observer: CallObserver = (attempt) => {
    ledger.countCall(countedCall(attempt));
    options.observer?.(attempt);
  };
  const seen = new SeenEstate(scope);
  let sinks: readonly Sink[] = [];
  using runtime = open(observer, signal);
  const access = storeAccess(options, signal);
  using own = new ItemCosts({
    ...scope.pricing,
    ...{ runtime, observer, signal, access, usesStore: true },
  });
  const records = await openRecords(scope, access);
  try {
    const enrich = await (options.costs ?? own).for(scope.mapping);
    sinks = (await options.sinks?.(signal)) ?? [];
    const onPlanned = (plan: RunPlan): void => {
      for (const sink of sinks) sink.planned?.(plan);
    };
    const run = runOf(scope, {
      ...{ runtime, observer, signal, estate: seen },
      ...{ onPlanned, enrich, records },
    });
    for await (const event of run.events()) {
      const masked = maskEvent(event, scope.secrets);
      if (masked.type === 'scope') await ledger.record(masked.record);
      for (const sink of sinks) await sink.event(masked);
    }
    if (options.mayReadNothing !== true) throwIfNothingWasOpened(ledger);
    seen.check(ledger);
    if (ledger.status === 'cancelled') for (const sink of sinks) await sink.abandon?.();
    else {
      const confirmGone = maskConfirmations(run.confirmGone, scope.secrets);
      for (const sink of sinks) await sink.finish?.({ ledger, confirmGone });
    }
  } catch (error) {
    stop.abort(error);
    for (const sink of sinks) await sink.abandon?.();
    ledger.fail();
    throw error;
  } finally {
    const part = sinks.find((sink) => sink.report !== undefined)?.report;
    await report?.finish(ledger, new Date(), scope.secrets.maskAll(part));
  }
  return ledger;
}

interface RunOptions {
  readonly runtime: Runtime;
  readonly observer: CallObserver;
  readonly signal: AbortSignal;
  readonly estate: EstateObserver;
  readonly enrich: Enrich | undefined;
  readonly records: StoredRecords | undefined;
  onPlanned(plan: RunPlan): void;
}

function runOf(
  { mapping, accounts, regions, seed, concurrency, scopeTime, listsRegions }: RunScope,
  { runtime, observer, signal, estate, onPlanned, enrich, records }: RunOptions,
): ResyncRun {
  return new ResyncRun({
    plans: mapping.plans,
    directory: runtime.discovery,
    discoveryCalls: () => runtime.discoveryCalls(),
    clients: runtime.clients,
    clock: runtime.clock,
    observer,
    signal,
    estate,
    onPlanned,
    enrich,
    records,
    accounts,
    regions,
    scopeTime,
    listsRegions,
    seed,
    scopesInFlight: concurrency * 2, // some of them wait for a rate limit and hold no request
  });
}

/** The store, for those that read it in this run. */
function storeAccess({ scope, openStored }: ReadOptions, signal: AbortSignal): RunStoreAccess {
  const { settings, cwd } = scope.pricing;
  return new RunStoreAccess(openStored ?? (() => findReader(settings, cwd, signal)));
}

/** The records of the kinds that come from the store; undefined when the run has no such kind. */
async function openRecords(
  { mapping }: RunScope,
  access: RunStoreAccess,
): Promise<StoredRecords | undefined> {
  if (!mapping.plans.some(({ handler }) => handler.isStored === true)) return undefined;
  const { CostRecords } = await import('./cost/records/cost-records.ts');
  return new CostRecords({ access, now: () => Date.now() });
}

/**
 * Thrown when a run could not open any account: nothing was read, so it failed instead of being incomplete.
 */
class NothingReadError extends LongshoreError {
  readonly code = 'nothing-read';
  readonly audience = 'operator';
}

function throwIfNothingWasOpened(ledger: Ledger): void {
  const opened = ledger.kinds.find(({ kind }) => kind === 'credentials')?.complete ?? 0;
  if (opened > 0 || ledger.status !== 'incomplete') return;
  ledger.fail();
  const cause = ledger.causes.find(({ kind }) => DISCOVERY_KINDS.some((step) => step === kind));
  throw new NothingReadError(`no account could be read: ${cause?.message ?? 'none was found'}`, {
    remedy: cause?.remedy ?? 'check the settings of accounts and the mapping',
  });
}
