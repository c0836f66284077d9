import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ClickHouseStore } from '../../src/store/clickhouse/clickhouse-store.ts';
import { KIND_VIEWS } from '../../src/store/kind-views.generated.ts';
import { volume } from '../cost/engine/plan-documents.ts';
import { day, fillCharges, storeCharges, type Charge } from '../cost/engine/stored-charges.ts';
import { longshore } from '../helpers/command.ts';
import { TestClickHouse } from './clickhouse.ts';

const ID = 'vol-0123456789abcdef0';
const CHARGES: readonly Charge[] = [
  ...[0, 1, 2, 3, 4].map((index) => ({ index, amount: '0.1', resource: ID, team: "o'web\\" })),
  { index: 1, amount: '2.5', resource: 'logs', service: 'AmazonS3', team: 'data' },
  { index: 4, amount: '-0.25' },
];
const MIXED: readonly Charge[] = [...CHARGES, { index: 2, amount: '7', currency: 'EUR' }];

let folder: string;
let server: TestClickHouse;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-engine-'));
  server = await TestClickHouse.start();
  for (const [name, charges] of [
    ['bill', CHARGES],
    ['mixed', MIXED],
  ] as const) {
    await storeCharges(folder, name, charges);
    await using store = await ClickHouseStore.open({
      ...{ url: server.url, database: name, views: KIND_VIEWS },
    });
    await fillCharges(store, charges);
  }
  const created = `${day(0)}T00:00:00Z`;
  const resources = [volume({ size: 100, type: 'gp3' }, { id: ID, created })];
  const stack = { version: 3, deployment: { resources } };
  await writeFile(path.join(folder, 'stack.json'), JSON.stringify(stack));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const TIME = ['--from', day(0), '--to', day(4), '--output', 'json'];
const PRICES = ['--prices', path.resolve('demo/prices.ndjson.gz')];

test.each([
  ['bill', ['actual']],
  ['bill', ['actual', '--group-by', 'daily']],
  ['bill', ['actual', '--group-by', 'monthly']],
  ['bill', ['actual', '--group-by', 'service']],
  ['bill', ['actual', '--group-by', 'tag:team']],
  ['bill', ['actual', '--filter', 'tag:team=data']],
  ['bill', ['actual', '--filter', "tag:team==o'web\\"]],
  ['bill', ['actual', '--pulumi-state', 'stack.json']],
  ['bill', ['overview', '--pulumi-state', 'stack.json']],
  ['bill', ['projected', '--plan', 'stack.json']],
  ['mixed', ['actual', '--group-by', 'daily']],
  ['mixed', ['actual', '--group-by', 'service']],
])('the same answer as DuckDB of the %s: cost %j', async (name, args) => {
  const time = args[0] === 'projected' ? ['--output', 'json'] : TIME;
  const of = async (env: Readonly<Record<string, string>>): Promise<readonly unknown[]> => {
    const own = { AWS_REGION: 'us-east-1', ...env };
    const command = ['cost', ...args, ...time, ...PRICES];
    const { exitCode, stdout, stderr } = await longshore(command, { cwd: folder, env: own });
    return [exitCode, stdout, stderr];
  };
  const clickHouse = await of({
    LONGSHORE_STORE: 'clickhouse',
    LONGSHORE_CLICKHOUSE_URL: server.url,
    LONGSHORE_CLICKHOUSE_DATABASE: name,
  });

  expect(clickHouse).toEqual(await of({ LONGSHORE_STATE_DIRECTORY: name }));
  expect(clickHouse[0]).toBe(name === 'mixed' && args.includes('daily') ? 1 : 0);
});

test('usage files, and usage of planned resources, of a store without any', async () => {
  const env = {
    LONGSHORE_STORE: 'clickhouse',
    LONGSHORE_CLICKHOUSE_URL: server.url,
    LONGSHORE_CLICKHOUSE_DATABASE: 'bill',
  };
  for (const flags of [[], ['--pulumi-state', 'stack.json']]) {
    const file = await longshore(['cost', 'usage-file', ...flags], { cwd: folder, env });

    expect([file.exitCode, file.stderr]).toEqual([0, '']);
    expect(file.stdout).toContain('resource_usage:\n');
  }
});
