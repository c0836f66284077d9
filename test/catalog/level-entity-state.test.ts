import { cp, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HASH_BYTES } from '../../src/catalog/state/content-hash.ts';
import { failureOf } from '../port/port-world.ts';
import { groupsOf, OWNER, queues, SOURCE, StoreFolder } from './store-folder.ts';

describe('LevelEntityState', () => {
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
  test('that had the state of another installation: a process that is killed leaves its own', async () => {
    await using folder = await StoreFolder.make();
    await using copy = await StoreFolder.make();
    const owner = { ...OWNER, identifier: 'other' };
    const before = await folder.open();
    for (let write = 0; write < 5; write += 1) await before.put(queues(3, write));
    await before.close();
    await using state = await folder.open(owner);
    await state.put(queues(7, 1));
    await cp(folder.path, copy.path, { recursive: true }); // what a killed process leaves

    await using again = await copy.open(owner);

    expect(again.damage).toBeUndefined();
    expect(await groupsOf(again)).toHaveLength(7);
  });

  test('that another process has open: an error with a fix', async () => {
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

  test('that is a file: an error with a fix', async () => {
    await using folder = await StoreFolder.make();
    await writeFile(`${folder.path}/state`, 'not a folder');

    const failure = await failureOf(folder.open());

    expect(failure).toMatchObject({
      code: 'state',
      remedy: expect.stringContaining('LONGSHORE_STATE_DIRECTORY') as unknown,
    });
  });

  test('whose last write was truncated anywhere: it opens, with complete writes only', async () => {
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
    'with garbage in its %s: it opens, and never returns partial records',
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
