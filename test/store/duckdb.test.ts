import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDbStore } from '../../src/store/duckdb/duckdb-store.ts';
import type { Store } from '../../src/store/store.ts';
import { describeStore, type TestedStore } from './store-conformance.ts';

const OPTIONS = { memoryMb: 200, threads: 1, spillMb: 100, readOnly: false };

/** `npm run test:stores` tries more. */
const SEQUENCES = Number(process.env['LONGSHORE_TEST_SEQUENCES'] ?? 5);

async function open(): Promise<TestedStore> {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-store-'));
  const file = path.join(folder, 'store.duckdb');
  let store: Store | undefined;
  const reopen = async (): Promise<Store> => {
    await store?.[Symbol.asyncDispose]();
    store = await DuckDbStore.open({
      file,
      exportFolder: path.join(folder, 'exports'),
      ...OPTIONS,
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
