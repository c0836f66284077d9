import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, open, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import { DuckDbStore } from '../../src/store/duckdb/duckdb-store.ts';
import { Clock, runBoth } from './model-run.ts';
import { SAMPLE } from './sample-table.ts';
import { ask, failureOf } from './store-conformance.ts';
import { StoreModel } from './store-model.ts';

const CRASH = fileURLToPath(new URL('duckdb-crash.ts', import.meta.url));
const PARTS_CRASH = fileURLToPath(new URL('parts-crash.ts', import.meta.url));
const KILLS = Number(process.env['LONGSHORE_TEST_KILLS'] ?? 3);
const SCOPES = 3;
const RESOURCES = 20;
const OPTIONS = { memoryMb: 200, threads: 1, spillMb: 100, readOnly: false };

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-store-'));
  file = path.join(folder, 'store.duckdb');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Writes runs until it is killed, or fails. */
class Writer {
  readonly child: ChildProcess;
  output = '';

  constructor(rows = RESOURCES, limit = '', program = CRASH) {
    const command = `${limit} exec "$0" --import tsx "$@"`;
    this.child = spawn('bash', ['-c', command, process.execPath, program, file, String(rows)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  async said(text: string): Promise<void> {
    while (!this.output.includes(text)) await once(this.child.stdout ?? this.child, 'data');
  }

  async kill(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  /** The last run that it said was committed. */
  get committed(): number {
    return Number(this.output.match(/^\d+$/gm)?.at(-1) ?? 0);
  }
}

/** What the file has: the run of its resources, which must be one, and how many there are. */
async function contents(): Promise<{ value: number; resources: number; scopes: number }> {
  const store = await DuckDbStore.open({ file, ...OPTIONS });
  try {
    const rows = await ask(
      store,
      "select json_text(properties, '$.Value') as value, count(*), count(distinct region) from resources group by 1",
    );
    expect(rows.length).toBeLessThanOrEqual(1);
    const [value, resources, scopes] = rows[0] ?? [0, 0, 0];
    return { value: Number(value), resources: Number(resources), scopes: Number(scopes) };
  } finally {
    await store[Symbol.asyncDispose]();
  }
}

test(
  `a process that is killed ${KILLS} times loses no commit, and leaves none half done`,
  async () => {
    for (let kill = 0; kill < KILLS; kill += 1) {
      await rm(file, { force: true });
      await rm(`${file}.wal`, { force: true });
      const writer = new Writer();
      await writer.said('\n1\n');
      await sleep(Math.random() * 300);
      await writer.kill();

      const { value, resources, scopes } = await contents();

      // The last commit may have been written, and not yet said.
      expect([writer.committed, writer.committed + 1]).toContain(value);
      expect([resources, scopes]).toEqual([SCOPES * RESOURCES, SCOPES]);
    }
  },
  60_000 + KILLS * 5_000,
);

test(
  `a process that is killed ${KILLS} times leaves a part with its old rows or its new ones`,
  async () => {
    const rows = 2_000;
    for (let kill = 0; kill < KILLS; kill += 1) {
      await rm(file, { force: true });
      await rm(`${file}.wal`, { force: true });
      const writer = new Writer(rows, '', PARTS_CRASH);
      await writer.said('1\n');
      await sleep(Math.random() * 300);
      await writer.kill();

      const store = await DuckDbStore.open({ file, ...OPTIONS, tables: [SAMPLE] });
      const found = await ask(
        store,
        'select cast(note as integer), count(*) from sample group by 1',
      );
      await store[Symbol.asyncDispose]();

      expect(found.map(([, count]) => count)).toEqual([rows]);
      // The last replacement may have been written, and not yet said.
      expect([writer.committed, writer.committed + 1]).toContain(found[0]?.[0]);
    }
  },
  60_000 + KILLS * 5_000,
);

test('a full disk is one clear error, and what was committed stays', async () => {
  const writer = new Writer(500, 'ulimit -f 4000;'); // 4 MB

  await once(writer.child, 'exit');

  expect(writer.output).toMatch(/failed full .*cannot be written.*File too large/);
  expect(writer.committed).toBeGreaterThan(0);
  const { value, resources } = await contents();
  expect([writer.committed, writer.committed + 1]).toContain(value);
  expect(resources).toBe(SCOPES * 500);
});

describe('a file that', () => {
  const failure = (): Promise<Error> => failureOf(contents());

  test('another process holds is locked, and the error names the process', async () => {
    const writer = new Writer();
    await writer.said('open');

    const error = await failure();
    await writer.kill();

    expect(error).toMatchObject({ problem: 'locked' });
    expect(error.message).toContain(`process ${writer.child.pid}`);
    await expect(contents()).resolves.toBeDefined(); // a dead process holds nothing
  });

  test.each([0.05, 0.2, 0.5])('was cut off at %p of its length is corrupt', async (part) => {
    await writeSomething();
    await truncate(file, Math.floor((await stat(file)).size * part));

    expect(await failure()).toMatchObject({ problem: 'corrupt' });
  });

  test('was overwritten in the middle is corrupt', async () => {
    await writeSomething();
    for (const at of [4_100, 8_200, 12_400]) {
      const handle = await open(file, 'r+');
      await handle.write(Buffer.alloc(64, 0xee), 0, 64, at);
      await handle.close();
    }

    expect(await failure()).toMatchObject({ problem: 'corrupt' });
  });

  test('is no store is corrupt', async () => {
    await writeFile(file, 'not a database '.repeat(10_000));

    expect(await failure()).toMatchObject({ problem: 'corrupt' });
  });

  test('a newer Longshore has written is newer', async () => {
    await writeSomething();
    const instance = await DuckDBInstance.create(file);
    const connection = await instance.connect();
    await connection.run('update store_version set version = 99');
    connection.disconnectSync();
    instance.closeSync();

    const error = await failure();

    expect(error).toMatchObject({ problem: 'newer' });
    expect(error.message).toContain('99');
  });

  test('a newer DuckDB has written is newer', async () => {
    await writeSomething();
    const handle = await open(file, 'r+');
    const version = Buffer.alloc(8);
    version.writeBigUInt64LE(900n);
    await handle.write(version, 0, 8, 12);
    // The header's checksum must be right: DuckDB says what it should be.
    const checksum = /computed checksum (\d+)/.exec((await failure()).message)?.[1] ?? '0';
    version.writeBigUInt64LE(BigInt(checksum));
    await handle.write(version, 0, 8, 0);
    await handle.close();

    expect(await failure()).toMatchObject({ problem: 'newer' });
  });

  test('is a folder, or lies in none, cannot be opened', async () => {
    await mkdir(file);
    expect((await failure()).message).toContain('cannot be opened');

    file = path.join(folder, 'no', 'such', 'store.duckdb');
    expect((await failure()).message).toContain('cannot be opened');
  });

  test('was copied while it was closed is whole', async () => {
    await writeSomething();
    const copy = path.join(folder, 'copy.duckdb');
    await copyFile(file, copy);
    file = copy;

    expect((await contents()).resources).toBe(5_000);
  });
});

test('a run that was killed is interrupted when the next one begins', async () => {
  const clock = new Clock();
  const model = new StoreModel();
  const resources = [{ id: 1, value: 1, lacks: false }];
  const scopes = [{ scope: 0, resources, isComplete: true, isHistory: false, isLate: true }];
  let store = await DuckDbStore.open({ file, ...OPTIONS });
  await runBoth(store, model, { scopes, end: 'killed', id: 'one' }, clock);
  await store[Symbol.asyncDispose]();
  store = await DuckDbStore.open({ file, ...OPTIONS });
  await runBoth(store, model, { scopes, end: 'finished', id: 'two' }, clock);

  expect(await ask(store, 'select status from runs order by number')).toEqual([
    ['interrupted'],
    ['complete'],
  ]);
  await store[Symbol.asyncDispose]();
});

async function writeSomething(): Promise<void> {
  const store = await DuckDbStore.open({ file, ...OPTIONS });
  const resources = Array.from({ length: 5_000 }, (_, id) => ({ id, value: 1, lacks: false }));
  const scopes = [{ scope: 0, resources, isComplete: true, isHistory: false, isLate: true }];
  await runBoth(store, new StoreModel(), { scopes, end: 'finished', id: 'one' }, new Clock());
  await store[Symbol.asyncDispose]();
}
