import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { loadSettings } from '../../../src/config/settings.ts';
import { MOST_POINTS } from '../../../src/cost/usage/plan-calls.ts';
import { DAY_MS, settledUntil } from '../../../src/cost/usage/usage-days.ts';
import { GET, UsageWorld } from './collect-world.ts';

const HOUR_MS = 3_600_000;
const DAYS = 4_500;
const NOW = Date.now();

/** Times are in seconds. */
const Asked = z.object({
  MetricDataQueries: z.array(z.object({ Id: z.string() })),
  StartTime: z.number(),
  EndTime: z.number(),
});
/** The points that each call asked for. */
const asked: number[] = [];

/** Of each hour, its number since the Unix epoch. */
function numbered(input: unknown): object {
  const { MetricDataQueries, StartTime, EndTime } = Asked.parse(input);
  const hours: number[] = [];
  for (let at = StartTime * 1_000; at < EndTime * 1_000; at += HOUR_MS) hours.push(at);
  asked.push(hours.length * MetricDataQueries.length);
  return {
    MetricDataResults: MetricDataQueries.map(({ Id }) => ({
      ...{ Id, StatusCode: 'Complete' },
      Timestamps: hours.map((at) => new Date(at)),
      Values: hours.map((at) => at / HOUR_MS),
    })),
  };
}

let world: UsageWorld;
beforeAll(async () => {
  world = await UsageWorld.create(
    { accounts: 1, regions: ['us-east-1'], usedRegions: 1, 'AWS::EC2::Instance': 1 },
    { replies: { [GET]: numbered } },
    ['AWS::EC2::Instance'],
  );
}, 300_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test('a series with more points than a call may have is split, and put together to the digit', async () => {
  const settings = loadSettings({ env: { ...world.world.env, LONGSHORE_SPEND_CAP_USD: '5' } });
  const usage = { ...settings.cost.usage, days: DAYS, retentionDays: DAYS + 10 };
  const until = settledUntil(NOW);
  const first = until / HOUR_MS - DAYS * 24;

  const { paid, scopes } = await world.usageAt(NOW, {
    settings: { ...settings, cost: { ...settings.cost, usage } },
    metrics: new Map([['AWS::EC2::Instance', new Set(['cpu'])]]),
  });
  const [sums] = await world.query(
    `select count(*) as days, count(distinct day) as distinct_days, sum(points)::bigint as points, min(day) as first,
       max(day) as last, min(minimum) as minimum, max(maximum) as maximum, sum(sum)::varchar as total from usage`,
  );
  const [newest] = await world.query('select measurements from usage order by day desc limit 1');

  expect(asked).toEqual([MOST_POINTS, DAYS * 24 - MOST_POINTS]);
  expect([paid, scopes.map(({ outcome }) => outcome)]).toEqual([
    { requests: 2, usd: '0.00002' },
    ['complete'],
  ]);
  const points = DAYS * 24;
  expect(sums).toMatchObject({
    ...{ days: DAYS, distinct_days: DAYS, points: String(points) },
    ...{ minimum: first, maximum: first + points - 1 },
    first: expect.stringContaining(
      new Date(until - DAYS * DAY_MS).toISOString().slice(0, 10),
    ) as unknown,
    last: expect.stringContaining(new Date(until - DAY_MS).toISOString().slice(0, 10)) as unknown,
  });
  expect(Number(sums?.['total'])).toBe(points * first + (points * (points - 1)) / 2);
  expect(newest).toEqual({
    measurements: Array.from({ length: 24 }, (_, hour) => first + points - 24 + hour),
  });
}, 300_000);
