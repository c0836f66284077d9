import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ClickHouseStore } from '../../src/store/clickhouse/clickhouse-store.ts';
import { OBJECT_KINDS } from '../../src/core/exporters/registry.ts';
import { KIND_VIEWS } from '../../src/store/kind-views.generated.ts';
import {
  answerOf,
  documentedQuestions,
  recordedRun,
  storeRun,
  temporaryDuckDb,
  type TemporaryStore,
} from '../store/documented-questions.ts';
import { ask } from '../store/store-conformance.ts';
import { TestClickHouse } from './clickhouse.ts';

const QUESTIONS = await documentedQuestions();

let server: TestClickHouse;
let duckDb: TemporaryStore;
let clickHouse: ClickHouseStore;

beforeAll(async () => {
  server = await TestClickHouse.start();
  duckDb = await temporaryDuckDb();
  clickHouse = await ClickHouseStore.open({ url: server.url, views: KIND_VIEWS });
  const run = await recordedRun(OBJECT_KINDS);
  const now = Date.now();
  await storeRun(duckDb.store, run, now);
  await storeRun(clickHouse, run, now);
});
afterAll(async () => {
  await clickHouse[Symbol.asyncDispose]();
  await duckDb[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

test.each(QUESTIONS)('the same answer as DuckDB: $question', async ({ sql }) => {
  const answer = await answerOf(clickHouse, sql);

  expect(answer).toEqual(await answerOf(duckDb.store, sql));
});

test.each(KIND_VIEWS)('the same rows as DuckDB in $name', async ({ name }) => {
  const sql = `select * from ${name} order by account, region, id`;

  const rows = await ask(clickHouse, sql);

  expect(rows).not.toEqual([]);
  expect(rows).toEqual(await ask(duckDb.store, sql));
});
