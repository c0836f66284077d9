import { DuckDbStore } from '../../src/store/duckdb/duckdb-store.ts';
import type { StoredRow } from '../../src/store/stored-table.ts';
import { SAMPLE, sampleRow } from './sample-table.ts';

/**
 * A process that is killed: `node --import tsx parts-crash.ts <file> <rows>`. Replaces one part without end, each time by
 * rows with the next number, and prints the number when the part is replaced.
 */
const [, , file = '', rows = '2000'] = process.argv;
const ROWS_PER_BATCH = 500;

async function* batches(value: number): AsyncGenerator<readonly StoredRow[]> {
  for (let first = 0; first < Number(rows); first += ROWS_PER_BATCH) {
    await Promise.resolve();
    const ids = Array.from({ length: ROWS_PER_BATCH }, (_, index) => first + index);
    yield ids.map((id) => sampleRow(id, String(value)));
  }
}

const store = await DuckDbStore.open({
  file,
  memoryMb: 200,
  threads: 1,
  spillMb: 100,
  readOnly: false,
  tables: [SAMPLE],
});
const { signal } = new AbortController();
for (let value = 1; ; value += 1) {
  await store.replacePart(SAMPLE, 'part', batches(value), signal);
  process.stdout.write(`${value}\n`);
}
