import type { CallObserver } from '../aws/call-observer.ts';
import type { ClientFactory } from '../aws/client-factory.ts';
import { classify, type AwsFailure } from '../aws/errors.ts';
import type { AccountSession } from '../aws/session.ts';
import type { ExportRequest } from '../core/exporters/exporter.ts';
import { windowText } from '../core/exporters/history-window.ts';
import type { Batch, ScopeProof } from '../core/exporters/resource.ts';
import type { StoredRecords } from '../core/exporters/stored-records.ts';
import type { Scope } from '../ledger/scope.ts';
import type { Clock } from '../lib/clock.ts';
import { clearArrays } from '../lib/clear-arrays.ts';
import type { MemoryBudget } from '../lib/memory-budget.ts';
import { causeOf, scopeOutcome, unlessStopped } from './outcome.ts';
import { PageEstimate } from './page-estimate.ts';
import type { ReadPlan } from './read-plan.ts';
import type { RunEvent } from '../ledger/run-event.ts';
import type { ListCache } from './list-cache.ts';
import { scopeTimeLimit, type ScopeTime } from './scope-time-limit.ts';
import { ScopeTally } from './scope-tally.ts';

/** The source of one scope: an account's credentials, and an endpoint. */
export interface ScopeSource {
  readonly session: AccountSession;
  /** The region whose endpoint is asked. */
  readonly endpoint: string;
}

/**
 * Adds to the resources of a batch what their own AWS API does not return. What is missing becomes a gap: it throws only when
 * the signal is aborted.
 */
export type Enrich = (
  scope: Scope,
  batch: Batch,
  source: ScopeSource,
  signal: AbortSignal,
) => Promise<Batch>;

/** State shared by every scope of a run. */
export interface RunContext {
  readonly clients: ClientFactory;
  readonly observer: CallObserver;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Bounds the resources held in memory. */
  readonly memory: MemoryBudget;
  /** What kinds share. */
  readonly lists: ListCache;
  /** @default resources stay as AWS tells them */
  readonly enrich?: Enrich | undefined;
  /** @default scopes may take as long as AWS does */
  readonly scopeTime?: ScopeTime | undefined;
  /** For kinds that are read from the store. @default their scopes end as `not-enabled` */
  readonly records?: StoredRecords | undefined;
}

/** Reads scopes. Any failure in a scope becomes its record and is never thrown. */
export class ScopeReader {
  readonly #run: RunContext;
  readonly #estimates = new Map<ReadPlan, PageEstimate>();

  constructor(run: RunContext) {
    this.#run = run;
  }

  /**
   * Reads `scope` from the first of `sources` with access. A further source is only tried when the previous
   * one was denied before its first page.
   */
  async *read(
    scope: Scope,
    plan: ReadPlan,
    sources: Iterable<ScopeSource> | AsyncIterable<ScopeSource>,
  ): AsyncGenerator<RunEvent, void> {
    const { clock, signal } = this.#run;
    const { window } = plan;
    const tally = new ScopeTally(scope, clock.now(), window && windowText(window));
    let failure: AwsFailure = NO_SOURCE;
    try {
      for await (const source of sources) {
        try {
          const proof = yield* this.#pages(scope, plan, source, tally);
          yield { type: 'scope', record: tally.proved(clock.now(), proof) };
          return;
        } catch (error) {
          failure = classify(error);
          if (signal.aborted || tally.hasResources || failure.class !== 'denied') break;
        }
      }
    } catch (error) {
      failure = classify(error); // a source that could not be opened
    }
    const known = unlessStopped(failure, signal); // this may be why no source is left
    const cause = causeOf(known, plan.handler.permissions);
    yield { type: 'scope', record: tally.record(clock.now(), scopeOutcome(known), 0, cause) };
  }

  async *#pages(
    scope: Scope,
    plan: ReadPlan,
    source: ScopeSource,
    tally: ScopeTally,
  ): AsyncGenerator<RunEvent, ScopeProof> {
    const { memory, signal, enrich } = this.#run;
    const estimate = this.#estimateOf(plan);
    const limit = scopeTimeLimit(scope, this.#run);
    const pages = plan.handler.resync(this.#request(plan, source, tally, limit.signal));
    try {
      for (;;) {
        const share = await memory.enter(() => estimate.resources, signal);
        try {
          const next = await limit.run(() => pages.next());
          if (next.done === true) {
            if (next.value.resources === 0) estimate.learn(0);
            return next.value;
          }
          const { resources } = next.value;
          share.resize(resources.length);
          estimate.learn(resources.length);
          const batch = (await enrich?.(scope, next.value, source, signal)) ?? next.value;
          tally.count(batch);
          yield { type: 'batch', scope, batch };
          clearArrays(batch.resources, resources);
        } finally {
          share.release();
        }
      }
    } finally {
      const closed = pages.return({ pages: 0, resources: 0 }); // does nothing after the end or an error
      if (!limit.hasPassed) await closed;
      else closed.catch(() => undefined); // what hangs does not close either
    }
  }

  #request(
    plan: ReadPlan,
    { session, endpoint }: ScopeSource,
    tally: ScopeTally,
    signal: AbortSignal,
  ): ExportRequest {
    const { clients, observer } = this.#run;
    return {
      account: session.account,
      region: endpoint,
      include: plan.include,
      window: plan.window,
      shared: this.#run.lists.in(session.account.id, endpoint),
      clients: clients.open(session, { signal, observer: tally.observing(observer) }),
      signal,
      records: this.#run.records,
    };
  }

  #estimateOf(plan: ReadPlan): PageEstimate {
    const estimate =
      this.#estimates.get(plan) ?? new PageEstimate(plan.handler.pageSize, plan.startsFirst);
    this.#estimates.set(plan, estimate);
    return estimate;
  }
}

/** No account was left to read with. */
const NO_SOURCE: AwsFailure = {
  class: 'other',
  code: 'NoAccount',
  message: 'no account may read this',
};
