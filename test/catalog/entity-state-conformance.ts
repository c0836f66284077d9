import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HASH_BYTES } from '../../src/catalog/state/content-hash.ts';
import type { EntityRecord, EntitySource } from '../../src/catalog/state/entity-record.ts';
import type { EntityState } from '../../src/catalog/state/entity-state.ts';
import { failureOf } from '../port/port-world.ts';
import { play, stories } from './state-model.ts';
import type { StatePlace } from './state-place.ts';
import { groupsOf, OWNER, queues, SOURCE } from './store-folder.ts';

/** In the order of their code points: each is the beginning of another, or has characters of its own. */
const NAMES_IN_ORDER = [
  '\0',
  '\x01',
  '\x01\x02',
  ' ',
  '"',
  'a',
  'a\0',
  'a\0b',
  'a\x01',
  'a\x01\x01',
  'a b',
  'a/b',
  'aa',
  'ab',
  'arn:aws:sqs:eu-west-1:111122223333:a',
  '\x7f',
  'e\u0301',
  'é',
  '漢字',
  '\uffee',
  '\u{1F600}',
].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));

/**
 * What every `EntityState` must do, wherever it keeps its records.
 *
 * @param makePlace makes an empty place, which is thrown away after the test
 */
export function describeEntityState(name: string, makePlace: () => Promise<StatePlace>): void {
  describe(`${name} as the state`, () => {
    test('behaves like a plain map under any operations', async () => {
      await fc.assert(
        fc.asyncProperty(stories, async (story) => {
          await using place = await makePlace();
          await play(story, place);
        }),
        { numRuns: 60 },
      );
    });

    test('is empty at first', async () => {
      await using place = await makePlace();

      await using state = await place.open();

      expect(await groupsOf(state)).toEqual([]);
      expect(await state.known(queues(2, 1))).toEqual([undefined, undefined]);
      expect(state.comparedAt).toBeUndefined();
      expect(state.windowOf('AWS::CodeBuild::Build')).toBeUndefined();
      expect(state.damage).toBeUndefined();
    });

    test('returns entities in the order of their names, with any characters', async () => {
      await using place = await makePlace();
      await using state = await place.open();
      const records = ['a', 'aa', 'a\0b'].flatMap((blueprint) =>
        NAMES_IN_ORDER.flatMap((identifier) =>
          [0, 1, 2].map((mapping) => recordOf(blueprint, identifier, { mapping })),
        ),
      );
      await state.put(records.toReversed());

      const groups = await groupsOf(state);
      const ofOne = await groupsOf(state, 'a');
      const found = await state.find('a', 'a');

      const names = NAMES_IN_ORDER.map((identifier) => ['a', identifier]);
      expect(groups.map((group) => [group.blueprint, group.identifier])).toEqual([
        ...names,
        ...NAMES_IN_ORDER.map((identifier) => ['a\0b', identifier]),
        ...NAMES_IN_ORDER.map((identifier) => ['aa', identifier]),
      ]);
      expect(groups.map((group) => mappingsOf(group))).toEqual(groups.map(() => [0, 1, 2]));
      expect(ofOne.map((group) => [group.blueprint, group.identifier])).toEqual(names);
      expect(found.records.map(({ identifier }) => identifier)).toEqual(['a', 'a', 'a']);
    });

    test.each<[string, Partial<EntitySource>]>([
      ['kind', { kind: 'AWS::SQS::Queue2' }],
      ['account', { accountId: '111122223334' }],
      ['region', { region: 'eu-west-10' }],
      ['mapping', { mapping: 1 }],
      ['keys', { keys: '' }],
    ])('keeps records of sources with another %s separate', async (_, difference) => {
      await using place = await makePlace();
      await using state = await place.open();
      const one = recordOf('queue', 'a', {}, 1);
      const other = recordOf('queue', 'a', difference, 2);
      await state.put([one, other]);

      const both = await state.find('queue', 'a');
      const known = await state.known([other, one]);
      await state.remove([one]);
      const left = await state.find('queue', 'a');

      expect(both.records).toHaveLength(2);
      expect(known.map((found) => found?.hash[0])).toEqual([2, 1]);
      expect(left.records.map(({ source }) => source)).toEqual([other.source]);
    });

    test('reports whether a record was made from the same resource', async () => {
      await using place = await makePlace();
      await using state = await place.open();
      const record = { ...recordOf('queue', 'a'), resource: ['cluster', 'service'] };
      await state.put([record]);

      const known = await state.known([
        record,
        { ...record, resource: ['cluster'] },
        { ...record, resource: ['service', 'cluster'] },
        { ...record, resource: [] },
      ]);

      expect(known.map((found) => found?.hasResource)).toEqual([true, false, false, false]);
    });

    test('is read as a snapshot from the start of the read, each entity once', async () => {
      await using place = await makePlace();
      await using state = await place.open();
      const given = queues(2_500, 1);
      await state.put([...given, ...queues(2_500, 2)]);
      const seen: string[] = [];
      let batches = 0;

      for await (const batch of state.groups('queue')) {
        batches += 1;
        if (batches === 1) {
          await state.remove(given);
          await state.put([recordOf('queue', 'later', { mapping: 3 })]);
        }
        for (const group of batch) {
          seen.push(group.identifier);
          expect(mappingsOf(group)).toEqual([1, 2]);
        }
      }

      expect(batches).toBeGreaterThan(1);
      expect(seen).toEqual(given.map(({ identifier }) => identifier));
      expect((await state.find('queue', 'later')).records).toHaveLength(1);
    });

    test('concurrent readers see each write completely or not at all', async () => {
      await using place = await makePlace();
      await using state = await place.open();
      const sizes = new Set<number>();

      const writers = Array.from({ length: 20 }, (_, n) =>
        state.put(queues(200, 1).map((record) => ({ ...record, blueprint: `b${n}` }))),
      );
      for (let reading = 0; reading < 10; reading += 1) await noteSizes(state, sizes);
      await Promise.all(writers);
      const all = await groupsOf(state);

      expect([...sizes].filter((size) => size !== 200)).toEqual([]);
      expect(all).toHaveLength(20 * 200);
    });

    test('writes nothing of a batch that fails', async () => {
      await using place = await makePlace();
      const state = await place.open();
      const broken: EntityRecord = {
        ...recordOf('queue', 'broken'),
        get resource(): readonly string[] {
          throw new Error('cannot be read');
        },
      };
      await state.put([recordOf('queue', 'before')]);

      const failure = await failureOf(state.put([recordOf('queue', 'a'), broken]));
      await state.put([recordOf('queue', 'z')]);
      await state.close();
      await using again = await place.open();
      const groups = await groupsOf(again);

      expect(failure).toMatchObject({ message: 'cannot be read' });
      expect(groups.map(({ identifier }) => identifier)).toEqual(['before', 'z']);
      expect(again.damage).toBeUndefined();
    });

    test('remembers when it was compared, and the window of each history', async () => {
      await using place = await makePlace();
      const state = await place.open();
      await state.setComparedAt(1_700_000_000_000);
      await state.setWindows(new Map([['A', '90d']]));
      await state.setWindows(new Map([['B', '30d']]));
      await state.setWindows(new Map());
      await state.put(queues(3, 1)); // after a seal, and before
      await state.close();

      await using again = await place.open();

      expect(again.comparedAt).toBe(1_700_000_000_000);
      expect(['A', 'B', 'C'].map((kind) => again.windowOf(kind))).toEqual([
        '90d',
        '30d',
        undefined,
      ]);
      expect(await groupsOf(again)).toHaveLength(3);
    });

    test('keeps everything when it is sealed during use', async () => {
      await using place = await makePlace();
      const state = await place.open();
      await state.put(queues(300, 1));

      await Promise.all([state.seal(), state.put(queues(300, 2)), state.seal()]);
      await state.seal();
      await state.seal();
      await state.put(queues(300, 3));
      await state.close();
      await using again = await place.open();
      const groups = await groupsOf(again);

      expect(groups.map((group) => mappingsOf(group))).toEqual(groups.map(() => [1, 2, 3]));
      expect(groups).toHaveLength(300);
      expect(again.damage).toBeUndefined();
    });

    test.each([
      ['another Port', { ...OWNER, baseUrl: 'http://other' }],
      ['another type', { ...OWNER, type: 'aws' }],
      ['another installation', { ...OWNER, identifier: 'other' }],
    ])('of %s is not usable: it is recreated', async (_, owner) => {
      await using place = await makePlace();
      const state = await place.open();
      await state.put(queues(10, 1));
      await state.setComparedAt(1);
      await state.setWindows(new Map([['A', '90d']]));
      await state.close();

      await using other = await place.open(owner);

      expect(await groupsOf(other)).toEqual([]);
      expect(other.comparedAt).toBeUndefined();
      expect(other.windowOf('A')).toBeUndefined();
      expect(other.damage).toBeUndefined();
    });

    test('reports damage until it is compared with Port again', async () => {
      await using place = await makePlace();
      const state = await place.open();
      await state.put(queues(100, 1));
      await state.setComparedAt(1);
      await state.close();
      await place.damage();

      const damaged = await place.open();
      const problem = damaged.damage;
      const comparedAt = damaged.comparedAt;
      await damaged.repair();
      const left = await groupsOf(damaged);
      await damaged.put(queues(5, 1));
      const problemAfterRepair = damaged.damage;
      await damaged.setComparedAt(2);
      const problemAfterComparison = damaged.damage;
      await damaged.close();
      await using again = await place.open();

      expect(problem).toEqual(expect.any(String));
      expect(comparedAt).toBeUndefined();
      expect(left).toEqual([]);
      expect(problemAfterRepair).toBe(problem);
      expect(problemAfterComparison).toBeUndefined();
      expect(again.damage).toBeUndefined();
      expect(again.comparedAt).toBe(2);
      expect(await groupsOf(again)).toHaveLength(5);
    });
  });
}

function recordOf(
  blueprint: string,
  identifier: string,
  source: Partial<EntitySource> = {},
  hash = 1,
): EntityRecord {
  return {
    blueprint,
    identifier,
    source: { ...SOURCE, ...source },
    resource: [identifier],
    hash: new Uint8Array(HASH_BYTES).fill(hash),
  };
}

function mappingsOf({ records }: { readonly records: readonly EntityRecord[] }): readonly number[] {
  return records.map(({ source }) => source.mapping).sort();
}

/** Notes how many entities each blueprint has. */
async function noteSizes(state: EntityState, sizes: Set<number>): Promise<void> {
  const counts = new Map<string, number>();
  for (const { blueprint } of await groupsOf(state)) {
    counts.set(blueprint, (counts.get(blueprint) ?? 0) + 1);
  }
  for (const count of counts.values()) sizes.add(count);
}
