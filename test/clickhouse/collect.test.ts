import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient } from '@clickhouse/client';
import { decimal, roundedText } from '../../src/cost/money/decimal.ts';
import { CollectWorld } from '../cost/billing/collect-world.ts';
import { BillWorld } from '../cost/billing/bill-world.ts';
import { startProcess } from '../helpers/command.ts';
import { TestClickHouse } from './clickhouse.ts';

const CRASH = fileURLToPath(new URL('../cost/billing/collect-crash.ts', import.meta.url));
const NOW = new Date();
const MONTHS = [monthAt(-1), monthAt(0)] as const;
/** The current month comes from an export, the one before from Cost Explorer. */
const EXPORTS = [{ name: 'focus', table: 'FOCUS_1_2_AWS', format: 'parquet', months: 1 }] as const;
const KILLS = 4;
const LONGEST_MS = 4_000;

let server: TestClickHouse;
let aws: CollectWorld;
let world: BillWorld;
let databases = 0;
beforeAll(async () => {
  server = await TestClickHouse.start();
  aws = await CollectWorld.create(NOW.toISOString(), { ledger: { exports: EXPORTS } });
  world = await BillWorld.create();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await aws[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function monthAt(offset: number): string {
  const time = new Date(Date.UTC(NOW.getUTCFullYear(), NOW.getUTCMonth() + offset, 1));
  return time.toISOString().slice(0, 'YYYY-MM'.length);
}

function awsEnv(): Readonly<Record<string, string>> {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = aws.sandbox.environment;
  return {
    ...{ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION: 'us-east-1' },
    AWS_ENDPOINT_URL: aws.sandbox.endpoint,
    LONGSHORE_SPEND_CAP_USD: '9999',
  };
}

/** An empty database, and the sandbox. */
function clickHouse(): Readonly<Record<string, string>> {
  databases += 1;
  return {
    ...awsEnv(),
    LONGSHORE_STORE: 'clickhouse',
    LONGSHORE_CLICKHOUSE_URL: server.url,
    LONGSHORE_CLICKHOUSE_DATABASE: `collect_${databases}`,
  };
}

/** By period: how many sources and collections its charges are from, and what they cost. */
async function stored(env: Readonly<Record<string, string>>): Promise<readonly object[]> {
  const sql = `select source_period as period, toString(count(distinct source)) as sources,
      toString(count(distinct collected_at)) as collections, sum(BilledCost) as cost
    from charges group by 1 order by 1`;
  const text = await world.must(['query', sql, '--format', 'json'], env);
  const rows = JSON.parse(text) as readonly { readonly cost: string }[];
  return rows.map((row) => ({ ...row, cost: roundedText(decimal(row.cost), 2) }));
}

/** What it is when each period was collected whole, once. */
function whole(): readonly object[] {
  return MONTHS.map((period) => {
    const [year = 0, month = 0] = period.split('-').map(Number);
    const to = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 'YYYY-MM-DD'.length);
    const cost = aws.sandbox.truth.total({ from: `${period}-01`, to });
    return { period, sources: '1', collections: '1', cost: roundedText(decimal(cost), 2) };
  });
}

test('collects the same as into DuckDB: charges, collections and commitments', async () => {
  const stores = [awsEnv(), clickHouse()] as const;
  const answers: string[][] = [];
  for (const env of stores) {
    const first = await world.must(['cost', 'collect', '--from', MONTHS[0]], env);
    const second = await world.must(['cost', 'collect', '--from', MONTHS[0]], env);
    expect(second).toContain('0 paid requests');
    const said = [first, second.replaceAll(/ +/g, ' ')];
    await world.must(['cost', 'commitments', '--month', MONTHS[0]], env);
    for (const by of ['service,account', 'region', 'category', 'tag:team']) {
      for (const basis of ['billed', 'effective']) {
        const time = ['--from', MONTHS[0], '--to', MONTHS[1], '--granularity', 'monthly'];
        const args = ['cost', 'show', ...time, '--group-by', by, '--basis', basis];
        said.push(await world.must([...args, '--output', 'csv'], env));
      }
    }
    for (const sql of [
      'select account, period, source, source_name, location, charges from bill_collections order by 2',
      'select payer, period, type, id, account, region, what, ends_at, utilization_percent, cost, net_savings, coverage_percent from commitments order by type, id',
      'select sum(requests) as requests, sum(amount) as amount from paid_calls',
    ]) {
      said.push(await world.must(['query', sql, '--format', 'csv'], env));
    }
    answers.push(said);
  }

  expect(answers[1]).toEqual(answers[0]);
  expect(await stored(stores[1])).toEqual(whole());
});

test('each period is a partition, which is replaced', async () => {
  const env = clickHouse();
  const client = createClient({ url: server.url });
  const partitions = async (): Promise<unknown> => {
    const result = await client.query({
      query: `select partition, sum(rows) > 0 as has_rows from system.parts
        where active and database = '${env['LONGSHORE_CLICKHOUSE_DATABASE'] ?? ''}' and table = 'charges_log'
        group by 1 order by 1`,
      format: 'JSONEachRow',
    });
    return await result.json();
  };
  await world.must(['cost', 'collect', '--from', MONTHS[0]], env);
  const first = await partitions();
  await world.must(['cost', 'collect', '--from', MONTHS[0], '--again'], env);
  const second = await partitions();
  await client.close();

  expect(first).toEqual(MONTHS.map((month) => ({ partition: expect.stringMatching(`/${month}$`), has_rows: 1 }))); // prettier-ignore
  expect(second).toEqual(first);
  expect(await stored(env)).toEqual(whole());
});

test('a server that is down is one clear error, and nothing is asked of AWS', async () => {
  const env = { ...clickHouse(), LONGSHORE_CLICKHOUSE_URL: 'http://127.0.0.1:9' };
  const before = aws.sandbox.calls();

  const { exitCode, stderr } = await world.run(['cost', 'collect'], env);

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/127\.0\.0\.1:9[^]*\n {2}fix: /);
  expect(stderr).not.toMatch(/\n +at /);
  expect(aws.sandbox.calls()).toEqual(before);
});

test('a server that goes down during a collection: nothing is half, and the next run repairs it', async () => {
  const env = clickHouse();
  const collect = ['cost', 'collect', '--from', MONTHS[0], '--again'];
  await world.must(collect, env);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const state = `${world.folder}/.longshore`;
    const collecting = startProcess([...collect, '--state', state], { env });
    await sleep(1_500 + Math.random() * LONGEST_MS);
    await server.kill();
    const code = await collecting.ended;
    await server.start();

    expect([0, 1, 3]).toContain(code);
    if (code === 1) expect(collecting.said.stderr).toMatch(/\n {2}fix: /);
    if (code === 3) expect(collecting.said.stdout).toMatch(/Fix: /);
    expect(collecting.said.stderr).not.toMatch(/\n +at /);
    expect(await stored(env)).toEqual(whole());
  }
  await world.must(collect, env);
  expect(await stored(env)).toEqual(whole());
});

test('a collection that is killed leaves whole periods, and the next one completes', async () => {
  const env = clickHouse();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = spawn(process.execPath, ['--import', 'tsx', CRASH, world.folder, MONTHS[0]], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, AWS_EC2_METADATA_DISABLED: 'true', ...env, NODE_OPTIONS: '' },
    });
    await once(child.stdout, 'data');
    await sleep(Math.random() * LONGEST_MS);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;

    expect(await stored(env)).toEqual(whole());
  }
  await world.must(['cost', 'collect', '--from', MONTHS[0], '--again'], env);
  expect(await stored(env)).toEqual(whole());
});

test('of processes that collect at once, one does, and the other says why not', async () => {
  const env = clickHouse();
  const paid = (): number => aws.sandbox.calls()['ce:GetCostAndUsage'] ?? 0;
  const before = paid();
  await world.must(['cost', 'collect', '--from', MONTHS[0]], clickHouse());
  const forOne = paid() - before;
  const args = ['cost', 'collect', '--from', MONTHS[0], '--state', `${world.folder}/.longshore`];

  const both = [startProcess(args, { env }), startProcess(args, { env })];
  const codes = await Promise.all(both.map(({ ended }) => ended));

  expect(codes).toContain(0);
  for (const [index, { said }] of both.entries()) {
    if (codes[index] !== 0) expect(said.stderr).toMatch(/another collection runs: [^]*fix: wait/);
  }
  expect(paid() - before).toBe(2 * forOne);
  expect(await stored(env)).toEqual(whole());
});
