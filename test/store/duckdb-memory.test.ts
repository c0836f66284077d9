import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { DuckDbStore } from '../../src/store/duckdb/duckdb-store.ts';
import type { StoredTable } from '../../src/store/stored-table.ts';
import { ask } from './store-conformance.ts';

const LIMITS = { memoryMb: 24, threads: 2, spillMb: 500, readOnly: false };
const NOTES = {
  name: 'notes',
  description: 'long texts',
  columns: [
    { name: 'id', type: 'text' },
    { name: 'text', type: 'text' },
  ],
} as const satisfies StoredTable;
const ROWS = 8_000;
const signal = new AbortController().signal;

async function* notes(count: number): AsyncGenerator<readonly (readonly [string, string])[], void> {
  for (let from = 0; from < count; from += 1_000) {
    yield await Promise.resolve(
      Array.from({ length: 1_000 }, (_, index) => {
        const text = Array.from(
          { length: 50 },
          (_unused, word) => (from + index) * 7_919 * (word + 1),
        );
        return [`note-${from + index}`, text.join(' ')] as const;
      }),
    );
  }
}

type Rows = Awaited<ReturnType<DuckDbStore['query']>>['rows'];

/** Results that are not read to their end, the large ones first. DuckDB cannot move their lists to disk. */
async function resultsThatFillMemory(store: DuckDbStore): Promise<readonly ReturnType<Rows>[]> {
  const open: ReturnType<Rows>[] = [];
  for (let count = 800_000; count > 5_000;) {
    const sql = `select n % 4000 as k, list(n) as numbers from range(${count}) as r (n) group by k`;
    try {
      const rows = (await store.query(sql, { timeoutMs: 60_000, rows: 1e6 }, signal)).rows();
      await rows.next();
      open.push(rows);
    } catch {
      count = Math.floor(count / 2);
    }
  }
  return open;
}

test('rows wait while open results hold all of the memory', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-store-'));
  const file = path.join(folder, 'store.duckdb');
  const store = await DuckDbStore.open({ ...LIMITS, file, tables: [NOTES] });
  const open = await resultsThatFillMemory(store);
  const closed = sleep(500).then(async () => {
    for (const rows of open) await rows.return({ isCut: false });
  });

  await store.replacePart(NOTES, 'b', notes(ROWS), signal);
  await closed;

  expect(await ask(store, 'select count(*), count(distinct id) from notes')).toEqual([
    [ROWS, ROWS],
  ]);
  await store[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
}, 60_000);
