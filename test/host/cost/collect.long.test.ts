import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { CHARGE_SOURCES } from '../../../src/cost/billing/charge-source.ts';
import { Job } from '../../../src/host/http/cost/jobs/job.ts';
import { Clock, ledgerSandbox } from '../../sandbox/ledger/world.ts';
import { until } from '../served-host.ts';
import { ApiWorld } from './api-world.ts';

const clock = new Clock('2026-10-20T06:00:00Z');
const sandbox = await ledgerSandbox(clock);
let world: ApiWorld;
beforeAll(async () => {
  const sources = [...CHARGE_SOURCES, 'budgets'].join(); // all of them, without what is paid for advice
  world = await ApiWorld.create(
    { LONGSHORE_SPEND_CAP_USD: '1', LONGSHORE_COST_SOURCES: sources },
    () => clock.now().getTime(),
  );
  world.useAws(sandbox);
  await world.start();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await sandbox.close();
});

const SEPTEMBER = { start_date: '2026-09-01', end_date: '2026-09-30' };
const Accepted = Job.pick({ job_id: true, status: true, estimate: true }).extend({
  joined: z.boolean(),
});

async function ended(jobId: string): Promise<Job> {
  const job = async (): Promise<Job> => Job.parse((await world.get(`/jobs/${jobId}`)).json);
  await until(async () => !['queued', 'running'].includes((await job()).status));
  return job();
}

test('a connection test says what works, without a body too, and pays once', async () => {
  const plain = await world.post('/test-connection');
  const again = await world.post('/test-connection', {});
  const region = await world.post('/test-connection', {
    accountId: sandbox.managementAccountId,
    regions: ['us-east-1', 'xx-nowhere-1'],
  });

  expect(plain.status).toBe(200);
  expect(plain.json).toMatchObject({
    ok: true,
    accounts: [
      {
        id: sandbox.managementAccountId,
        arn: expect.stringContaining(sandbox.managementAccountId),
        reachable: true,
        permissions: expect.arrayContaining([
          { action: 'bcm-data-exports:ListExports', allowed: true, remedy: null },
          { action: 's3:GetObject', allowed: true, remedy: null },
        ]),
      },
    ],
    costExplorer: { enabled: true, remedy: null },
    exports: expect.arrayContaining([
      expect.objectContaining({ name: 'focus-1-2', readable: true }),
    ]),
  });
  expect(again.json).toEqual(plain.json);
  expect(region.json).toMatchObject({
    accounts: [
      {
        regions: [
          { name: 'us-east-1', enabled: true },
          { name: 'xx-nowhere-1', enabled: false },
        ],
      },
    ],
  });
  const paid = /longshore_cost_api_spend_usd_total\{purpose="connection test"\} (?<usd>[\d.]+)/;
  expect(paid.exec(await world.metrics())?.groups?.['usd']).toBe('0.02');
});

test('an account that cannot be reached is told apart', async () => {
  const { status, json } = await world.post('/test-connection', { accountId: '999999999999' });

  expect(status).toBe(200);
  expect(json).toMatchObject({ ok: false, accounts: [{ id: '999999999999', reachable: false }] });
});

test('a collection becomes a job, and its bill can be asked for', async () => {
  const { status, json } = await world.post('/collect', SEPTEMBER);
  const accepted = Accepted.parse(json);
  const job = await ended(accepted.job_id);
  const costs = await world.get('/costs', { ...SEPTEMBER, group_by: 'account' });

  expect([status, accepted.joined]).toEqual([202, false]);
  expect(accepted.estimate).toEqual({ calls: 0, usd: '0', is_exact: true });
  expect(job).toMatchObject({
    ...{ status: 'complete', api_spend_usd: '0', errors: [] },
    progress: { step: null, scopes_done: job.scopes.length, scopes_planned: job.scopes.length },
  });
  const [bill, ...advice] = job.scopes;
  expect(bill).toMatchObject({ source: 'focus-1.2', period: '2026-09', outcome: 'complete' });
  expect(new Set(advice.map(({ source }) => source))).toEqual(new Set(['budgets']));
  const { total } = z.object({ total: z.string() }).parse(costs.json);
  const truth = sandbox.truth.total({ from: '2026-09-01', to: '2026-10-01' });
  expect(Number(total)).toBeCloseTo(Number(truth), 2);
});

test('identical requests at once are one job; a refresh reads again', async () => {
  const body = { start_date: '2026-08-01', end_date: '2026-08-31' };
  const answers = await Promise.all([1, 2, 3].map(() => world.post('/collect', body)));
  const accepted = answers.map(({ json }) => Accepted.parse(json));
  await ended(accepted[0]?.job_id ?? '');
  const second = Accepted.parse((await world.post('/collect', body)).json);
  const unchanged = await ended(second.job_id);
  const refresh = await ended(Accepted.parse((await world.post('/refresh')).json).job_id);

  expect(new Set(accepted.map(({ job_id }) => job_id)).size).toBe(1);
  expect(accepted.filter(({ joined }) => joined)).toHaveLength(2);
  expect(unchanged.scopes.map(({ outcome }) => outcome)).not.toContain('complete');
  expect(refresh.scopes.filter(({ outcome }) => outcome === 'complete').length).toBeGreaterThan(1);
});

test('a month that no source has is refused before anything is paid', async () => {
  const { status, json } = await world.post('/collect', {
    start_date: '2024-01-01',
    end_date: '2024-02-28',
  });

  expect(status).toBe(400);
  expect(json).toMatchObject({
    field: 'start_date',
    detail: expect.stringContaining('Cost Explorer has 14 months'),
  });
});

test('it is refused at once while others are collected, and makes no job', async () => {
  const others = await Promise.all(
    ['eu-west-1', 'us-east-1'].map((region) => world.post('/refresh', { regions: [region] })),
  );
  const old = { start_date: '2024-01-01', end_date: '2024-02-28' };
  const answers = await Promise.all([
    world.post('/collect', old),
    world.post('/collect', { end_date: '2024-02-28' }),
    world.post('/collect', { ...old, accounts: ['999999999999'] }),
  ]);
  const jobs = others.map(({ json }) => Accepted.parse(json).job_id);
  for (const job of jobs) expect((await ended(job)).errors).toEqual([]);

  expect(answers.map(({ status, json }) => [status, json])).toEqual([
    [400, expect.objectContaining({ field: 'start_date' })],
    [400, expect.objectContaining({ field: 'end_date' })],
    [202, expect.objectContaining({ joined: false })], // its job says that the account cannot be read
  ]);
});

test.each([
  ['end_date', { start_date: '2026-10-02', end_date: '2026-10-01' }],
  ['start_date', { start_date: '2026-13-01' }],
  ['services', { services: ['AmazonEC3'] }],
  ['regions', { regions: ['Ireland'] }],
  ['accounts', { accounts: ['1'] }],
  ['days', { days: 30 }],
])('an invalid %s is named', async (field, body) => {
  const { status, json } = await world.post('/collect', body);

  expect([status, json]).toEqual([400, expect.objectContaining({ field })]);
});

test.each([
  ['no JSON', 'application/json', '{', 400],
  ['another type', 'text/xml', '<a/>', 415],
  ['too much', 'application/json', JSON.stringify({ services: ['x'.repeat(2_000_000)] }), 413],
])('a body with %s is refused', async (_, type, body, status) => {
  const answer = await world.ask('/collect', {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });

  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    status,
    'application/problem+json',
  ]);
});

test('the metrics have the month so far by service code, and the calls', async () => {
  await ended(
    Accepted.parse((await world.post('/collect', { start_date: '2026-10-01' })).json).job_id,
  );
  await until(async () => (await world.metrics()).includes('aws_total_monthly_cost_usd{'));
  const text = await world.metrics();
  const costs = await world.get('/costs', { start_date: '2026-10-01', end_date: '2026-10-31' });

  const sums = [
    ...text.matchAll(/^aws_total_monthly_cost_usd\{service="(\S+?)",region="\S+"\} (\S+)$/gm),
  ];
  const total = sums.reduce((sum, [, , amount]) => sum + Number(amount), 0);
  expect(total).toBeCloseTo(Number(z.object({ total: z.string() }).parse(costs.json).total), 2);
  expect(new Set(sums.map(([, service]) => service))).toContain('AmazonEC2');
  expect(text).toMatch(
    /^aws_api_calls_total\{service="bcm-data-exports",operation="ListExports"\} \d+$/m,
  );
  expect(text).toMatch(/^aws_cost_collection_duration_seconds_count\{collector="bill"\} \d+$/m);
  expect(text).toMatch(/^longshore_cost_collected_timestamp_seconds\{source="focus-1.2"\} \d+$/m);
});
