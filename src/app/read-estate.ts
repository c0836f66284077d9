import type { CallObserver } from '../aws/call-observer.ts';
import { Ledger } from '../ledger/ledger.ts';
import { NO_STORE, type ReportFile } from '../ledger/report.ts';
import { DISCOVERY_KINDS } from '../ledger/scope.ts';
import { LongshoreError } from '../lib/errors.ts';
import { ResyncRun, type EstateObserver } from '../resync/resync.ts';
import type { RunEvent } from '../ledger/run-event.ts';
import type { Sink } from '../ledger/sink.ts';
import { SeenEstate } from './named-estate.ts';
import type { RunScope } from './run-scope.ts';
import type { Runtime } from './runtime.ts';
import { maskRecord } from './secrets.ts';

/** What takes a run's batches and records, one after another: a sink, Port, a progress line. */
export interface RunConsumer {
  event(event: RunEvent): Promise<void> | void;
  /**
   * The run has ended, complete or not.
   *
   * @param check asks AWS for resources that listings lack
   */
  finish(ledger: Ledger, check: ResyncRun['checkGone']): Promise<void>;
  /** The run was stopped, or failed: what was taken is not whole. Never throws. */
  abandon(): Promise<void>;
  /** A part of the report, under `port`. */
  readonly report?: object | undefined;
}

/** Gives a sink what it takes of a run. */
export function sinkConsumer(sink: Sink): RunConsumer {
  return {
    event: (event) => (event.type === 'batch' ? sink.write(event.batch) : undefined),
    finish: () => sink.finish(),
    abandon: () => sink.abandon(),
  };
}

export interface ReadOptions {
  readonly scope: RunScope;
  /** Called once the observer is known; closed at the end. */
  open(observer: CallObserver, signal: AbortSignal): Runtime;
  /** Made when the run begins, closed by `finish` or `abandon`. */
  consumers(ledger: Ledger, signal: AbortSignal): Promise<readonly RunConsumer[]>;
  readonly report?: ReportFile | undefined;
  readonly signal: AbortSignal;
  /** Is told of every call, besides the ledger. */
  readonly observer?: CallObserver | undefined;
}

/**
 * Reads the estate into its consumers.
 *
 * @throws what a consumer throws: the run then counts as failed
 */
export async function readEstate(options: ReadOptions): Promise<Ledger> {
  const { scope, open, report } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const ledger = new Ledger(new Date(), report ?? NO_STORE);
  const observer: CallObserver = (attempt) => {
    const { service, operation, number, error } = attempt;
    ledger.countCall(`${service}:${operation}`, {
      isRetry: number > 1,
      isThrottle: error?.class === 'throttled',
      isError: error !== undefined,
    });
    options.observer?.(attempt);
  };
  const seen = new SeenEstate(scope);
  let consumers: readonly RunConsumer[] = [];
  using runtime = open(observer, signal);
  try {
    consumers = await options.consumers(ledger, signal);
    const run = runOf(scope, { runtime, observer, signal, estate: seen });
    for await (const given of run.events()) {
      const event =
        given.type === 'scope'
          ? { ...given, record: maskRecord(given.record, scope.secrets) }
          : given;
      if (event.type === 'scope') await ledger.record(event.record);
      for (const consumer of consumers) await consumer.event(event);
    }
    throwIfNothingWasOpened(ledger);
    seen.check(ledger);
    if (ledger.status === 'cancelled') for (const consumer of consumers) await consumer.abandon();
    else {
      const check: ResyncRun['checkGone'] = (checked, missing) => run.checkGone(checked, missing);
      for (const consumer of consumers) await consumer.finish(ledger, check);
    }
  } catch (error) {
    stop.abort(error);
    for (const consumer of consumers) await consumer.abandon();
    ledger.fail();
    throw error;
  } finally {
    const part = consumers.find((consumer) => consumer.report !== undefined)?.report;
    await report?.finish(ledger, new Date(), scope.secrets.maskAll(part));
  }
  return ledger;
}

interface RunOptions {
  readonly runtime: Runtime;
  readonly observer: CallObserver;
  readonly signal: AbortSignal;
  readonly estate: EstateObserver;
}

function runOf(
  { mapping, accounts, regions, seed, concurrency }: RunScope,
  { runtime, observer, signal, estate }: RunOptions,
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
    accounts,
    regions,
    seed,
    scopesInFlight: concurrency * 2, // some of them wait for a rate limit, and hold no request
  });
}

/** Thrown when a run could not open a single account: it has read nothing, which is more than a gap. */
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
