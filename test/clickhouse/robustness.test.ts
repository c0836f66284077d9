import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from '@clickhouse/client';
import { ClickHouseStore } from '../../src/store/clickhouse/clickhouse-store.ts';
import type { StoreError } from '../../src/store/store-error.ts';
import { numbered, replace } from '../store/parts-conformance.ts';
import { SAMPLE, sampleRow } from '../store/sample-table.ts';
import { Clock, runBoth } from '../store/model-run.ts';
import { ask, expectSame, failureOf, oneScope } from '../store/store-conformance.ts';
import { StoreModel, type ModelRun } from '../store/store-model.ts';
import { TestClickHouse } from './clickhouse.ts';
import { CuttingProxy } from './cutting-proxy.ts';

const SECRET = 'p4ssword';
const RESTARTS = 8;
const NOTHING = { endedAt: 1, status: 'complete', resources: 0, calls: 0 } as const;

let server: TestClickHouse;
let databases = 0;
beforeAll(async () => {
  server = await TestClickHouse.start();
});
afterAll(() => server[Symbol.asyncDispose]());

function newDatabase(): string {
  databases += 1;
  return `robust_${databases}`;
}

/** A run with three scopes, each with forty resources of this value. */
function manyResources(value: number): ModelRun {
  const resources = Array.from({ length: 40 }, (_, id) => ({ id, value, lacks: false }));
  const scopes = [0, 1, 2].map((scope) => ({
    scope,
    resources: resources.slice(value % 5),
    isComplete: true,
    isHistory: scope === 2,
    isLate: scope > 0,
  }));
  return { scopes, end: 'finished' };
}

describe('a server that cannot be used is one clear error, soon', () => {
  async function opening(url: string, password = SECRET): Promise<StoreError> {
    const begun = performance.now();
    const error = await failureOf(
      ClickHouseStore.open({ url, username: 'default', password, connectTimeoutMs: 1_000 }),
    );
    expect(performance.now() - begun).toBeLessThan(4_000);
    expect(error).toMatchObject({ problem: 'unreachable' });
    expect(error.message).toContain(url);
    expect(`${error.message} ${error.remedy}`).not.toContain(SECRET);
    return error;
  }

  test('when nothing listens', async () => {
    expect((await opening('http://127.0.0.1:1')).message).toContain('ECONNREFUSED');
  });

  test('when it never answers', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');

    const error = await opening(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`);

    expect(error.message).toContain('no answer in time');
    silent.close();
  });

  test('when it is something else', async () => {
    const page = createHttpServer((_, response) => response.writeHead(404).end('<html>no</html>'));
    page.listen(0, '127.0.0.1');
    await once(page, 'listening');

    await opening(`http://127.0.0.1:${(page.address() as AddressInfo).port}`);
    page.close();
  });

  test('when the password is wrong', async () => {
    await using locked = await TestClickHouse.start('another');

    expect((await opening(locked.url)).message).toContain('rejected the login');
  });
});

test('restarts of the server in the middle of runs lose nothing and double nothing', async () => {
  const restarted = await TestClickHouse.start();
  const store = await ClickHouseStore.open({ url: restarted.url, leaseMs: 60_000 });
  const model = new StoreModel();
  const clock = new Clock();
  const runs = new AbortController();
  let restarts = 0;
  const restarting = (async () => {
    for (; !runs.signal.aborted && restarts < RESTARTS; restarts += 1) {
      await sleep(300 + Math.random() * 1_500);
      await restarted.kill();
      await sleep(Math.random() * 500);
      await restarted.start();
    }
  })();

  for (let value = 1; value <= 8; value += 1) {
    await runBoth(store, model, { ...manyResources(value), id: `run-${value}` }, clock);
  }
  runs.abort();
  await restarting;

  expect(restarts).toBeGreaterThan(2);
  await expectSame(store, model);
  await store[Symbol.asyncDispose]();
  await restarted[Symbol.asyncDispose]();
});

test('a query that is asked after a restart of the server is answered', async () => {
  const restarted = await TestClickHouse.start();
  const store = await ClickHouseStore.open({ url: restarted.url });
  expect(await ask(store, 'select 1')).toEqual([[1]]);
  await restarted.kill();
  await restarted.start();

  expect(await ask(store, 'select 1')).toEqual([[1]]);
  await restarted.kill();
  expect(await failureOf(ask(store, 'select 1'))).toMatchObject({ problem: 'unreachable' });
  await store[Symbol.asyncDispose]();
  await restarted[Symbol.asyncDispose]();
});

test('connections that are cut lose nothing and double nothing', async () => {
  await using proxy = new CuttingProxy(() => server.port);
  const url = await proxy.start();
  const store = await ClickHouseStore.open({ url, database: newDatabase(), leaseMs: 60_000 });
  const model = new StoreModel();
  const clock = new Clock();

  proxy.chance = 0.15;
  for (let value = 1; value <= 6; value += 1) {
    await runBoth(store, model, { ...manyResources(value), id: `run-${value}` }, clock);
  }
  proxy.chance = 0;

  expect(proxy.cuts).toBeGreaterThan(10);
  await expectSame(store, model);
  await store[Symbol.asyncDispose]();
});

test('a server that stays down ends the run; what was committed stays, and the next run adds the rest', async () => {
  const down = await TestClickHouse.start();
  const options = { url: down.url, retryForMs: 1_000, leaseMs: 300 };
  let store = await ClickHouseStore.open(options);
  const model = new StoreModel();
  const clock = new Clock();
  await runBoth(store, model, { ...manyResources(1), id: 'one' }, clock);
  const writer = await store.beginRun('two', clock.ms);
  await down.kill();

  const commit = { id: 1, record: { ...RECORD }, endedAt: clock.ms, replaced: undefined };
  const error = await failureOf(writer.commit([commit]));

  expect(error).toMatchObject({ problem: 'unreachable' });
  expect(error.message).toContain('ECONNREFUSED');
  await store[Symbol.asyncDispose]();
  await down.start();
  store = await ClickHouseStore.open(options);
  model.begin('two', clock.ms);
  await expectSame(store, model);
  await runBoth(store, model, { ...manyResources(3), id: 'three' }, clock);
  await expectSame(store, model);
  await store[Symbol.asyncDispose]();
  await down[Symbol.asyncDispose]();
});

const RECORD = {
  kind: 'AWS::SQS::Queue',
  accountId: '210000000001',
  region: 'region-0',
  outcome: 'denied',
  resources: 0,
  incompleteResources: 0,
  pages: 0,
  calls: 0,
  retries: 0,
  throttles: 0,
  durationMs: 0,
  gaps: [],
} as const;

test('rows that no commit names are not seen, and leave with the next run', async () => {
  const database = newDatabase();
  const store = await ClickHouseStore.open({ url: server.url, database, leaseMs: 300 });
  const model = new StoreModel();
  const clock = new Clock();
  await runBoth(store, model, { ...oneScope(true), id: 'one' }, clock);
  const client = createClient({ url: server.url, database });
  await client.command({
    query: `insert into resource_log select * replace (7 as attempt, 9 as version) from resource_log`,
  });

  await expectSame(store, model);
  await runBoth(store, model, { ...oneScope(true), id: 'two' }, clock);

  await expectSame(store, model);
  const left = await client.query({
    query: 'select count() as rows from resource_log where attempt = 7',
    format: 'JSONEachRow',
  });
  expect(await left.json()).toEqual([{ rows: 0 }]);
  await client.close();
  await store[Symbol.asyncDispose]();
});

test('replaced rows and those of killed writers leave later, and nothing else', async () => {
  const database = newDatabase();
  const store = await ClickHouseStore.open({ url: server.url, database, tables: [SAMPLE] });
  const client = createClient({ url: server.url, database });
  for (const note of ['old', 'new']) await replace(store, 'one', numbered(5, note));
  await replace(store, 'two', numbered(3, 'two'));
  await replace(store, 'removed', numbered(4, 'removed'));
  await store.keepParts(SAMPLE, ['one', 'two']);
  await store.appendRows(SAMPLE, [sampleRow(1, 'appended')]);
  const copy = (write: number, age: string): Promise<unknown> =>
    client.command({
      query: `insert into sample_log select * replace (${write} as stored_write, now64(3) - interval ${age} as stored_at)
        from (select * from sample_log where note = 'two' and stored_write > 9)`,
    });
  await copy(7, '2 day');
  await copy(8, '1 hour');
  const rows = async (): Promise<unknown> => {
    const found = await client.query({
      query:
        'select note, stored_write < 9 as other, toInt32(count()) as rows from sample_log group by all order by all',
      format: 'JSONCompactEachRow',
    });
    return found.json();
  };
  const before = await rows();
  expect(before).toContainEqual(['two', 1, 6]);

  await store.compact(0);
  const soon = await rows();
  await client.command({
    query:
      'alter table part_log update at = at - interval 1 hour where 1 settings mutations_sync = 1',
  });
  await store.compact(0);

  expect(soon).toEqual(before); // queries may still look for them
  expect(await rows()).toEqual([
    ['appended', 1, 1],
    ['new', 0, 5],
    ['two', 0, 3],
    ['two', 1, 3], // of a writer that may still write
  ]);
  expect(await ask(store, 'select note, count(*) from sample group by note order by note')).toEqual(
    [
      ['appended', 1],
      ['new', 5],
      ['two', 3],
    ],
  );
  await client.close();
  await store[Symbol.asyncDispose]();
});

test('parts are replaced whole although connections are cut', async () => {
  await using proxy = new CuttingProxy(() => server.port);
  const url = await proxy.start();
  const options = { url, database: newDatabase(), tables: [SAMPLE] };
  const store = await ClickHouseStore.open(options);

  proxy.chance = 0.15;
  for (let value = 1; value <= 8; value += 1) {
    await replace(store, 'one', numbered(400, `v${value}`));
    await store.appendRows(SAMPLE, [sampleRow(value, 'appended')]);
  }
  proxy.chance = 0;

  expect(proxy.cuts).toBeGreaterThan(2);
  expect(await ask(store, 'select note, count(*) from sample group by note order by note')).toEqual(
    [
      ['appended', 8],
      ['v8', 400],
    ],
  );
  await store[Symbol.asyncDispose]();
});

describe('one run writes at a time', () => {
  test('a second run is told which one writes', async () => {
    const options = { url: server.url, database: newDatabase(), leaseMs: 600 };
    const store = await ClickHouseStore.open(options);
    const other = await ClickHouseStore.open(options);
    const first = await store.beginRun('first', Date.parse('2026-11-22T05:00:00Z'));

    const error = await failureOf(other.beginRun('second', 0));

    expect(error).toMatchObject({ problem: 'locked' });
    expect(error.message).toContain('the run first, started at 2026-11-22 05:00:00.000 UTC');
    await first.end(NOTHING);
    await expect(other.beginRun('third', 0)).resolves.toBeDefined();
    await store[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
  });

  test('of runs that begin at once, at most one writes', async () => {
    const options = { url: server.url, database: newDatabase(), leaseMs: 5_000 };
    await (await ClickHouseStore.open(options))[Symbol.asyncDispose]();

    for (let round = 0; round < 5; round += 1) {
      const stores = await Promise.all([1, 2, 3].map(() => ClickHouseStore.open(options)));
      const begun = await Promise.allSettled(
        stores.map((store, index) => store.beginRun(`run-${round}-${index}`, 0)),
      );
      const writers = begun.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      for (const writer of writers) await writer.end(NOTHING);
      await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()));

      expect(writers.length).toBe(1);
    }
  });

  test('a run that seemed dead and was replaced can commit nothing', async () => {
    const options = { url: server.url, database: newDatabase() };
    const slow = await ClickHouseStore.open({ ...options, leaseMs: 600_000 });
    const quick = await ClickHouseStore.open({ ...options, leaseMs: 100 });
    const paused = await slow.beginRun('paused', 0);
    await sleep(200);
    await quick.beginRun('next', 0);

    const commit = { id: 1, record: { ...RECORD }, endedAt: 0, replaced: undefined };
    expect(await failureOf(paused.commit([commit]))).toMatchObject({ problem: 'locked' });
    expect(await ask(slow, 'select * from scopes')).toEqual([]);
    await slow[Symbol.asyncDispose]();
    await quick[Symbol.asyncDispose]();
  });
});

test('tables of a newer version are an error that says so', async () => {
  const database = newDatabase();
  await (await ClickHouseStore.open({ url: server.url, database }))[Symbol.asyncDispose]();
  const client = createClient({ url: server.url, database });
  await client.command({ query: 'insert into store_version values (99)' });
  await client.close();

  const error = await failureOf(ClickHouseStore.open({ url: server.url, database }));

  expect(error).toMatchObject({ problem: 'newer' });
  expect(error.message).toContain('99');
});
