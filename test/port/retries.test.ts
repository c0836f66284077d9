import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createBlueprint, findBlueprint, patchBlueprint } from '../../src/port/blueprints.ts';
import { upsertEntities, type UpsertResult } from '../../src/port/entities.ts';
import { PortError } from '../../src/port/port-error.ts';
import type { PortFault } from '../../src/sandbox/port/faults.ts';
import { failureOf, names, NEVER, PortWorld } from './port-world.ts';

const BULK = 'POST /v1/blueprints/bucket/entities/bulk';
const SECONDS = 1_000;
/** Short, so that an answer that never comes does not hold the tests up. */
const IMPATIENT = { client: { answerTimeoutMs: 150 } };

function upsert(
  { client }: PortWorld,
  blueprint = 'bucket',
  identifiers = names('bucket', 20),
): Promise<readonly UpsertResult[]> {
  return upsertEntities(
    client,
    blueprint,
    identifiers.map((identifier) => JSON.stringify({ identifier, properties: { text: 'new' } })),
    {
      merge: true,
      createMissingRelatedEntities: false,
      event: { type: 'resync', resyncId: 'r-1' },
      signal: NEVER,
    },
  );
}

/** A 429 that says when to come back. */
function tooMany(headers: Readonly<Record<string, string>>, times = 1): PortFault {
  return { call: BULK, type: 'status', status: 429, headers, times };
}

describe('temporary failures are retried completely, and written once', () => {
  test.each<[string, Omit<PortFault, 'call'>]>([
    ['500', { type: 'status', status: 500, times: 3 }],
    ['502', { type: 'status', status: 502, times: 3 }],
    ['503', { type: 'status', status: 503, times: 3 }],
    ['504', { type: 'status', status: 504, times: 3 }],
    ['408', { type: 'status', status: 408, times: 3 }],
    ['429 that does not say for how long', { type: 'status', status: 429, times: 3 }],
    ['a connection that is reset', { type: 'reset', times: 3 }],
    ['an answer that never comes', { type: 'hang', times: 2 }],
  ])('%s', async (_, fault) => {
    await using world = await PortWorld.open(IMPATIENT);
    world.port.setFaults([{ ...fault, call: BULK }]);

    const results = await world.run(upsert(world));

    expect(results).toEqual(
      names('bucket', 20).map(() => ({ status: 'written', isCreated: true })),
    );
    expect(world.stored('bucket')).toEqual(names('bucket', 20));
    expect(world.bulkCalls).toBe((fault.times ?? 0) + 1);
  });

  test('a lost answer: the second write finds everything in place', async () => {
    await using world = await PortWorld.open();
    world.port.setFaults([{ call: BULK, type: 'late-reset', times: 1 }]);

    const results = await world.run(upsert(world));

    expect(results).toEqual(
      names('bucket', 20).map(() => ({ status: 'written', isCreated: false })),
    );
    expect(world.stored('bucket')).toEqual(names('bucket', 20));
  });
});

describe('a 429 with a retry time', () => {
  test.each([
    ['seconds to wait', () => ({ 'x-ratelimit-reset': '7' })],
    ['a point in time', (now: number) => ({ 'x-ratelimit-reset': String(now / SECONDS + 7) })],
    ['retry-after in seconds', () => ({ 'retry-after': '7', 'x-ratelimit-reset': '200' })],
    [
      'retry-after as a date',
      (now: number) => ({ 'retry-after': new Date(now + 7 * SECONDS).toISOString() }),
    ],
  ])('%s', async (_, headers) => {
    await using world = await PortWorld.open();
    world.port.setFaults([tooMany(headers(world.startedAt))]);

    await world.run(upsert(world));

    const bulk = world.observed.filter(({ family }) => family === 'bulk');
    const waited = (bulk[1]?.at ?? 0) - (bulk[0]?.at ?? 0);
    expect(bulk.map(({ status }) => status)).toEqual([429, 200]);
    expect(waited).toBeGreaterThanOrEqual(7 * SECONDS - 1);
    expect(waited).toBeLessThan(8 * SECONDS);
  });

  test('no call of the family is sent before, and other families continue', async () => {
    await using world = await PortWorld.open();
    world.port.setFaults([tooMany({ 'x-ratelimit-reset': '30' })]);
    const refused = upsert(world);
    const isRefused = (): boolean => world.statuses('bulk').length > 0;
    while (!isRefused()) await new Promise(setImmediate);
    const before = world.clock.now(); // time passes only where a test lets it

    const others = Promise.all(names('blueprint', 5).map((name) => upsert(world, 'queue', [name])));
    const blueprint = await findBlueprint(world.client, 'queue', NEVER);
    await world.run(Promise.all([refused, others]));

    expect(blueprint?.identifier).toBe('queue');
    const later = world.observed.filter(({ family }) => family === 'bulk').slice(1);
    expect(later).toHaveLength(6);
    for (const { at } of later) expect(at - before).toBeGreaterThanOrEqual(30 * SECONDS);
  });

  test.each([
    ['zero seconds', () => '0'],
    ['a time that is over, for the clocks differ', (now: number) => String(now / SECONDS - 60)],
  ])('%s: the tries are not spent at once', async (_, reset) => {
    await using world = await PortWorld.open();
    world.port.setFaults([tooMany({ 'x-ratelimit-reset': reset(world.startedAt) }, 9)]);

    const results = await world.run(upsert(world));

    expect(results.every(({ status }) => status === 'written')).toBe(true);
    expect(world.clock.now() - world.startedAt).toBeGreaterThan(10 * SECONDS);
  });

  test('an absurd time is cut to the window of the limits', async () => {
    await using world = await PortWorld.open();
    world.port.setFaults([tooMany({ 'retry-after': '9999' })]);

    await world.run(upsert(world));

    expect(world.clock.now() - world.startedAt).toBeLessThan(310 * SECONDS);
  });

  test('a failing gateway does not report the rate limit: its reset header is ignored', async () => {
    await using world = await PortWorld.open();
    const headers = { 'x-ratelimit-reset': '250', 'retry-after': '250' };
    world.port.setFaults([{ call: BULK, type: 'status', status: 502, headers, times: 1 }]);

    await world.run(upsert(world));

    expect(world.clock.now() - world.startedAt).toBeLessThan(SECONDS);
  });
});

describe('permanent failures, and calls that could be applied twice, fail immediately', () => {
  test.each([400, 403, 404, 409, 422])('%d', async (status) => {
    await using world = await PortWorld.open();
    world.port.setFaults([{ call: BULK, type: 'status', status }]);

    const results = await world.run(upsert(world, 'bucket', ['one']));

    expect(results).toMatchObject([{ status: 'failed', error: { status } }]);
    expect(world.bulkCalls).toBe(1);
  });

  test.each<[string, Omit<PortFault, 'call'>]>([
    ['500', { type: 'status', status: 500 }],
    ['a connection that is reset', { type: 'reset' }],
  ])('creating after %s', async (_, fault) => {
    await using world = await PortWorld.open();
    world.port.setFaults([{ ...fault, call: 'POST /v1/blueprints' }]);

    const created = createBlueprint(world.client, { identifier: 'new' }, NEVER);
    const failure = await world.run(failureOf(created));

    expect(failure).toBeInstanceOf(PortError);
    expect(world.port.calls()['POST /v1/blueprints']).toBe(1);
  });

  test('creating after a 429 is safe: the first call was not accepted', async () => {
    await using world = await PortWorld.open();
    world.port.setFaults([{ call: 'POST /v1/blueprints', type: 'status', status: 429, times: 1 }]);

    await world.run(createBlueprint(world.client, { identifier: 'new' }, NEVER));

    expect(world.port.catalog.blueprint('new')).toBeDefined();
  });

  test('PATCH is idempotent: it is retried', async () => {
    await using world = await PortWorld.open();
    const call = 'PATCH /v1/blueprints/queue';
    world.port.setFaults([
      { call, type: 'status', status: 503, times: 1 },
      { call, type: 'late-reset', times: 1 },
    ]);

    await world.run(patchBlueprint(world.client, 'queue', { title: 'Queues' }, NEVER));

    expect(world.port.catalog.blueprint('queue')['title']).toBe('Queues');
  });
});

describe('in the end', () => {
  test.each<[string, Omit<PortFault, 'call'>, number, RegExp]>([
    ['500', { type: 'status', status: 500 }, 500, /run again later/],
    ['429', { type: 'status', status: 429 }, 429, /LONGSHORE_PORT_SHARE/],
    ['reset', { type: 'reset' }, 0, /OCEAN__PORT__BASE_URL/],
  ])('%s, permanently: each entity has the error, with a fix', async (_, fault, status, remedy) => {
    await using world = await PortWorld.open({ client: { maxAttempts: 4 } });
    world.port.setFaults([{ ...fault, call: BULK }]);

    const results = await world.run(upsert(world));

    expect(results).toHaveLength(20);
    for (const result of results) {
      expect(result).toMatchObject({
        status: 'failed',
        error: { status, remedy: expect.stringMatching(remedy) as unknown },
      });
    }
    expect(world.bulkCalls).toBe(4);
  });

  test('after many failed calls, later calls are tried once, until one is answered', async () => {
    await using world = await PortWorld.open({ client: { maxAttempts: 3 } });
    const fault: PortFault = { type: 'status', status: 500, call: BULK };
    world.port.setFaults([fault]);

    for (let call = 0; call < 10; call += 1) await world.run(upsert(world));
    expect(world.bulkCalls).toBe(8 * 3 + 2);

    world.port.setFaults([]);
    await world.run(upsert(world));
    world.port.setFaults([fault]);
    const before = world.bulkCalls;
    await world.run(upsert(world));
    expect(world.bulkCalls - before).toBe(3);
  });

  test('a closed port: the error names the setting', async () => {
    await using world = await PortWorld.open({
      client: { maxAttempts: 3, baseUrlSource: 'OCEAN__PORT__BASE_URL' },
    });
    await world.port.close();

    const failure = await world.run(failureOf(findBlueprint(world.client, 'queue', NEVER)));

    expect(failure).toBeInstanceOf(PortError);
    expect(failure).toMatchObject({
      status: 0,
      remedy: expect.stringContaining('OCEAN__PORT__BASE_URL') as unknown,
    });
  });
});

test.each<[string, readonly PortFault[]]>([
  ['waits for its answer', [{ call: /organization/, type: 'hang' }]],
  ['waits to try again', [{ call: /organization/, type: 'status', status: 503 }]],
])('a call that is stopped while it %s ends with the reason', async (_, faults) => {
  await using world = await PortWorld.open();
  world.port.setFaults(faults);
  const controller = new AbortController();
  const call = failureOf(
    world.client.call({
      method: 'GET',
      path: '/organization',
      family: 'other',
      answer: z.object({}),
      signal: controller.signal,
    }),
  );
  while (world.port.calls()['GET /v1/organization'] === undefined) await new Promise(setImmediate);
  while (world.port.statuses()['503'] === undefined && faults[0]?.type === 'status') {
    await new Promise(setImmediate);
  }

  controller.abort(new Error('the run was stopped'));

  expect(await call).toEqual(new Error('the run was stopped'));
});
