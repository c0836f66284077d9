import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OutputError } from '../../src/lib/errors.ts';
import type { EntityChange } from '../../src/catalog/write/entity-target.ts';
import { RetrySpool } from '../../src/catalog/write/retry-spool.ts';
import { failureOf } from '../port/port-world.ts';

interface Folder extends AsyncDisposable {
  readonly path: string;
}

async function makeFolder(): Promise<Folder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-spool-'));
  return {
    path: folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A change, as comparable as it is plain. */
function plain({ record, ...change }: EntityChange): object {
  return { ...change, record: record && { ...record, hash: [...record.hash] } };
}

/** Any text, including all kinds of line ends. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('a\nb', 'a\r\nb', 'a\rb', 'a\u2028b', 'a\u2029b', 'a\u0085b', '"\\', ''),
);

const changes: fc.Arbitrary<EntityChange> = fc.record({
  blueprint: fc.constantFrom('queue', 'bucket'),
  identifier: text,
  text: text.map((value) => JSON.stringify({ value })),
  isPartial: fc.boolean(),
  record: fc.option(
    fc.record({
      source: fc.record({
        kind: text,
        accountId: text,
        region: text,
        mapping: fc.nat(),
        keys: text,
      }),
      resource: fc.array(text, { maxLength: 2 }),
      hash: fc.uint8Array({ minLength: 12, maxLength: 12 }),
    }),
    { nil: undefined },
  ),
});

test('waiting changes are returned complete and in order, repeatedly, also when more are added meanwhile', async () => {
  const rounds = fc.array(fc.array(changes, { maxLength: 30 }), { minLength: 1, maxLength: 4 });

  await fc.assert(
    fc.asyncProperty(rounds, async (given) => {
      await using folder = await makeFolder();
      const spool = new RetrySpool(path.join(folder.path, 'retry.ndjson'));
      const [first = [], ...later] = given;
      for (const change of first) await spool.add(change);

      for (const [round, expected] of given.entries()) {
        const added = later[round] ?? [];
        const back: EntityChange[] = [];
        expect(spool.size).toBe(expected.length);
        let next = 0;
        for await (const change of spool.drain()) {
          back.push(change);
          const other = added[next++]; // changes may be added while draining
          if (other !== undefined) await spool.add(other);
        }
        for (const other of added.slice(next)) await spool.add(other);
        expect(back.map(plain)).toEqual(expected.map(plain));
      }

      expect(spool.size).toBe(0);
      expect(await readdir(folder.path)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('more changes than fit in memory: changes added during reading do not interfere', async () => {
  await using folder = await makeFolder();
  const spool = new RetrySpool(path.join(folder.path, 'retry.ndjson'));
  const change = (n: number): EntityChange => ({
    blueprint: 'queue',
    identifier: String(n),
    text: 'x'.repeat(20_000),
    isPartial: false,
    record: undefined,
  });
  for (let n = 0; n < 100; n += 1) await spool.add(change(n));
  const back: string[] = [];

  for await (const { identifier } of spool.drain()) {
    back.push(identifier);
    await spool.add(change(100 + Number(identifier)));
  }
  for await (const { identifier } of spool.drain()) back.push(identifier);

  expect(back).toEqual(Array.from({ length: 200 }, (_, n) => String(n)));
});

test('an empty spool returns nothing, and creates no file', async () => {
  await using folder = await makeFolder();
  const spool = new RetrySpool(path.join(folder.path, 'retry.ndjson'));
  const back: EntityChange[] = [];

  for await (const change of spool.drain()) back.push(change);

  expect(back).toEqual([]);
  expect(await readdir(folder.path)).toEqual([]);
});

test('an unwritable disk is an error of the run, with a fix, not a crash', async () => {
  await using folder = await makeFolder();
  const spool = new RetrySpool(path.join(folder.path, 'missing', 'retry.ndjson'));
  const change = {
    blueprint: 'queue',
    identifier: 'one',
    text: '{}',
    isPartial: false,
    record: undefined,
  };

  const failure = await failureOf(
    (async () => {
      await spool.add(change);
      for await (const one of spool.drain()) expect(one).toBeUndefined();
    })(),
  );

  expect(failure).toBeInstanceOf(OutputError);
  expect(failure).toMatchObject({ remedy: expect.stringMatching(/\w+ \w+/) as unknown });
});
