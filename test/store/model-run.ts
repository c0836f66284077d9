import type { Batch, Resource } from '../../src/core/exporters/resource.ts';
import type { ScopeRecord } from '../../src/ledger/scope.ts';
import type { EndedRun } from '../../src/ledger/sink.ts';
import { ResourceSink } from '../../src/store/resource-sink.ts';
import type { Store } from '../../src/store/store.ts';
import {
  GAP,
  idOf,
  regionOf,
  type ModelRun,
  type ReadScope,
  type StoreModel,
} from './store-model.ts';

export const KIND = 'AWS::SQS::Queue';
export const ACCOUNT = '210000000001';

/** More than the longest wait between commits, in milliseconds. */
const LATE_MS = 11_000;

/** A clock that moves when it is told to. */
export class Clock {
  ms = Date.parse('2026-11-22T05:00:00Z');

  readonly now = (): number => this.ms;
}

/** Runs it into the store and into the model. A killed run is left as it is. */
export async function runBoth(
  store: Store,
  model: StoreModel,
  run: ModelRun & { readonly id: string },
  clock: Clock,
): Promise<void> {
  clock.ms += 1_000;
  const sink = await ResourceSink.open(store, { runId: run.id, now: clock.now });
  model.begin(run.id, clock.ms);
  for (const read of run.scopes) {
    clock.ms += 1_000;
    const readAt = clock.ms;
    await sink.event({ type: 'batch', scope: scopeOf(read), batch: batchOf(read) });
    if (read.isLate) clock.ms += LATE_MS;
    await sink.event({ type: 'scope', record: recordOf(read) });
    model.endScope(read, readAt, clock.ms);
  }
  clock.ms += 1_000;
  if (run.end === 'finished') await sink.finish(endedRun);
  if (run.end === 'abandoned') await sink.abandon();
  if (run.end !== 'killed') model.end(run.end === 'finished' ? 'complete' : 'cancelled', clock.ms);
}

/** The part of an ended run that the store looks at. */
const endedRun = {
  ledger: { status: 'complete', totals: { resources: 0, calls: 0 } },
} as unknown as EndedRun;

function scopeOf({ scope }: ReadScope): { kind: string; accountId: string; region: string } {
  return { kind: KIND, accountId: ACCOUNT, region: regionOf(scope) };
}

export function batchOf({ resources }: Pick<ReadScope, 'resources'>): Batch {
  const listed = resources.map(({ id, value, lacks }): Resource => ({
    Type: KIND,
    Properties: { Id: idOf(id), Value: value, ...(!lacks && { Tags: { team: `t${value}` } }) },
  }));
  const lacking = resources.filter(({ lacks }) => lacks);
  return {
    resources: listed,
    identifiers: resources.map(({ id }) => [idOf(id)]),
    incomplete: new Set(listed.filter((_, index) => resources[index]?.lacks === true)),
    gaps: lacking.map(({ id }) => ({
      identifier: idOf(id),
      action: GAP.action,
      failure: { class: 'denied', code: GAP.code, message: 'no' } as never,
      permissions: [],
    })),
  };
}

export function recordOf(read: ReadScope): ScopeRecord {
  return {
    ...scopeOf(read),
    outcome: read.isComplete ? 'complete' : 'denied',
    resources: read.resources.length,
    incompleteResources: 0,
    pages: 1,
    calls: 1,
    retries: 0,
    throttles: 0,
    durationMs: 1,
    gaps: [],
    ...(read.isHistory && { window: 'the newest 10' }),
    ...(!read.isComplete && {
      error: { code: 'AccessDenied', message: 'not allowed', remedy: 'allow it' },
    }),
  };
}
