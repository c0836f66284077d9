import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ADVICE_SOURCES } from '../../src/cost/advice/advice-source.ts';
import { CollectWorld } from '../cost/billing/collect-world.ts';
import { ESTATE } from '../sandbox/ledger/world.ts';
import { TestClickHouse } from './clickhouse.ts';

const estate = { ...ESTATE, 'AWS::EC2::NatGateway': 14, 'AWS::S3::Bucket': 8 } as const;
const sources = new Set(ADVICE_SOURCES);
let server: TestClickHouse;
let world: CollectWorld;

beforeAll(async () => {
  server = await TestClickHouse.start();
  world = await CollectWorld.create('2026-10-20T12:00:00Z', { estate }, { LONGSHORE_SPEND_CAP_USD: '5' }); // prettier-ignore
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

test("AWS's recommendations, anomalies and budgets: the same rows as in DuckDB", async () => {
  const clickHouse = {
    LONGSHORE_STORE: 'clickhouse',
    LONGSHORE_CLICKHOUSE_URL: server.url,
    LONGSHORE_CLICKHOUSE_DATABASE: 'advice',
  };
  const tables = {
    aws_recommendations: 'source, id, account, region',
    aws_anomalies: 'id',
    aws_budgets: 'account, name',
    advice_collections: 'source, account, region',
  };

  const inDuckDb = await world.collect({ sources });
  const inClickHouse = await world.collect({ sources }, clickHouse);
  const again = await world.collect({ sources }, clickHouse);

  expect(inClickHouse.scopes).toEqual(inDuckDb.scopes);
  expect(again.scopes.every(({ outcome }) => outcome === 'unchanged')).toBe(true);
  for (const [table, order] of Object.entries(tables)) {
    const sql = `select * from ${table} order by ${order}`;
    const [one, other] = [await world.query(sql), await world.query(sql, clickHouse)];
    expect(one.length).toBeGreaterThan(0);
    expect(comparable(other)).toEqual(comparable(one));
  }
});

/** ClickHouse has nulls after other values, and JSON as text. */
function comparable(rows: readonly (readonly unknown[])[]): readonly string[] {
  const text = (value: unknown): string =>
    typeof value === 'string' ? value : JSON.stringify(value);
  return rows.map((row) => row.map(text).join(' | ')).sort();
}
