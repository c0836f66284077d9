import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from '@jest/globals';
import { DuckDbStore } from '../../src/store/duckdb/duckdb-store.ts';
import type { Store } from '../../src/store/store.ts';
import type { StoredTable } from '../../src/store/stored-table.ts';
import { describeBulk } from './bulk-conformance.ts';
import { describeUsage } from './usage-conformance.ts';
import { describeParts, TABLES } from './parts-conformance.ts';
import { ask, describeStore, failureOf, VIEWS, type TestedStore } from './store-conformance.ts';

const OPTIONS = { memoryMb: 200, threads: 1, spillMb: 100, readOnly: false };

/** `npm run test:stores` tries more. */
const SEQUENCES = Number(process.env['LONGSHORE_TEST_SEQUENCES'] ?? 5);

async function open(): Promise<TestedStore> {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-store-'));
  const file = path.join(folder, 'store.duckdb');
  let store: Store | undefined;
  const reopen = async (tables: readonly StoredTable[] = TABLES): Promise<Store> => {
    await store?.[Symbol.asyncDispose]();
    store = await DuckDbStore.open({
      file,
      exportFolder: path.join(folder, 'exports'),
      ...OPTIONS,
      views: VIEWS,
      tables,
    });
    return store;
  };
  return {
    reopen,
    clear: async () => {
      await store?.[Symbol.asyncDispose]();
      store = undefined;
      await Promise.all(['', '.wal'].map((end) => rm(`${file}${end}`, { force: true })));
      return reopen();
    },
    async [Symbol.asyncDispose]() {
      await store?.[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

test('one process opens a file once: twice would destroy it', async () => {
  const tested = await open();
  const store = await tested.reopen();
  const [[file] = []] = await ask(store, "select current_setting('temp_directory')");

  const again = DuckDbStore.open({ file: String(file).replace(/\.tmp$/, ''), ...OPTIONS });

  expect(await failureOf(again)).toMatchObject({ problem: 'locked' });
  await tested[Symbol.asyncDispose]();
});

test('the file can be read by its user only', async () => {
  const tested = await open();
  const store = await tested.reopen();
  const [[temporary] = []] = await ask(store, "select current_setting('temp_directory')");

  const { mode } = await stat(String(temporary).replace(/\.tmp$/, ''));

  expect(mode & 0o777).toBe(0o600);
  await tested[Symbol.asyncDispose]();
});

test('a file of an older version is read only after a run has updated it', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-store-'));
  const file = path.join(folder, 'store.duckdb');
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run('create table other (n integer)');
  connection.disconnectSync();
  instance.closeSync();

  const refused = await failureOf(DuckDbStore.open({ file, ...OPTIONS, readOnly: true }));
  await (await DuckDbStore.open({ file, ...OPTIONS }))[Symbol.asyncDispose]();
  const opened = await DuckDbStore.open({ file, ...OPTIONS, readOnly: true });

  expect(refused).toMatchObject({ problem: 'older', message: expect.stringContaining('older') });
  expect(await ask(opened, 'select count(*) from resources')).toEqual([[0]]);
  await opened[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test('a file without a table that was declared since is read only after an update', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-store-'));
  const file = path.join(folder, 'store.duckdb');
  await (
    await DuckDbStore.open({ file, ...OPTIONS, tables: TABLES.slice(1) })
  )[Symbol.asyncDispose]();
  const toRead = { file, ...OPTIONS, tables: TABLES, readOnly: true };

  const refused = await failureOf(DuckDbStore.open(toRead));
  await (await DuckDbStore.open({ ...toRead, readOnly: false }))[Symbol.asyncDispose]();
  const opened = await DuckDbStore.open(toRead);

  expect(refused).toMatchObject({ problem: 'older' });
  await opened[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test.each([
  ["map {'a': 1::bigint, 'b': 2}", { a: 1, b: 2 }],
  ["[{'at': timestamptz '2026-11-22 05:00:00.5+01'}]", [{ at: '2026-11-22T04:00:00.500Z' }]],
  ["timestamp '2026-11-22 05:00:00.123456'", '2026-11-22T05:00:00.123456Z'],
  ["timestamp_s '2026-11-22 05:00:00'", '2026-11-22T05:00:00.000Z'],
  ["timestamptz '1969-12-31 23:59:59.25+00'", '1969-12-31T23:59:59.250Z'],
  ["'infinity'::timestamp", 'infinity'],
  ['18446744073709551615::ubigint', '18446744073709551615'],
  ['(2::hugeint)', 2],
  ["'nan'::double", 'NaN'],
  ['map {}', {}],
  ['1.50', '1.5'],
  [`json_text('{"n":1e5}', '$.n')`, '100000.0'],
  [`json_text('{"n":0.000001}', '$.n')`, '0.000001'],
  [`json_text('{"n":1e+21}', '$.n')`, '1e21'],
  [`json_text('{"n":123456789012345680000}', '$.n')`, '123456789012345680000'],
  [`json_text('{"list":[1,2]}', '$.list[-1]')`, '2'],
])('%s is read as JSON has it', async (sql, value) => {
  const tested = await open();

  expect(await ask(await tested.reopen(), `select ${sql}`)).toEqual([[value]]);
  await tested[Symbol.asyncDispose]();
});

describeParts('DuckDB', { open, sequences: 2 * SEQUENCES, readers: 10 * SEQUENCES });

describeStore('DuckDB', {
  open,
  sequences: SEQUENCES,
  endless:
    'select count(*) from range(1000000) a, range(1000000) b, range(1000) c where a.range + b.range = c.range',
  memoryHog: "select list(repeat('x', 10000) || range) from range(10000000)",
  hostile: [
    "attach '/tmp/other.duckdb' as other",
    "copy resource_rows to '/tmp/longshore-hostile.csv'",
    "copy (select 1) to '/tmp/longshore-hostile.csv'",
    "pragma memory_limit = '100GB'",
    'pragma enable_profiling',
    'install httpfs',
    "load '/tmp/httpfs.duckdb_extension'",
    "select * from read_csv('/etc/passwd')",
    "select * from read_text('/etc/passwd')",
    "select * from '/etc/passwd'",
    "select * from glob('/etc/*')",
    "select * from read_csv('http://127.0.0.1:1/x')",
    "set memory_limit = '100GB'",
    'set enable_external_access = true',
    'delete from resource_rows',
    'update run_state set status = 1',
    'drop table resource_rows',
    'create table mine (a integer)',
    'explain analyze delete from resource_rows',
    'explain analyze insert into resource_rows select * from resource_rows',
    'select 1; delete from resource_rows',
    'begin; delete from resource_rows; commit',
    'checkpoint',
    'vacuum',
    'call pragma_version()',
    "export database '/tmp/longshore-hostile'",
    "select getenv('HOME')",
    'with x as (delete from resource_rows returning *) select * from x',
    'select nonsense from nowhere',
    '',
  ],
});
describeBulk('DuckDB', open);
describeUsage('DuckDB', open);
