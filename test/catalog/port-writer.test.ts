import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PortFault } from '../../src/sandbox/port/faults.ts';
import type { EntityChange } from '../../src/catalog/write/entity-target.ts';
import { failureOf, names, PortWorld } from '../port/port-world.ts';
import { WriterWorld } from './writer-world.ts';

const BULK = /\/entities\/bulk$/;
const IMPATIENT = { client: { answerTimeoutMs: 100 } };

/** Faults of calls, few enough that no call meets more than it tries. */
const callFaults = fc.array(
  fc.record({
    type: fc.constantFrom('status' as const, 'reset' as const, 'late-reset' as const),
    status: fc.constantFrom(429, 500, 502, 503, 408, 401),
    headers: fc.constantFrom<Readonly<Record<string, string>>>({}, { 'x-ratelimit-reset': '3' }),
    times: fc.constantFrom(1, 2),
  }),
  { maxLength: 5 },
);

describe('under any combination of faults', () => {
  test('each entity is written or reported once, and the state matches', async () => {
    const stories = fc.record({
      faults: callFaults,
      refused: fc.uniqueArray(fc.nat(89), { maxLength: 8 }),
      huge: fc.uniqueArray(fc.nat(89), { maxLength: 1 }),
    });

    await fc.assert(
      fc.asyncProperty(stories, async ({ faults, refused, huge }) => {
        await using world = await PortWorld.open();
        await using state = await WriterWorld.open(world.client);
        const identifiers = names('entity', 90);
        const failing = new Set([...refused, ...huge].map((n) => identifiers[n] ?? ''));
        world.port.setFaults([
          ...faults.map((fault): PortFault => ({ ...fault, call: BULK })),
          ...refused.map((n): PortFault => {
            const identifier = new RegExp(`^${identifiers[n] ?? ''}$`);
            return { call: BULK, type: 'entity-error', status: 422, identifier };
          }),
        ]);
        const given = identifiers.map((identifier, n) => {
          const size = huge.includes(n) ? 1_100_000 : 10;
          const blueprint = ['bucket', 'region'][n % 2] ?? '';
          return state.change(blueprint, identifier, { properties: { text: 'x'.repeat(size) } });
        });

        await world.run(state.write(given));

        const written = identifiers.filter((identifier) => !failing.has(identifier));
        expect([...world.stored('bucket'), ...world.stored('region')].sort()).toEqual(written);
        const { created, updated } = state.writer.counts;
        expect(created + updated).toBe(written.length);
        expect(state.failures.entities).toBe(failing.size);
        for (const { remedy } of state.failures.list) expect(remedy).not.toBe('');
        for (const change of given) {
          const expected = failing.has(change.identifier) ? 'unknown' : 'written';
          expect(await state.known(change)).toBe(expected);
        }
      }),
      { numRuns: 40 },
    );
  });

  test.each<[string, PortFault]>([
    ['a Port that fails', { call: BULK, type: 'status', status: 500 }],
    ['a deleted blueprint', { call: BULK, type: 'status', status: 404 }],
    ['connections that are cut', { call: BULK, type: 'reset' }],
    ['answers that never come', { call: BULK, type: 'hang' }],
  ])('%s, permanently: one reason, with a fix, for all entities', async (_, fault) => {
    await using world = await PortWorld.open({ client: { ...IMPATIENT.client, maxAttempts: 2 } });
    await using state = await WriterWorld.open(world.client);
    world.port.setFaults([fault]);

    await world.run(state.write(names('b', 50).map((name) => state.change('bucket', name))));

    expect(state.failures.list).toMatchObject([
      {
        blueprint: 'bucket',
        action: 'upsert',
        entities: 50,
        examples: { length: 5 },
        remedy: expect.stringMatching(/\w+ \w+/),
      },
    ]);
    expect(state.writer.counts).toEqual({ created: 0, updated: 0, deleted: 0 });
  });
});

describe('two changes of one entity', () => {
  test('are written in order, even if the first one is slow', async () => {
    await using world = await PortWorld.open();
    await using state = await WriterWorld.open(world.client);
    world.port.setFaults([{ call: BULK, type: 'status', status: 503, times: 2 }]);
    const versions = Array.from({ length: 8 }, (_, size) =>
      state.change('bucket', 'one', { properties: { size } }),
    );

    await world.run(state.write(versions));

    expect(world.port.catalog.entities('bucket').get('one')?.properties).toEqual({ size: 7 });
    for (const last of versions.slice(-1)) expect(await state.known(last)).toBe('written');
    expect(state.writer.counts).toEqual({ created: 1, updated: 7, deleted: 0 });
  });
});

describe('relations to entities that do not exist yet', () => {
  /** Three levels, in the worst order: each stands before what it relates to. */
  function levels(state: WriterWorld, count: number): readonly EntityChange[] {
    return [
      ...names('queue', count).map((name, n) =>
        state.change('queue', name, {
          properties: { size: n },
          relations: { account: names('account', count)[n] },
        }),
      ),
      ...names('account', count).map((name, n) =>
        state.change('account', name, {
          properties: { text: `t${n}` },
          relations: { region: names('region', count)[n] },
        }),
      ),
      ...names('region', count).map((name) => state.change('region', name)),
    ];
  }

  test.each([3, 130])('%d of each level: all are finally written completely', async (count) => {
    await using world = await PortWorld.open();
    await using state = await WriterWorld.open(world.client);
    const given = levels(state, count);

    await world.run(state.write(given));

    expect(state.failures.list).toEqual([]);
    expect(state.writer.counts.created).toBe(3 * count);
    for (const { blueprint, identifier, text } of given) {
      const { properties = {}, relations = {} } = JSON.parse(text) as Record<string, unknown>;
      const stored = world.port.catalog.entities(blueprint).get(identifier);
      expect(stored).toMatchObject({ properties, relations });
    }
    for (const change of given) expect(await state.known(change)).toBe('written');
  });

  test('that will never exist: reported once each, after all other writes', async () => {
    await using world = await PortWorld.open();
    await using state = await WriterWorld.open(world.client);
    const lost = names('lost', 50).map((name) =>
      state.change('queue', name, { relations: { account: 'no-one' } }),
    );

    await world.run(state.write([...lost, ...levels(state, 40)]));

    expect(state.failures.entities).toBe(50);
    expect(state.failures.list).toMatchObject([
      { blueprint: 'queue', entities: 50, remedy: expect.stringContaining('target of a relation') },
    ]);
    expect(state.writer.counts.created).toBe(120);
    expect(world.stored('queue')).toEqual(names('queue', 40));
  });

  test('a large payload waits without being truncated', async () => {
    await using world = await PortWorld.open();
    await using state = await WriterWorld.open(world.client);
    const text = 'é"\\\n\u2028'.repeat(20_000);
    const given = names('account', 45).map((name) =>
      state.change('account', name, { properties: { text }, relations: { region: 'late' } }),
    );

    await world.run(state.write([...given, state.change('region', 'late')]));

    expect(state.failures.list).toEqual([]);
    const stored = [...world.port.catalog.entities('account').values()];
    expect(stored).toHaveLength(45);
    expect(stored.every(({ properties }) => properties['text'] === text)).toBe(true);
  });

  test('when Port creates stubs of missing targets, nothing waits', async () => {
    await using world = await PortWorld.open();
    await using state = await WriterWorld.open(world.client, {
      createMissingRelatedEntities: true,
    });

    await world.run(state.write(levels(state, 30)));

    expect(state.failures.list).toEqual([]);
    expect(world.bulkCalls).toBe(6);
    expect(world.stored('account')).toEqual(names('account', 30));
  });
});

describe('deleting', () => {
  test('hundreds are deleted in few calls; refused ones are reported once each', async () => {
    await using world = await PortWorld.open();
    await using state = await WriterWorld.open(world.client);
    const accounts = names('account', 250);
    const held = ['account-0042', 'account-0199'];
    await world.run(
      state.write([
        ...accounts.map((name) => state.change('account', name)),
        ...held.map((account) => state.change('queue', account, { relations: { account } })),
      ]),
    );

    const results = await world.run(state.writer.delete('account', accounts));

    const refused = [...results].filter(([, { status }]) => status === 'refused');
    expect(refused.map(([identifier]) => identifier).sort()).toEqual(held);
    expect(state.writer.counts.deleted).toBe(248);
    expect(world.stored('account')).toEqual(held);
    expect(state.failures.entities).toBe(2);
    expect(state.failures.list).toMatchObject([{ action: 'delete', entities: 2, examples: held }]);
  });
});

describe('a write that failed', () => {
  test('is reported with its source; a refused deletion is not', async () => {
    await using world = await PortWorld.open();
    await using state = await WriterWorld.open(world.client);
    const bad = state.change('region', 'r', { properties: { unknown: 1 } });
    const account = state.change('account', 'a');
    const queue = state.change('queue', 'q', { relations: { account: 'a' } });

    await world.run(state.write([account, queue, bad]));
    const results = await world.run(state.writer.delete('account', ['a']));

    expect(results.get('a')?.status).toBe('refused');
    const refused = [account, queue, bad].filter(
      ({ record }) => record !== undefined && state.failures.hasRefused(record),
    );
    expect(refused).toEqual([bad]);
  });
});

describe('a run that is stopped', () => {
  test('ends with the reason, and the state contains only confirmed writes', async () => {
    await using world = await PortWorld.open();
    const controller = new AbortController();
    await using state = await WriterWorld.open(world.client, { signal: controller.signal });
    world.port.setFaults([{ call: /bucket/, type: 'hang' }]);
    const good = names('region', 20).map((name) => state.change('region', name));
    const stuck = names('bucket', 20).map((name) => state.change('bucket', name));
    const work = failureOf(state.write([...good, ...stuck]));
    while (world.bulkCalls < 2 || (world.port.statuses()['200'] ?? 0) < 2) {
      await new Promise(setImmediate);
    }

    controller.abort(new Error('the run was stopped'));

    expect(await work).toEqual(new Error('the run was stopped'));
    for (const change of stuck) expect(await state.known(change)).toBe('unknown');
  });

  test('state that cannot be written ends the run: Port receives no unrecorded writes', async () => {
    await using world = await PortWorld.open();
    await using state = await WriterWorld.open(world.client);
    await state.store.close();

    const failure = await failureOf(state.write([state.change('bucket', 'one')]));

    expect(failure).toMatchObject({ code: 'state' });
    expect(world.bulkCalls).toBe(0);
  });
});
