import { createServer as createNetServer } from 'node:net';
import { lstat, mkdir, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { findSocket, socketFile } from '../../src/app/store/socket-file.ts';
import { StoreClient } from '../../src/app/store/store-client.ts';
import type { StoreReader } from '../../src/app/store/store-reader.ts';
import { createStoreServer } from '../../src/host/store/store-server.ts';
import { listenOnSocket, type StoreSocket } from '../../src/host/store/store-socket.ts';
import { DuckDbStore } from '../../src/store/duckdb/duckdb-store.ts';
import type { Store } from '../../src/store/store.ts';
import { spawnLongshore } from '../helpers/command.ts';
import { HostWorld, USED_KINDS } from './host-world.ts';
import { temporaryFolder } from './server-world.ts';

const NO_LIMITS = { timeoutMs: 60_000, rows: 1_000_000 };
const ENDLESS = 'select count(*) from range(100000000000) a, range(1000) b';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: Store;

beforeEach(async () => {
  folder = await temporaryFolder();
  store = await DuckDbStore.open({
    file: path.join(folder.path, 'store.duckdb'),
    exportFolder: path.join(folder.path, 'exports'),
    readOnly: false,
    memoryMb: 128,
    threads: 1,
    spillMb: 64,
  });
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

function listen(at = folder.path, reader: StoreReader = store): Promise<StoreSocket> {
  return listenOnSocket(createStoreServer({ reader: () => Promise.resolve(reader) }), at);
}

async function connect(at = folder.path): Promise<StoreClient> {
  const client = await StoreClient.connect(
    (await findSocket(at)) ?? '',
    new AbortController().signal,
  );
  if (client === undefined) throw new Error('no server listens');
  return client;
}

async function rowsOf(
  reader: StoreReader,
  sql: string,
  signal = new AbortController().signal,
): Promise<unknown[]> {
  const { rows } = await reader.query(sql, NO_LIMITS, signal);
  const all: unknown[] = [];
  for await (const batch of rows()) all.push(...batch);
  return all;
}

test('queries, tables, changes and Parquet come through the socket as from the store', async () => {
  await using socket = await listen();
  const client = await connect();
  const { signal } = new AbortController();

  const rows = await rowsOf(client, "select range as n, repeat('x', 500) from range(30000)");
  const pieces: Uint8Array[] = [];
  for await (const piece of client.parquet('select 1 as a', NO_LIMITS, signal)) pieces.push(piece);

  expect(rows).toHaveLength(30_000);
  expect(rows.at(-1)).toEqual([29_999, 'x'.repeat(500)]);
  expect(await client.tables()).toEqual(await store.tables());
  expect(await client.changesSince(0, signal).next()).toEqual({ done: true, value: undefined });
  expect(Buffer.concat(pieces).subarray(0, 4).toString()).toBe('PAR1');
  expect((await stat(socket.path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder.path)).not.toContainEqual(expect.stringMatching(/^\.sock-/));
});

test('errors come through the socket as the store gives them', async () => {
  await using socket = await listen();
  const client = await connect(path.dirname(socket.path));
  const { signal } = new AbortController();

  await expect(rowsOf(client, 'selec 1')).rejects.toMatchObject({ problem: 'query' });
  await expect(rowsOf(client, "select error('no') from range(3)")).rejects.toMatchObject({
    problem: 'query',
  });
  await expect(client.query(ENDLESS, { timeoutMs: 200, rows: 1 }, signal)).rejects.toMatchObject({
    problem: 'limit',
  });
  await expect(client.parquet('drop table x', NO_LIMITS, signal).next()).rejects.toMatchObject({
    problem: 'query',
  });
});

test('a client that stops, or goes away, stops its query', async () => {
  await using socket = await listen();
  const client = await connect(path.dirname(socket.path));
  const stop = new AbortController();
  const running = rowsOf(client, ENDLESS, stop.signal);
  const unread = await client.query('select range from range(10000000)', NO_LIMITS, stop.signal);

  stop.abort(new DOMException('stopped', 'AbortError'));

  await expect(running).rejects.toThrow('stopped');
  await expect(unread.rows().next()).rejects.toThrow('stopped');
  expect(await rowsOf(store, 'select 1')).toEqual([[1]]); // the only thread is free again
});

test('what a process left behind is replaced, and links are not followed', async () => {
  const place = socketFile(folder.path);
  const target = path.join(folder.path, 'target');
  await writeFile(target, 'mine');
  await symlink(target, place);

  await expect(findSocket(folder.path)).rejects.toThrow(/symbolic link/);
  const first = await listen();
  await first[Symbol.asyncDispose]();
  const gone = await findSocket(folder.path);
  const dead = createNetServer().listen(`${place}.dead`);
  await new Promise((resolve) => dead.once('listening', resolve));

  expect(gone).toBeUndefined();
  expect((await lstat(target)).isFile()).toBe(true);
  dead.close();
  expect(await StoreClient.connect(`${place}.dead`, new AbortController().signal)).toBeUndefined();
});

test('a state folder whose path is too long for a socket', async () => {
  const long = path.join(folder.path, 'x'.repeat(90));
  await mkdir(long);

  const socket = await listen(long);
  const client = await connect(long);
  const rows = await rowsOf(client, 'select 1');
  const place = (await findSocket(long)) ?? '';
  await socket[Symbol.asyncDispose]();

  expect(rows).toEqual([[1]]);
  expect(Buffer.byteLength(place)).toBeLessThan(100);
  await expect(stat(path.dirname(place))).rejects.toThrow('ENOENT');
  expect(await findSocket(long)).toBeUndefined();
});

test('while serve holds the store, query goes through it, and resync says who holds it', async () => {
  await using world = await HostWorld.create({ kinds: USED_KINDS });
  await using host = world.serve({ LONGSHORE_STORE: 'duckdb', LONGSHORE_API_TOKEN: 'token' });
  await host.says('run ended');

  const headers = { authorization: 'Bearer token', 'content-type': 'application/json' };
  const body = JSON.stringify({ sql: 'select count(*) from aws_sqs_queue' });
  const overHttp = await host.ask('/query', { method: 'POST', headers, body });
  const [query, resync] = await Promise.all([
    spawnLongshore(['query', 'select count(*) as n from aws_sqs_queue', '--format', 'csv'], {
      env: world.env,
    }),
    spawnLongshore(['resync', '--sink', 'store'], { env: world.env }),
  ]);

  expect(query).toMatchObject({ exitCode: 0, stderr: '' });
  expect(overHttp.json).toMatchObject({ rows: [[Number(query.stdout.split('\r\n')[1])]] });
  expect(query.stdout).toMatch(/^n\r\n[1-9]/);
  expect(resync.exitCode).toBe(1);
  expect(resync.stderr).toMatch(new RegExp(`in use by process ${process.pid}: longshore serve`));
  expect(await host.stop()).toBe(0);
  await expect(lstat(socketFile(world.stateDirectory))).rejects.toThrow('ENOENT');
});

test('serve works without its store, and the next run tries again', async () => {
  await using world = await HostWorld.create({ kinds: USED_KINDS });
  const file = path.join(world.stateDirectory, 'store.duckdb');
  await mkdir(file, { recursive: true });

  await using host = world.serve({ LONGSHORE_STORE: 'duckdb', LONGSHORE_API_TOKEN: 'token' });
  const first = await host.says('run ended');
  await rm(file, { recursive: true });
  const headers = { authorization: 'Bearer token' };
  await host.ask('/resync', { method: 'POST', headers });
  await host.until(async () => (await host.runs()) === 2);

  expect(first).toMatchObject({ status: 'incomplete', causes: [{ kind: 'store' }] });
  expect(host.log.filter(({ msg }) => msg === 'the store failed in this run')).toHaveLength(1);
  expect(host.log.findLast(({ msg }) => msg === 'run ended')).toMatchObject({ status: 'complete' });
});
