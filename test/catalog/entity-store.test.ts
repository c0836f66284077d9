import { rm, stat, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HASH_BYTES } from '../../src/catalog/state/content-hash.ts';
import type { EntityRecord } from '../../src/catalog/state/entity-record.ts';
import type { EntityStore } from '../../src/catalog/state/entity-store.ts';
import { failureOf } from '../port/port-world.ts';
import { groupsOf, OWNER, SOURCE, StoreFolder } from './store-folder.ts';

/** One of several sources, told apart by its mapping. */
function sourceOf(mapping: number): EntityRecord['source'] {
  return { ...SOURCE, mapping };
}

type Step =
  | { readonly do: 'put'; readonly records: readonly EntityRecord[] }
  | { readonly do: 'remove'; readonly records: readonly EntityRecord[] }
  | { readonly do: 'reopen' };

const records: fc.Arbitrary<EntityRecord> = fc.record({
  blueprint: fc.constantFrom('queue', 'queue2', 'que', 'Bucket'),
  identifier: fc.oneof(
    fc.constantFrom('a', 'ab', 'a/b', 'arn:aws:sqs:eu-west-1:1:a', 'é', '漢字', '\u{1F600}'),
    fc.string({ minLength: 1, maxLength: 3 }),
  ),
  source: fc.record({
    kind: fc.constantFrom('AWS::SQS::Queue', ''),
    accountId: fc.constantFrom('111122223333', '*'),
    region: fc.constantFrom('eu-west-1', 'global'),
    mapping: fc.constantFrom(-1, 1, 0xff_ff_ff_ff),
    keys: fc.constant('0123456789ab'),
  }),
  resource: fc.array(fc.string({ unit: 'binary', maxLength: 5 }), { maxLength: 2 }),
  hash: fc.uint8Array({ minLength: HASH_BYTES, maxLength: HASH_BYTES }),
});

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      records: fc.array(records, { maxLength: 12 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('remove' as const),
      records: fc.array(records, { maxLength: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
);

/** A store in the plainest way. */
type Model = ReadonlyMap<string, EntityRecord>;

function nameOf({ blueprint, identifier, source }: EntityRecord): string {
  return JSON.stringify([blueprint, identifier, source]);
}

function plain({ hash, ...record }: EntityRecord): string {
  return JSON.stringify({ ...record, hash: [...hash] });
}

async function expectSame(store: EntityStore, model: Model, asked: EntityRecord): Promise<void> {
  const known = [...model.values()];
  const groups = await groupsOf(store);
  const all = groups.flatMap((group) => group.records);
  expect(all.map(plain).sort()).toEqual(known.map(plain).sort());
  const entities = groups.map((group) => JSON.stringify([group.blueprint, group.identifier]));
  expect(new Set(entities).size).toBe(entities.length);
  const { blueprint, identifier } = asked;
  const ofBlueprint = (await groupsOf(store, blueprint)).flatMap((group) => group.records);
  expect(ofBlueprint.map(plain).sort()).toEqual(
    known
      .filter((record) => record.blueprint === blueprint)
      .map(plain)
      .sort(),
  );
  const entity = await store.find(blueprint, identifier);
  expect(entity.records.map(plain).sort()).toEqual(
    known
      .filter((record) => record.blueprint === blueprint && record.identifier === identifier)
      .map(plain)
      .sort(),
  );
  const [found] = await store.known([asked]);
  const expected = model.get(nameOf(asked));
  expect(found && { hash: [...found.hash], hasResource: found.hasResource }).toEqual(
    expected && {
      hash: [...expected.hash],
      hasResource: JSON.stringify(expected.resource) === JSON.stringify(asked.resource),
    },
  );
}

/** As many records of one entity each. */
function queues(count: number, mapping: number): readonly EntityRecord[] {
  return Array.from({ length: count }, (_, n) => ({
    blueprint: 'queue',
    identifier: `queue-${String(n).padStart(5, '0')}`,
    source: sourceOf(mapping),
    resource: [`https://sqs/queue-${n}`],
    hash: new Uint8Array(HASH_BYTES).fill(1 + (n % 250)),
  }));
}

describe('EntityStore', () => {
  test('is what the plainest map would be, whatever is put, removed, asked, and opened again', async () => {
    const stories = fc.record({
      drawn: fc.array(steps, { maxLength: 15 }),
      asked: fc.array(records, { minLength: 1, maxLength: 3 }),
    });

    await fc.assert(
      fc.asyncProperty(stories, async ({ drawn, asked }) => {
        await using folder = await StoreFolder.make();
        let store = await folder.open();
        const model = new Map<string, EntityRecord>();
        for (const step of drawn) {
          if (step.do === 'reopen') {
            await store.close();
            store = await folder.open();
          } else if (step.do === 'put') {
            await store.put(step.records);
            for (const record of step.records) model.set(nameOf(record), record);
          } else {
            await store.remove(step.records);
            for (const record of step.records) model.delete(nameOf(record));
          }
        }
        for (const one of [...asked, ...model.values()].slice(0, 6)) {
          await expectSame(store, model, one);
        }
        await store.close();
      }),
      { numRuns: 60 },
    );
  });

  test('remembers when it was compared', async () => {
    await using folder = await StoreFolder.make();
    const store = await folder.open();
    const atFirst = store.comparedAt;
    await store.setComparedAt(1_700_000_000_000);
    await store.close();

    await using again = await folder.open();

    expect(atFirst).toBeUndefined();
    expect(again.comparedAt).toBe(1_700_000_000_000);
  });

  test.each([
    ['another Port', { ...OWNER, baseUrl: 'http://other' }],
    ['another type', { ...OWNER, type: 'aws' }],
    ['another installation', { ...OWNER, identifier: 'other' }],
  ])('of %s is of no use: it begins anew', async (_, owner) => {
    await using folder = await StoreFolder.make();
    const store = await folder.open();
    await store.put(queues(10, 1));
    await store.setComparedAt(1);
    await store.close();

    await using other = await folder.open(owner);

    expect(await groupsOf(other)).toEqual([]);
    expect(other.comparedAt).toBeUndefined();
    expect(other.damage).toBeUndefined();
  });

  test('is read as it was when the reading began, entity by entity, each once', async () => {
    await using folder = await StoreFolder.make();
    await using store = await folder.open();
    const given = queues(2_500, 1);
    await store.put([...given, ...queues(2_500, 2)]);
    const seen: string[] = [];

    for await (const batch of store.groups('queue')) {
      if (seen.length === 0) {
        await store.remove(given);
        await store.put(queues(1, 3).map((record) => ({ ...record, identifier: 'later' })));
      }
      for (const { identifier, records: own } of batch) {
        seen.push(identifier);
        expect(own.map(({ source }) => source.mapping).sort()).toEqual([1, 2]);
      }
    }

    expect(seen).toEqual(given.map(({ identifier }) => identifier));
  });

  test('takes at most 160 bytes on disk for an entity', async () => {
    await using folder = await StoreFolder.make();
    const store = await folder.open();
    const random = lehmer(7);
    const entities = 100_000;
    for (let done = 0; done < entities; done += 20) {
      const source = { ...SOURCE, accountId: String(111122223333 + (done % 400)) };
      const batch = Array.from({ length: 20 }, () => {
        const id = `i-${hex(random, 17)}`;
        return {
          blueprint: 'ec2Instance',
          identifier: `arn:aws:ec2:eu-west-1:${source.accountId}:instance/${id}`,
          source,
          resource: [id],
          hash: new Uint8Array(HASH_BYTES),
        };
      });
      await store.put(batch); // nothing is known while it is written
      await store.put(
        batch.map((record) => ({ ...record, hash: record.hash.map(() => random() % 256) })),
      );
    }
    const whileOpen = await folder.bytes();
    await store.close();
    await using again = await folder.open();
    const count = (await groupsOf(again)).length;

    expect(count).toBe(entities);
    expect(whileOpen / entities).toBeLessThanOrEqual(160);
    expect((await folder.bytes()) / entities).toBeLessThanOrEqual(160);
  });
});

describe('a folder', () => {
  test('that another has open: an error that says what to do', async () => {
    await using folder = await StoreFolder.make();
    await using store = await folder.open();

    const failure = await failureOf(folder.open());

    expect(store).toBeDefined();
    expect(failure).toMatchObject({
      code: 'configuration',
      remedy: expect.stringContaining('--state') as unknown,
      message: expect.stringContaining(folder.path) as unknown,
    });
  });

  test('that is a file: an error that says what to do', async () => {
    await using folder = await StoreFolder.make();
    await writeFile(`${folder.path}/state`, 'not a folder');

    const failure = await failureOf(folder.open());

    expect(failure).toMatchObject({
      code: 'state',
      remedy: expect.stringContaining('LONGSHORE_STATE_DIRECTORY') as unknown,
    });
  });

  test('whose last write was cut short anywhere: it opens, with whole writes only', async () => {
    const cuts = fc.record({
      writes: fc.integer({ min: 1, max: 8 }),
      kept: fc.double({ min: 0, max: 1, noNaN: true }),
    });

    await fc.assert(
      fc.asyncProperty(cuts, async ({ writes, kept }) => {
        await using folder = await StoreFolder.make();
        const store = await folder.open();
        for (let write = 0; write < writes; write += 1) {
          const batch = queues(30, 1).map((record) => ({ ...record, blueprint: `b${write}` }));
          await store.put(batch);
        }
        await store.close();
        const [log = ''] = await folder.files(/\.log$/);
        await truncate(log, Math.floor((await stat(log)).size * kept));

        await using again = await folder.open();
        const found: number[] = [];
        for (let write = 0; write < writes; write += 1) {
          found.push((await groupsOf(again, `b${write}`)).length);
        }
        await again.put(queues(1, 1));

        const whole = found.filter((count) => count === 30).length;
        expect(found).toEqual(found.map((_, write) => (write < whole ? 30 : 0)));
        if (kept === 1) expect(whole).toBe(writes);
      }),
      { numRuns: 40 },
    );
  });

  test.each(['CURRENT', 'MANIFEST', 'ldb', 'log'])(
    'that lost its %s: it opens, and can be written',
    async (name) => {
      await using folder = await StoreFolder.make();
      for (let opened = 0; opened < 3; opened += 1) {
        await using store = await folder.open(); // what is in the log becomes a table
        await store.put(queues(200, opened));
      }
      const lost = await folder.files(new RegExp(name));
      for (const file of lost) await rm(file);

      await using again = await folder.open();

      await again.put(queues(5, 7));
      expect(lost.length).toBeGreaterThan(0);
      expect(
        (await again.find('queue', 'queue-00003')).records.map(({ source }) => source.mapping),
      ).toContain(7);
    },
  );

  test.each(['CURRENT', 'MANIFEST', 'log'])(
    'with nonsense in its %s: it opens, and never gives half a record',
    async (name) => {
      await using folder = await StoreFolder.make();
      const store = await folder.open();
      await store.put(queues(200, 1));
      await store.close();
      for (const file of await folder.files(new RegExp(name))) {
        await writeFile(file, Buffer.alloc(100, 0x5a));
      }

      await using again = await folder.open();

      const kept = await groupsOf(again);
      for (const { records: own } of kept) {
        for (const { hash } of own) expect(hash).toHaveLength(HASH_BYTES);
      }
      await again.put(queues(5, 1));
      expect((await groupsOf(again)).length).toBeGreaterThanOrEqual(5);
    },
  );
});

function lehmer(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647);
}

function hex(random: () => number, digits: number): string {
  return Array.from({ length: digits }, () => (random() % 16).toString(16)).join('');
}
