import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ClickHouseStore } from '../../src/store/clickhouse/clickhouse-store.ts';
import { describeHostileTags } from '../cost/report/hostile-tags.ts';
import { CatalogWorld } from '../helpers/catalog-world.ts';
import { TestClickHouse } from './clickhouse.ts';

/** With related resources, and with resources that have their own region. */
const KINDS = [
  'AWS::SQS::Queue',
  'AWS::EC2::Volume',
  'AWS::EC2::NatGateway',
  'AWS::S3::Bucket',
  'AWS::ECS::Service',
  'AWS::ECS::TaskDefinition',
  'AWS::RDS::DBInstance',
  'AWS::RDS::DBCluster',
].join(',');
const Report = z.looseObject({ pricedAt: z.string() });

let server: TestClickHouse;
let tags: ClickHouseStore;
let world: CatalogWorld;
let prices: string;

beforeAll(async () => {
  server = await TestClickHouse.start();
  tags = await ClickHouseStore.open({ url: server.url, database: 'tags', views: [] });
  world = await CatalogWorld.create({
    estate: {
      seed: 'cost in clickhouse',
      accounts: 2,
      regions: ['us-east-1', 'eu-west-1'],
      usedRegions: 2,
      'AWS::SQS::Queue': 2,
      'AWS::EC2::Volume': 8,
      'AWS::EC2::NatGateway': 2,
      'AWS::S3::Bucket': 2,
      'AWS::ECS::Cluster': 1,
      'AWS::ECS::Service': 12,
      'AWS::RDS::DBInstance': 3,
    },
  });
  prices = path.join(world.folder, 'prices.ndjson.gz');
  for (const store of ['duckdb', 'clickhouse'] as const) {
    const { exitCode } = await run(store, 'resync', '--sink', 'store', '--kinds', KINDS);
    expect(exitCode).toBe(0);
  }
  const exported = await run('duckdb', 'prices', 'export', prices);
  expect(exported.exitCode).toBe(0);
});
afterAll(async () => {
  await tags[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function run(
  store: 'duckdb' | 'clickhouse',
  ...args: readonly string[]
): ReturnType<CatalogWorld['run']> {
  const clickHouse = {
    LONGSHORE_STORE: 'clickhouse',
    LONGSHORE_CLICKHOUSE_URL: server.url,
    LONGSHORE_CLICKHOUSE_DATABASE: 'cost',
  };
  return world.run(args, { env: store === 'duckdb' ? {} : clickHouse });
}

test.each([
  [['--group-by', 'service']],
  [['--group-by', 'account']],
  [['--group-by', 'region']],
  [['--group-by', 'kind']],
  [['--group-by', 'tag:team']],
  [['--group-by', 'kind', '--regions', 'eu-west-1', '--kinds', 'AWS::EC2::Volume']],
  [['--tag', 'team=']],
])('the same report as DuckDB: %j', async (args) => {
  const reports = [];
  for (const store of ['duckdb', 'clickhouse'] as const) {
    const all = ['cost', 'resources', '--prices', prices, '--output', 'json', ...args];
    const { exitCode, stdout, stderr } = await run(store, ...all);
    expect([exitCode, stderr]).toEqual([0, '']);
    reports.push(Report.parse(JSON.parse(stdout)));
  }

  const [duckDb, clickHouse] = reports;
  expect({ ...clickHouse, pricedAt: '' }).toEqual({ ...duckDb, pricedAt: '' });
  expect(JSON.stringify(clickHouse)).toMatch(/"groups":\[\{"group":"[^"]+","resources":\d/);
});

describeHostileTags('ClickHouse', () => tags);
