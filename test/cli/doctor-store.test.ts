import { once } from 'node:events';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import { DoctorContext } from '../../src/app/doctor/doctor-context.ts';
import type { CheckResult } from '../../src/app/doctor/check.ts';
import { storeCheck } from '../../src/app/doctor/store-check.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { createStoreServer } from '../../src/host/store/store-server.ts';
import { listenOnSocket } from '../../src/host/store/store-socket.ts';
import { SecretMask } from '../../src/lib/secret-mask.ts';
import { DuckDbStore } from '../../src/store/duckdb/duckdb-store.ts';
import { CatalogWorld, IN_USE } from '../helpers/catalog-world.ts';

const LIMITS = { memoryMb: 128, threads: 1, spillMb: 64 };
const CLOSED_PORT = 'http://127.0.0.1:1';

let world: CatalogWorld;
let folder: string;
let file: string;
let states = 0;

beforeAll(async () => {
  world = await CatalogWorld.create({
    estate: { ...IN_USE, seed: 'doctor store', accounts: 1, 'AWS::SQS::Queue': 4 },
    kinds: ['AWS::SQS::Queue'],
  });
  await world.run(['resync', '--sink', 'store', '--kinds', 'AWS::SQS::Queue']);
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  states += 1;
  folder = path.join(world.folder, `state-${states}`);
  await mkdir(folder);
  file = path.join(folder, 'store.duckdb');
});

async function check(env: Readonly<Record<string, string>> = {}): Promise<CheckResult> {
  const { signal } = new AbortController();
  using context = new DoctorContext({
    settings: loadSettings({ env: { ...env, LONGSHORE_STATE_DIRECTORY: folder } }),
    settingsError: undefined,
    origins: [],
    config: undefined,
    accounts: undefined,
    env: {},
    cwd: world.folder,
    secrets: new SecretMask(),
    signal,
  });
  const [finding] = await storeCheck.run(context, signal);
  if (finding === undefined) throw new Error('no finding');
  return finding;
}

function fill(): Promise<void> {
  return copyFile(path.join(world.folder, 'state', 'store.duckdb'), file);
}

async function change(sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(sql);
  connection.disconnectSync();
  instance.closeSync();
}

test('no store: says whether one comes, and creates none', async () => {
  expect(await check()).toMatchObject({
    status: 'ok',
    message: `${file}: not used; longshore resync --sink store creates it`,
  });
  expect(await check({ LONGSHORE_STORE: 'duckdb' })).toMatchObject({
    status: 'ok',
    message: `${file}: no store yet; the first run creates it`,
  });
  expect(await readdir(folder)).toEqual([]);
});

test('a healthy file: its size, tables, resources and last run', async () => {
  await fill();

  const { stdout } = await world.run(['doctor', '--config', world.config, '--state', folder]);
  const { status, details } = await check();

  expect(stdout).toMatch(
    /^✓ ok {6}store {12}.*store\.duckdb: healthy: \d+ MiB, tables of version \d+, 4 resources, last run complete at 20.*Z$/m,
  );
  expect(status).toBe('ok');
  expect(details).toMatchObject([{ type: 'none', place: file, resources: 4, isHeldByHost: false }]);
});

test('a file that longshore serve holds is asked through it', async () => {
  await fill();
  await using held = await DuckDbStore.open({ file, readOnly: false, ...LIMITS });
  await using socket = await listenOnSocket(
    createStoreServer({ reader: () => Promise.resolve(held) }),
    folder,
  );

  const { status, message } = await check();

  expect(socket.path).toContain(folder);
  expect(status).toBe('ok');
  expect(message).toMatch(/healthy: .*4 resources.*, held by longshore serve$/);
});

test('a file that is in use, without a socket to ask, is a warning', async () => {
  await fill();
  await using held = await DuckDbStore.open({ file, readOnly: false, ...LIMITS });

  const finding = await check();

  expect(await held.tables()).not.toEqual([]);
  expect(finding).toMatchObject({
    status: 'warning',
    message: `the store ${file} is in use by this process`,
    fix: expect.stringMatching(/^wait for it to end/),
  });
});

test.each([
  [
    'written by a newer version',
    'update store_version set version = 999',
    'failed',
    /use that version/,
  ],
  [
    'written by an older version',
    'update store_version set version = 0',
    'warning',
    /resync --sink store once/,
  ],
] as const)('a file that was %s', async (what, sql, expected, remedy) => {
  await fill();
  await change(sql);

  const { status, message, fix } = await check();

  expect(message).toContain(`the store ${file} was ${what}`);
  expect(status).toBe(expected);
  expect(fix).toMatch(remedy);
});

test('a damaged file', async () => {
  await writeFile(file, 'x'.repeat(20_000));

  const { status, message, fix } = await check();

  expect([status, fix]).toEqual(['failed', expect.stringMatching(/^restore it from a backup/)]);
  expect(message).toMatch(/store\.duckdb is damaged/);
});

/** A ClickHouse of this version, with an empty database. */
async function clickHouse(version: string): Promise<{ url: string } & Disposable> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('latin1').on('data', (text: string) => (body += text));
    request.on('end', () => {
      response.end(body.includes('version()') ? `{"version":"${version}"}\n` : '');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

test.each([
  ['26.7.1.12', 'ok', /: no tables yet; the first run creates them: ClickHouse 26\.7\.1\.12$/],
  ['24.8.0.1', 'ok', /ClickHouse 24\.8\.0\.1$/],
  ['24.3.9.5', 'warning', /ClickHouse 24\.3\.9\.5: older than 24\.8$/],
  ['9.99.1', 'warning', /older than 24\.8$/],
])('ClickHouse %s', async (version, expected, text) => {
  using server = await clickHouse(version);

  const { status, message } = await check({
    LONGSHORE_STORE: 'clickhouse',
    LONGSHORE_CLICKHOUSE_URL: server.url,
  });

  expect(message).toMatch(text);
  expect(message).toContain(`${server.url} (longshore)`);
  expect(status).toBe(expected);
});

test('a ClickHouse that does not answer', async () => {
  const finding = await check({
    LONGSHORE_STORE: 'clickhouse',
    LONGSHORE_CLICKHOUSE_URL: CLOSED_PORT,
  });

  expect(finding).toMatchObject({
    status: 'failed',
    message: `the store at ${CLOSED_PORT}/longshore does not answer: connect ECONNREFUSED 127.0.0.1:1`,
    fix: expect.stringMatching(/^check the address/),
  });
});
