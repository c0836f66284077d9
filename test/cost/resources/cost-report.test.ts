import { afterAll, beforeAll } from '@jest/globals';
import { temporaryDuckDb, type TemporaryStore } from '../../store/documented-questions.ts';
import { describeHostileTags } from './hostile-tags.ts';

let temporary: TemporaryStore;

beforeAll(async () => {
  temporary = await temporaryDuckDb();
});
afterAll(async () => {
  await temporary[Symbol.asyncDispose]();
});

describeHostileTags('DuckDB', () => temporary.store);
