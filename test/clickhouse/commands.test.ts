import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { CatalogWorld } from '../helpers/catalog-world.ts';
import type { CommandResult } from '../helpers/command.ts';
import { startLongshore } from '../helpers/command.ts';
import { TestClickHouse } from './clickhouse.ts';

const RESYNC = ['resync', '--sink', 'store', '--kinds', 'AWS::SQS::Queue,AWS::S3::Bucket'];
const COUNT = ['query', 'select count(*) as n from resources', '--format', 'csv'];

let world: CatalogWorld;
let server: TestClickHouse;
let databases = 0;
let database: string;

beforeAll(async () => {
  server = await TestClickHouse.start();
  world = await CatalogWorld.create({
    estate: {
      seed: 'clickhouse commands',
      accounts: 1,
      regions: ['us-east-1', 'eu-west-1'],
      usedRegions: 2,
      'AWS::SQS::Queue': 8,
      'AWS::S3::Bucket': 2,
    },
  });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
beforeEach(() => {
  databases += 1;
  database = `commands_${databases}`;
  world.setGone('AWS::SQS::Queue', 0);
});

function envOf(url = server.url): Readonly<Record<string, string>> {
  return {
    LONGSHORE_STORE: 'clickhouse',
    LONGSHORE_CLICKHOUSE_URL: url,
    LONGSHORE_CLICKHOUSE_DATABASE: database,
  };
}

function run(args: readonly string[]): Promise<CommandResult> {
  return world.run(args, { env: envOf() });
}

async function databasesOf(): Promise<string> {
  const answer = await fetch(server.url, { method: 'POST', body: 'show databases' });
  return answer.text();
}

test('commands that only read create nothing on a server without a store', async () => {
  const query = await run(COUNT);
  const diff = await run(['diff']);
  const dry = await run([...RESYNC, '--dry-run']);

  for (const { exitCode, stderr } of [query, diff]) {
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/there is no store yet: .* has no tables of Longshore's/);
  }
  expect(dry.exitCode).toBe(0);
  expect(dry.stdout).toMatch(/^There is no store yet \(http:.*\): every resource is new\./);
  expect(dry.stdout).toMatch(/\nAWS::SQS::Queue: 8 appeared\n[^]*\n10 appeared\n$/);
  expect(await databasesOf()).not.toContain(database);
});

test('doctor finds the server, and its tables once there are some', async () => {
  const empty = await run(['doctor', '--config', world.config]);
  await run(RESYNC);
  const filled = await run(['doctor', '--config', world.config]);

  expect(empty.stdout).toMatch(/ok +store +.*: no tables yet; .*: ClickHouse \d+\.\d+/);
  expect(filled.stdout).toMatch(/ok +store +.*: healthy: ClickHouse .*, 10 resources, last run/);
});

test('--dry-run says what diff says after the run', async () => {
  await run(RESYNC);
  world.setGone('AWS::SQS::Queue', 1);

  const dry = await run([...RESYNC, '--dry-run']);

  expect((await run(COUNT)).stdout).toBe('n\r\n10\r\n');
  await run(RESYNC);
  const diff = await run(['diff']);
  expect(dry.exitCode).toBe(0);
  expect(dry.stdout).toMatch(/\n2 disappeared\n$/);
  expect(bodyOf(dry)).toBe(bodyOf(diff));
  expect((await run([...RESYNC, '--dry-run'])).stdout).toMatch(/\n\nNothing has changed\.\n$/);
});

function bodyOf({ stdout }: CommandResult): string {
  return stdout.slice(stdout.indexOf('\n\n'));
}

test('a server that never answers is one error within seconds', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const begun = performance.now();

  const { exitCode, stderr } = await world.run(RESYNC, { env: envOf(url) });

  expect(performance.now() - begun).toBeLessThan(15_000);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`the store at ${url}/${database} does not answer: no answer in time`);
  silent.close();
});

test('a server that dies in the middle of a run ends it with one error; what was stored stays', async () => {
  await run(RESYNC);
  world.setGone('AWS::SQS::Queue', 1);
  world.sandbox.setFaults([
    { type: 'slow', milliseconds: 3_000, operation: 'ListQueues', region: 'eu-west-1' },
  ]);
  const { said, ended } = startLongshore(RESYNC, { env: { ...world.env, ...envOf() } });
  await sleep(1_500);
  const begun = performance.now();
  await server.kill();

  const exitCode = await ended;

  expect(performance.now() - begun).toBeLessThan(50_000);
  expect(exitCode).toBe(1);
  expect(said.stderr.match(/^longshore: /gm)).toHaveLength(1);
  expect(said.stderr).toMatch(/the store at .* does not answer: .*ECONNREFUSED[^]*\n {2}fix: /);
  expect(said.stderr).not.toMatch(/^ {4}at /m);
  await server.start();
  expect((await run(COUNT)).stdout).toBe('n\r\n10\r\n');
});
