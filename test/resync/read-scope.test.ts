import { expect, test } from '@jest/globals';
import { AttemptGate } from '../../src/aws/attempt-gate.ts';
import { ClientFactory } from '../../src/aws/client-factory.ts';
import { RateLimiter } from '../../src/aws/rate-limiter.ts';
import { DEFAULT_RETRY_OPTIONS, JitteredRetryStrategy } from '../../src/aws/retry-strategy.ts';
import type { RunEvent } from '../../src/ledger/run-event.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { MemoryBudget } from '../../src/lib/memory-budget.ts';
import type { ResyncHandler } from '../../src/resync/handler.ts';
import { readPlan } from '../../src/resync/read-plan.ts';
import { ScopeReader, type ScopeSource } from '../../src/resync/read-scope.ts';
import { ListCache } from '../../src/resync/list-cache.ts';

const SCOPE = { kind: 'Acme::Custom::Thing', accountId: '*', region: 'global' };

const DENIED: ResyncHandler = {
  kind: 'Acme::Custom::Thing',
  reach: 'organization',
  callsAws: true,
  permissions: ['acme:ListThings'],
  pageSize: 1,
  // eslint-disable-next-line require-yield -- it is denied before its first page
  async *resync() {
    throw await Promise.resolve(Object.assign(new Error('no'), { name: 'AccessDenied' }));
  },
};

function sourceOf(accountId: string): ScopeSource {
  const account = { id: accountId, name: accountId, partition: 'aws' } as const;
  return { session: { account, accountId, credentials: undefined }, endpoint: 'us-east-1' };
}

async function read(
  sources: () => AsyncGenerator<ScopeSource, void>,
  signal: AbortSignal,
): Promise<readonly RunEvent[]> {
  const clock = systemClock;
  using clients = new ClientFactory({
    clock,
    gate: new AttemptGate({ clock, limiter: new RateLimiter(clock), concurrency: 1 }),
    retryStrategy: new JitteredRetryStrategy(DEFAULT_RETRY_OPTIONS, clock.now, () => 0),
  });
  const reader = new ScopeReader({
    clients,
    clock,
    observer: () => undefined,
    signal,
    memory: new MemoryBudget(1),
    lists: new ListCache(),
  });
  const events: RunEvent[] = [];
  for await (const event of reader.read(SCOPE, readPlan(DENIED, []), sources())) events.push(event);
  return events;
}

test('sources are tried until one can read the scope; if all are denied, the scope is denied', async () => {
  const asked: string[] = [];
  async function* sources(): AsyncGenerator<ScopeSource, void> {
    for (const id of ['111122223333', '444455556666']) {
      asked.push(id);
      yield await Promise.resolve(sourceOf(id));
    }
  }

  const events = await read(sources, new AbortController().signal);

  expect(asked).toEqual(['111122223333', '444455556666']);
  expect(events).toMatchObject([{ type: 'scope', record: { ...SCOPE, outcome: 'denied' } }]);
});

test('a run that is stopped while it looks for another source ends the scope as cancelled', async () => {
  const stop = new AbortController();
  async function* sources(): AsyncGenerator<ScopeSource, void> {
    yield await Promise.resolve(sourceOf('111122223333'));
    stop.abort(new Error('stopped'));
  }

  const events = await read(sources, stop.signal);

  expect(events).toMatchObject([{ type: 'scope', record: { ...SCOPE, outcome: 'cancelled' } }]);
});

test('a scope without sources fails with a clear error', async () => {
  async function* noSources(): AsyncGenerator<ScopeSource, void> {
    yield* await Promise.resolve([]);
  }

  const events = await read(noSources, new AbortController().signal);

  const error = { code: 'NoAccount', message: 'no account may read this' };
  expect(events).toMatchObject([{ type: 'scope', record: { ...SCOPE, outcome: 'failed', error } }]);
});
