import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import { createStoreServer } from '../../src/host/store/store-server.ts';
import { listenOnSocket } from '../../src/host/store/store-socket.ts';
import { DuckDbStore } from '../../src/store/duckdb/duckdb-store.ts';
import { CatalogWorld } from '../helpers/catalog-world.ts';
import type { CommandResult } from '../helpers/command.ts';

const RESYNC = ['resync', '--sink', 'store', '--kinds', 'AWS::SQS::Queue,AWS::S3::Bucket'];
let world: CatalogWorld;
let folder: string;
let states = 0;

beforeAll(async () => {
  world = await CatalogWorld.create({
    estate: {
      seed: 'dry',
      accounts: 1,
      regions: ['us-east-1', 'eu-west-1'],
      usedRegions: 2,
      'AWS::SQS::Queue': 60,
      'AWS::S3::Bucket': 2,
    },
  });
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => {
  states += 1;
  folder = path.join(world.folder, `state-${states}`);
  world.setGone('AWS::SQS::Queue', 0);
  world.sandbox.setFaults([]);
});

function run(args: readonly string[]): Promise<CommandResult> {
  return world.run([...args, '--state', folder]);
}

function dryRun(...args: readonly string[]): Promise<CommandResult> {
  return run([...RESYNC, '--dry-run', ...args]);
}

/** Changes as JSON lines, sorted, without the time at which they were found. */
function changesOf({ stdout }: CommandResult): readonly object[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  const changes = lines.map((line) => JSON.parse(line) as { id: string; region: string });
  return changes
    .map((change) => ({ ...change, at: undefined }))
    .sort((one, other) => (one.region + one.id < other.region + other.id ? -1 : 1));
}

async function digest(): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path.join(folder, 'store.duckdb')))
    .digest('hex');
}

/** Changes what the store remembers of some queues, as if AWS had answered otherwise. */
async function rewrite(sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(path.join(folder, 'store.duckdb'));
  const connection = await instance.connect();
  await connection.run(sql);
  connection.disconnectSync();
  instance.closeSync();
}

test('without a store everything appears, and nothing is created', async () => {
  const text = await dryRun();
  const json = await dryRun('--json');

  expect(text.stdout).toMatch(
    /^There is no store yet \(.*store\.duckdb\): every resource is new\./,
  );
  expect(text.stdout).toMatch(/\nAWS::SQS::Queue: 60 appeared\n {2}\+ /);
  expect(text.stdout).toMatch(/… and 10 more: see all with --json\n[^]*\n62 appeared\n$/);
  expect(text.stdout.match(/^ {2}\+ /gm)).toHaveLength(52); // 2 buckets, and 50 of the queues
  expect(changesOf(json)).toHaveLength(62);
  expect([text.exitCode, json.exitCode]).toEqual([0, 0]);
  await expect(readdir(folder)).rejects.toThrow('ENOENT');
});

test('it says what diff says after the run, and leaves the file as it is', async () => {
  await run(RESYNC);
  await rewrite(
    `update resource_rows set content_hash = 1, properties = replace(properties, '"VisibilityTimeout":', '"OldTimeout":')
     where id like '%orders-7' or id like '%orders-8'`,
  );
  const before = await digest();
  world.setGone('AWS::SQS::Queue', 3);

  const text = await dryRun();
  const json = await dryRun('--json');

  expect(await digest()).toBe(before);
  expect((await readdir(folder)).sort()).toEqual(['store.duckdb']);
  await run(RESYNC);
  const diff = await run(['diff']);
  const diffJson = await run(['diff', '--json']);
  expect(text.stdout).toMatch(/^Compared with the store .*store\.duckdb:\n\nAWS::SQS::Queue: /);
  expect(bodyOf(text)).toBe(bodyOf(diff));
  expect(bodyOf(text)).toMatch(/ {2}~ orders-\d[^]*OldTimeout: \d+ → \(none\)/);
  expect(bodyOf(text)).toMatch(/\n3 changed, 6 disappeared\n$/);
  expect(changesOf(json)).toEqual(changesOf(diffJson));
  expect(changesOf(await dryRun('--json'))).toEqual([]);
  expect((await dryRun()).stdout).toMatch(/\n\nNothing has changed\.\n$/);
});

function bodyOf({ stdout }: CommandResult): string {
  return stdout.slice(stdout.indexOf('\n\n'));
}

test('a scope that cannot be read to the end shows no changes; a value that cannot be read is no change', async () => {
  await run(RESYNC);
  world.setGone('AWS::SQS::Queue', 1);
  world.sandbox.setFaults([
    { type: 'deny', operation: 'ListQueues', region: 'eu-west-1' },
    { type: 'deny', operation: 'GetQueueAttributes', region: 'us-east-1' },
  ]);

  const { exitCode, stdout } = await dryRun('--json');

  expect(exitCode).toBe(3);
  expect(changesOf({ stdout } as CommandResult)).toMatchObject([
    { change: 'disappeared', region: 'us-east-1' },
  ]);
});

test('while another process holds the file, it is asked through its socket', async () => {
  await run(RESYNC);
  world.setGone('AWS::SQS::Queue', 2);
  const file = path.join(folder, 'store.duckdb');
  const limits = { memoryMb: 256, threads: 1, spillMb: 64 };
  await using held = await DuckDbStore.open({ file, readOnly: false, ...limits });
  await using socket = await listenOnSocket(
    createStoreServer({ reader: () => Promise.resolve(held) }),
    folder,
  );

  const { exitCode, stdout } = await dryRun();

  expect(socket.path).toContain(folder);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/\nAWS::SQS::Queue: 4 disappeared\n/);
});

test('while the file is in use, without a socket to ask, one message says so', async () => {
  await run(RESYNC);
  const file = path.join(folder, 'store.duckdb');
  const limits = { memoryMb: 256, threads: 1, spillMb: 64 };
  await using held = await DuckDbStore.open({ file, readOnly: false, ...limits });

  const { exitCode, stdout, stderr } = await dryRun();

  expect(await held.tables()).not.toEqual([]);
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/store\.duckdb is in use by this process[^]*fix: wait for it to end/);
  expect(stderr).not.toMatch(/^ {4}at /m);
});

test.each([
  ['without --dry-run', RESYNC],
  ['with another sink', ['resync', '--dry-run']],
])('--json %s is a usage error', async (_, args) => {
  const { exitCode, stderr } = await run([...args, '--json']);

  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/--json is only for --sink store --dry-run/);
});
