import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ClickHouseStore } from '../../src/store/clickhouse/clickhouse-store.ts';
import type { Store } from '../../src/store/store.ts';
import type { StoredTable } from '../../src/store/stored-table.ts';
import { describeBulk } from '../store/bulk-conformance.ts';
import { describeUsage } from '../store/usage-conformance.ts';
import { describeParts, TABLES } from '../store/parts-conformance.ts';
import { ask, describeStore, VIEWS, type TestedStore } from '../store/store-conformance.ts';
import { TestClickHouse } from './clickhouse.ts';

/** A run that was killed holds the store for this long, in milliseconds. */
const LEASE_MS = 300;

let server: TestClickHouse;
let databases = 0;

beforeAll(async () => {
  server = await TestClickHouse.start();
});
afterAll(() => server[Symbol.asyncDispose]());

function open(): Promise<TestedStore> {
  let store: Store | undefined;
  let database = '';
  const reopen = async (tables: readonly StoredTable[] = TABLES): Promise<Store> => {
    await store?.[Symbol.asyncDispose]();
    store = await ClickHouseStore.open({
      url: server.url,
      database,
      leaseMs: LEASE_MS,
      views: VIEWS,
      tables,
    });
    return store;
  };
  const clear = (): Promise<Store> => {
    databases += 1;
    database = `test_${databases}`;
    return reopen();
  };
  return Promise.resolve({
    reopen: (tables) => (store === undefined ? clear() : reopen(tables)),
    clear,
    async [Symbol.asyncDispose]() {
      await store?.[Symbol.asyncDispose]();
    },
  });
}

test.each([
  ["map('a', toInt64(1), 'b', 2)", { a: 1, b: 2 }],
  ["[toNullable('x'), null]", ['x', null]],
  ["tuple(1, 'a')", [1, 'a']],
  [
    "cast((1, toDateTime64('2026-11-22 05:00:00', 3, 'UTC')) as Tuple(n Int64, `at time` DateTime64(3, 'UTC')))",
    { n: 1, 'at time': '2026-11-22T05:00:00.000Z' },
  ],
  ["toDateTime64('2026-11-22 06:00:00.123456', 6, 'Europe/Paris')", '2026-11-22T05:00:00.123456Z'],
  ["toDateTime('2026-11-22 05:00:00', 'UTC')", '2026-11-22T05:00:00.000Z'],
  ["toDate('2026-11-22')", '2026-11-22'],
  ['toUInt64(18446744073709551615)', '18446744073709551615'],
  ['toUInt128(7)', 7],
  ['nan', 'NaN'],
  ['-inf', '-Infinity'],
  ['1.50', 1.5],
  [`json_text('{"n":1e5}', '$.n')`, '1e+05'],
  [`json_text('{"n":0.000001}', '$.n')`, '1e-06'],
  [`json_text('{"n":1e+21}', '$.n')`, '1e+21'],
  [`json_text('{"n":123456789012345680000}', '$.n')`, null],
  ["toLowCardinality('x')", 'x'],
  ["cast('a' as Enum8('a,(' = 1, 'a' = 2))", 'a'],
  ["map('k', [(1, 'x')])", { k: [[1, 'x']] }],
  ['sum(number) from numbers(0)', null],
])('%s is read as JSON has it', async (sql, value) => {
  const tested = await open();

  expect(await ask(await tested.reopen(), `select ${sql}`)).toEqual([[value]]);
  await tested[Symbol.asyncDispose]();
});

describeParts('ClickHouse', {
  open,
  sequences: Number(process.env['LONGSHORE_TEST_SEQUENCES'] ?? 10),
  readers: 8,
});

describeStore('ClickHouse', {
  open,
  sequences: Number(process.env['LONGSHORE_TEST_SEQUENCES'] ?? 10) / 5,
  endless: 'select count() from numbers(1000000000000) where number % 7 = 8',
  memoryHog:
    "select length(groupArray(repeat('x', 100000))) from (select * from numbers(1000000)) group by number % 1",
  hostile: [
    "attach table other from '/tmp/other' (a Int8) engine = TinyLog",
    "insert into function file('/tmp/longshore-hostile.csv') select 1",
    "select 1 into outfile '/tmp/longshore-hostile.csv'",
    'select 1 format CSV',
    'select 1 settings max_memory_usage = 0',
    'select 1 settings readonly = 0',
    'set readonly = 0',
    "select * from file('/etc/passwd', LineAsString)",
    "select file('/etc/passwd')",
    "select arrayMap(x -> file(x), ['/etc/passwd'])",
    "select `file`('/etc/passwd')",
    "select * from eval('select file(''/etc/passwd'')')",
    "select * from url('http://127.0.0.1:1/', LineAsString)",
    "select * from remote('127.0.0.1', system.one)",
    "select * from cluster('default', system.one)",
    "select * from s3('http://127.0.0.1:1/bucket/key', 'CSV')",
    "select * from mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
    "select * from executable('cat', 'CSV', 'a String')",
    "select * from sqlite('/etc/passwd', 'b')",
    "select * from merge('system', '.*')",
    "select * from (select * from (select * from merge('system', '^one$')))",
    'select * from system.one',
    'select 1 where 1 in (select dummy from system.one)',
    "select dictGet('other.dictionary', 'a', 1)",
    'insert into run_log (number) values (7)',
    'insert into run_log (number) select 7',
    'alter table resource_log delete where true',
    'delete from resource_log where true',
    'truncate table resource_log',
    'drop table resource_log',
    'create table mine (a Int8) engine = Memory',
    'create temporary table mine (a Int8)',
    'explain insert into run_log (number) select 7',
    'explain analyze insert into run_log (number) select 7',
    'select 1; drop table resource_log',
    'system shutdown',
    'kill query where 1',
    'use system',
    'begin transaction',
    'optimize table resource_log final',
    'grant all on *.* to default',
    'graph = 0 select 1',
    'select nonsense from nowhere',
    '',
  ],
});
describeBulk('ClickHouse', open);
describeUsage('ClickHouse', open);
