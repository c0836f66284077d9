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

const DOCUMENT =
  '{"a":"x","n":1,"big":9007199254740993,"t":true,"nil":null,"e":"","o":{"k":"v"},"l":[1,"b",null],"u":"é","d.k":2}';

test.each([
  '$.a',
  '$.n',
  '$.big',
  '$.t',
  '$.nil',
  '$.e',
  '$.o',
  '$.o.k',
  '$.l',
  '$.l[0]',
  '$.l[1]',
  '$.l[2]',
  '$.l[9]',
  '$.missing',
  '$.missing.k',
  '$.u',
  '$."d.k"',
])('the same text as DuckDB at %s', async (place) => {
  const sql = `select json_text('${DOCUMENT}', '${place}') as found`;

  expect(await ask(clickHouse, sql)).toEqual(await ask(duckDb.store, sql));
});

test.each(KIND_VIEWS)('the same rows as DuckDB in $name', async ({ name }) => {
  const sql = `select * from ${name} order by account, region, id`;

  const rows = await ask(clickHouse, sql);

  expect(rows).not.toEqual([]);
  expect(rows).toEqual(await ask(duckDb.store, sql));
});
