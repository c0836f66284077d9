import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { GET, UsageWorld } from './collect-world.ts';

const INSTANCES = ['AWS::EC2::Instance'];
/** One account and region. */
const ONE_PLACE = { accounts: 1, regions: ['us-east-1'], usedRegions: 1 } as const;
const FOUR = new Map([
  ['AWS::EC2::Instance', new Set(['cpu', 'cpuMaximum', 'networkIn', 'networkOut'])],
]);

test('pages of an answer are put together, and each is paid', async () => {
  const estate = { ...ONE_PLACE, 'AWS::EC2::Instance': 20 };
  await using whole = await UsageWorld.create(estate, {}, INSTANCES);
  await using paged = await UsageWorld.create(estate, { maxPageSize: 1_000 }, INSTANCES);
  const values = 'select id, name, day, measurements from usage order by id, name, day';

  const now = Date.now();
  const one = await whole.usageAt(now, { metrics: FOUR });
  const other = await paged.usageAt(now, { metrics: FOUR });

  expect(one.paid.requests).toBe(1);
  expect(other.paid.requests).toBe(paged.calls);
  expect(paged.calls).toBeGreaterThan(20);
  expect(await paged.query(values)).toEqual(await whole.query(values));
}, 120_000);

test('a run that is stopped goes on where it was: what was stored is not paid again', async () => {
  const estate = { ...ONE_PLACE, 'AWS::EC2::Instance': 300 };
  await using world = await UsageWorld.create(estate, { latencyMs: 20 }, INSTANCES);
  const stop = new AbortController();
  const stopAt = setInterval(() => {
    if ((world.world.sandbox.calls()[GET] ?? 0) >= 3) stop.abort(new Error('stopped'));
  }, 1);

  const now = Date.now();
  await expect(world.usageAt(now, { metrics: FOUR, signal: stop.signal })).rejects.toThrow();
  clearInterval(stopAt);
  const [before] = await world.query('select count(distinct (id, name)) as series from usage');
  const rest = await world.usageAt(now, { metrics: FOUR });

  const [rows] = await world.query(
    'select count(*) as days, count(distinct (id, name, day)) as distinct_days from usage',
  );
  expect(Number(before?.['series'])).toBeGreaterThanOrEqual(300);
  expect(rest.plan.metrics).toBe(1_200 - Number(before?.['series']));
  expect(rows).toEqual({ days: 1_200 * 14, distinct_days: 1_200 * 14 });
}, 120_000);

const Costs = z.object({ measured: z.string().nullable() });

test('measured usage prices what only usage tells', async () => {
  await using world = await UsageWorld.create({}, {}, ['AWS::Lambda::Function', 'AWS::S3::Bucket']);
  const lambda = `select component, reason, detail, quantity, id from resource_costs
    where kind = 'AWS::Lambda::Function' and component = 'requests' order by id, quantity`;

  await world.world.run(['cost', 'resources']);
  const before = await world.query(lambda);
  await world.usage();
  const { stdout } = await world.world.run(['cost', 'resources', '--output', 'json']);
  const after = await world.query(lambda);
  const measured = await world.query(
    `select id, sum(sum) * 730 / 336 as requests from usage where name = 'invocations' group by 1 order by 1, 2`,
  );

  expect(new Set(before.map(({ reason }) => reason))).toEqual(new Set(['usage']));
  expect(after.length).toBe(before.length);
  expect(new Set(after.map(({ reason }) => reason))).toEqual(new Set([null]));
  expect(after[0]?.['detail']).toMatch(/^usage of \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d$/);
  const total = (rows: readonly unknown[]): number =>
    rows.reduce<number>((sum, one) => sum + Number(one), 0);
  expect(total(after.map(({ quantity }) => quantity))).toBeCloseTo(
    total(measured.map(({ requests }) => requests)),
    0,
  );
  expect(Costs.parse(JSON.parse(stdout)).measured).toMatch(/^usage of /);
}, 240_000);
