import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { DuckDbStore } from '../../src/store/duckdb/duckdb-store.ts';
import { decisionsAreKept } from './finding-states-conformance.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-decisions-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

decisionsAreKept((tables) =>
  DuckDbStore.open({
    ...{ file: path.join(folder, 'store.duckdb'), memoryMb: 200, threads: 1, spillMb: 100 },
    ...{ readOnly: false, ...(tables !== undefined && { tables }) },
  }),
);
