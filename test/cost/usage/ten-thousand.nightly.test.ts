import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { GET, UsageWorld } from './collect-world.ts';

const INSTANCES = ['AWS::EC2::Instance'];
/** One account and region. */
const ONE_PLACE = { accounts: 1, regions: ['us-east-1'], usedRegions: 1 } as const;
const FOUR = new Map([
  ['AWS::EC2::Instance', new Set(['cpu', 'cpuMaximum', 'networkIn', 'networkOut'])],
]);

const Asked = z.object({ MetricDataQueries: z.array(z.object({ Id: z.string() })) });

/** Answers without points: to compute those of 40,000 series takes minutes. */
function noPoints(input: unknown): object {
  const { MetricDataQueries } = Asked.parse(input);
  return {
    MetricDataResults: MetricDataQueries.map(({ Id }) => ({
      ...{ Id, Timestamps: [], Values: [], StatusCode: 'Complete' },
    })),
  };
}

test('10,000 instances with four metrics over 14 days take 134 calls', async () => {
  const estate = { ...ONE_PLACE, 'AWS::EC2::Instance': 10_000 };
  const replies = { [GET]: noPoints };
  await using world = await UsageWorld.create(estate, { replies }, INSTANCES);

  const report = await world.usageAt(Date.now(), { metrics: FOUR });

  expect(report.plan).toMatchObject({ places: 1, calls: 134, metrics: 40_000, usd: '0.4' });
  expect(report.paid).toEqual({ requests: 134, usd: '0.4' });
  expect(world.calls).toBe(134);
  const [stored] = await world.query(
    'select count(*) as days, sum(length(measurements)) as points from usage',
  );
  expect(stored).toEqual({ days: 40_000 * 14, points: 40_000 * 336 });
}, 600_000);
