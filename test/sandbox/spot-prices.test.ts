import {
  DescribeCapacityReservationsCommand,
  EC2Client,
  paginateDescribeSpotPriceHistory,
  type DescribeSpotPriceHistoryRequest,
} from '@aws-sdk/client-ec2';
import { afterAll, expect, test } from '@jest/globals';
import { assume, failureOf, memberOf, readAll, settings, smallSandbox } from './clients.ts';

const sandbox = await smallSandbox();
afterAll(() => sandbox.close());
const REGION = 'eu-west-1';
const ec2 = new EC2Client(settings(sandbox, REGION));
const HOUR_MS = 3_600_000;

async function history(input: DescribeSpotPriceHistoryRequest) {
  const { items } = await readAll(
    paginateDescribeSpotPriceHistory({ client: ec2 }, { InstanceTypes: ['m5.large'], ...input }),
    ({ SpotPriceHistory }) => SpotPriceHistory,
  );
  return items;
}

test('has several prices of an hour, in every zone, with and without a VPC', async () => {
  const now = new Date();
  const rows = await history({ StartTime: new Date(now.getTime() - HOUR_MS), EndTime: now });
  const linux = rows.filter(
    ({ AvailabilityZone, ProductDescription }) =>
      AvailabilityZone === `${REGION}b` && ProductDescription === 'Linux/UNIX (Amazon VPC)',
  );

  expect(new Set(rows.map(({ AvailabilityZone }) => AvailabilityZone)).size).toBe(3);
  expect(rows.map(({ ProductDescription }) => ProductDescription)).toContain('Linux/UNIX');
  expect(linux.length).toBeGreaterThanOrEqual(3);
  expect(new Set(linux.map(({ SpotPrice }) => SpotPrice)).size).toBeGreaterThan(1);
  const times = rows.map(({ Timestamp }) => Timestamp?.getTime() ?? 0);
  expect(times).toEqual([...times].sort((one, other) => other - one));
});

test('has the one price in force when start and end are now', async () => {
  const now = new Date();
  const rows = await history({
    StartTime: now,
    EndTime: now,
    ProductDescriptions: ['Windows (Amazon VPC)'],
    AvailabilityZone: `${REGION}a`,
  });

  expect(rows).toHaveLength(1);
  expect(rows[0]?.Timestamp?.getTime()).toBeLessThanOrEqual(now.getTime());
});

test('gives all rows in pages', async () => {
  const now = new Date();
  const period = { StartTime: new Date(now.getTime() - HOUR_MS), EndTime: now };

  expect(await history({ ...period, MaxResults: 7 })).toEqual(await history(period));
  expect(await failureOf(history({ StartTime: now, EndTime: new Date(0) }))).toMatchObject({
    name: 'InvalidParameterValue',
  });
});

test('has an active capacity block, beside one that ended and a plain reservation', async () => {
  const keys = await assume(sandbox, memberOf(sandbox));
  const [region = ''] = sandbox.estate.usedRegions;
  const there = new EC2Client(settings(sandbox, region, keys));
  const ask = (state: string) =>
    there.send(
      new DescribeCapacityReservationsCommand({ Filters: [{ Name: 'state', Values: [state] }] }),
    );
  const { CapacityReservations: active = [] } = await ask('active');
  const { CapacityReservations: ended = [] } = await ask('expired');

  expect(active.map(({ ReservationType }) => ReservationType)).toEqual([
    'capacity-block',
    'default',
  ]);
  expect(ended.map(({ InstanceType }) => InstanceType)).toEqual(['p5.48xlarge']);
  const elsewhere = await ec2.send(new DescribeCapacityReservationsCommand({}));
  expect(elsewhere.CapacityReservations ?? []).toEqual([]);
});
