import { cp, open, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HASH_BYTES } from '../../src/catalog/state/content-hash.ts';
import { sourceName, type EntityRecord } from '../../src/catalog/state/entity-record.ts';
import { groupsOf, OWNER, SOURCE, StoreFolder } from './store-folder.ts';

/** How often the state is damaged, in all: half of it for each of the two states. `npm run test:corruption` sets it. */
const TRIALS = Number(process.env['LONGSHORE_TEST_CORRUPTIONS'] ?? 200);
const TRIALS_PER_CHUNK = 100;
const CHUNKS = Array.from({ length: TRIALS / 2 / TRIALS_PER_CHUNK }, (_, chunk) => chunk);
/** While the state is open. */
const TRIALS_WHILE_OPEN = Math.min(100, TRIALS / 10);
const ACCOUNTS = ['111122223333', '111122223334', '111122223335'];
const REGIONS = ['eu-west-1', 'eu-west-2', 'us-east-1'];

/** Every queue of a small estate; every fifth one made by two sources. */
const RECORDS: readonly EntityRecord[] = ACCOUNTS.flatMap((accountId) =>
  REGIONS.flatMap((region) =>
    Array.from({ length: 24 }, (_, n) => n).flatMap((n) =>
      (n % 5 === 0 ? [0, 1] : [0]).map((mapping) => ({
        blueprint: n % 2 === 0 ? 'queue' : 'topic',
        identifier: `arn:aws:sqs:${region}:${accountId}:queue-${n}`,
        source: { ...SOURCE, accountId, region, mapping },
        resource: [`https://sqs.${region}.amazonaws.com/${accountId}/queue-${n}`],
        hash: new Uint8Array(HASH_BYTES).fill(1 + n),
      })),
    ),
  ),
);

function textOf({ hash, source, ...record }: EntityRecord): string {
  return JSON.stringify({ ...record, source: sourceName(source), hash: [...hash] });
}

const WRITTEN = RECORDS.map(textOf).sort();

/** A deterministic random source. */
function chance(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Damage that a failing disk or a careless user does to files. */
const DAMAGES: readonly ((content: Buffer, pick: (below: number) => number) => Buffer | 'gone')[] =
  [
    (content, pick) => {
      const damaged = Buffer.from(content);
      const at = pick(damaged.length);
      if (damaged.length > 0) damaged.writeUInt8((damaged[at] ?? 0) ^ (1 << pick(8)), at);
      return damaged;
    },
    (content, pick) => content.subarray(0, pick(content.length + 1)),
    (content, pick) => {
      const damaged = Buffer.from(content);
      const at = pick(damaged.length);
      return damaged.fill(pick(256), at, Math.min(damaged.length, at + 1 + pick(200)));
    },
    (content, pick) => Buffer.concat([content, Buffer.alloc(1 + pick(300), pick(256))]),
    (content, pick) => {
      const at = pick(content.length);
      return Buffer.concat([content.subarray(0, at), content.subarray(at + 1 + pick(50))]);
    },
    () => 'gone',
  ];

/** @param isOpen a file that is mapped into memory must not become shorter: the system kills who reads it */
async function damage(folder: StoreFolder, seed: number, isOpen = false): Promise<void> {
  const pick = chance(seed);
  const files = [...(await folder.files(/^(?!LOCK|LOG)/))].sort();
  const file = files[pick(files.length)] ?? '';
  const way = DAMAGES[pick(DAMAGES.length)];
  const before = await readFile(file);
  const damaged = way?.(before, pick) ?? 'gone';
  if (damaged === 'gone') await rm(file);
  else if (!isOpen) await writeFile(file, damaged);
  else if (damaged.length === before.length) await overwrite(file, damaged);
}

async function overwrite(file: string, content: Buffer): Promise<void> {
  await using handle = await open(file, 'r+');
  await handle.write(content, 0, content.length, 0);
}

describe.each([
  ['that was closed', true],
  ['of a process that was killed', false],
])('the state %s, damaged anywhere', (_, isClosed) => {
  let original: StoreFolder;

  beforeAll(async () => {
    original = await StoreFolder.make();
    const copy = await StoreFolder.make();
    for (const part of [RECORDS.slice(0, 100), RECORDS.slice(100, 200)]) {
      await using store = await original.open(); // what is in the log becomes a table
      await store.put(part);
    }
    const store = await original.open();
    for (let start = 200; start < RECORDS.length; start += 7) {
      await store.put(RECORDS.slice(start, start + 7));
    }
    if (isClosed) {
      await store.close();
      return;
    }
    await cp(original.path, copy.path, { recursive: true });
    await store.close();
    await original[Symbol.asyncDispose]();
    original = copy;
  });

  afterAll(() => original[Symbol.asyncDispose]());

  test.each(CHUNKS)('it opens, and returns only written data (%i)', async (chunk) => {
    const wrong: object[] = [];
    let damaged = 0;
    for (let trial = 1; trial <= TRIALS_PER_CHUNK; trial += 1) {
      const seed = chunk * TRIALS_PER_CHUNK + trial;
      await using folder = await StoreFolder.make();
      await cp(path.join(original.path, 'state'), path.join(folder.path, 'state'), {
        recursive: true,
      });
      await damage(folder, seed);

      await using store = await folder.open();
      const found = (await groupsOf(store)).flatMap(({ records }) => records.map(textOf));
      const strangers = found.filter((record) => !WRITTEN.includes(record));
      const isWhole = found.length === WRITTEN.length;
      // A killed process may lose the end of its last writes; one that was closed loses nothing.
      const isSilent = isClosed && !isWhole && store.damage === undefined;
      if (strangers.length > 0 || isSilent) wrong.push({ seed, strangers, isSilent });
      damaged += Number(store.damage !== undefined);
      await store.repair();
      await store.put(RECORDS.slice(0, 3));
      const kept = (await groupsOf(store)).flatMap(({ records }) => records);
      if (kept.length < 3) wrong.push({ seed, kept: kept.length });
    }

    expect(wrong).toEqual([]);
    expect(damaged).toBeGreaterThan(TRIALS_PER_CHUNK / 10);
  });
});

test('damage while the state is open: it keeps working, and returns only written data', async () => {
  const wrong: object[] = [];
  for (let seed = 1; seed <= TRIALS_WHILE_OPEN; seed += 1) {
    await using folder = await StoreFolder.make();
    for (const part of [RECORDS.slice(0, 150), RECORDS.slice(150)]) {
      await using filled = await folder.open();
      await filled.put(part);
    }
    await using store = await folder.open();
    await damage(folder, seed, true);

    const found = (await groupsOf(store)).flatMap(({ records }) => records.map(textOf));
    await store.put(RECORDS.slice(0, 10));
    const known = await store.known(RECORDS.slice(0, 10));

    const strangers = found.filter((record) => !WRITTEN.includes(record));
    const isMissing = known.includes(undefined);
    if (strangers.length > 0 || isMissing) wrong.push({ seed, strangers, isMissing });
  }

  expect(wrong).toEqual([]);
});

test('state of an earlier version is recreated, and is not reported as damaged', async () => {
  await using folder = await StoreFolder.make();
  const { ClassicLevel } = await import('classic-level');
  const db = new ClassicLevel(path.join(folder.path, 'state'));
  await db.put('h', JSON.stringify({ version: 1, ...OWNER, comparedAt: 5 }));
  await db.put('s1', JSON.stringify(SOURCE));
  await db.put('e\0queue\0one\0\0\0\0\x01', 'x'.repeat(HASH_BYTES));
  await db.close();

  await using store = await folder.open();

  expect(await groupsOf(store)).toEqual([]);
  expect(store.comparedAt).toBeUndefined();
  expect(store.damage).toBeUndefined();
});
