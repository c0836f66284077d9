import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDbStore } from '../../src/store/duckdb/duckdb-store.ts';
import type { Store } from '../../src/store/store.ts';

/** An empty DuckDB store in a folder of its own. */
export interface TemporaryStore extends AsyncDisposable {
  readonly store: Store;
}

export async function openDuckDb(): Promise<TemporaryStore> {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-store-'));
  const file = path.join(folder, 'store.duckdb');
  const limits = { memoryMb: 200, threads: 1, spillMb: 100 };
  const store = await DuckDbStore.open({ file, ...limits, readOnly: false });
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
