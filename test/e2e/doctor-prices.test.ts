import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Finding } from '../../src/app/doctor/check.ts';
import { CatalogWorld } from '../helpers/catalog-world.ts';

const ON = { LONGSHORE_COST: 'true' };
const CAP = { LONGSHORE_SPEND_CAP_USD: '2.50' };
let world: CatalogWorld;

beforeAll(async () => {
  world = await CatalogWorld.create({
    estate: {
      ...{ seed: 'doctor', accounts: 2, regions: ['us-east-1'], usedRegions: 1 },
      ...{ suspendedEvery: 0, 'AWS::SQS::Queue': 1 },
    },
    kinds: ['AWS::SQS::Queue'],
  });
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(() => {
  world.sandbox.setFaults([]);
});

/** What doctor reports about prices, or usage: status, message and fix. */
async function checked(name: string, env: Readonly<Record<string, string>>) {
  const { stdout } = await world.run(['doctor', '--json', '--config', world.config], { env });
  const findings = z.array(Finding).parse(JSON.parse(stdout));
  return findings
    .filter(({ check }) => check === name)
    .map(({ status, message, fix = '' }) => [status, message, fix]);
}

function pricesChecked(env: Readonly<Record<string, string>>) {
  return checked('prices', env);
}

test('while cost is off, no price is asked for', async () => {
  expect(await pricesChecked(CAP)).toEqual([]);
  expect(world.sandbox.calls()['pricing:GetProducts']).toBeUndefined();
});

test('the free permissions are tried', async () => {
  const allowed = 'pricing:GetProducts, ec2:DescribeSpotPriceHistory: allowed';

  expect(await pricesChecked(ON)).toEqual([['ok', allowed, '']]);
});

test('a denied permission has its remedy, and what happens without it', async () => {
  world.sandbox.setFaults([{ type: 'deny', service: 'pricing' }]);

  expect(await pricesChecked(ON)).toEqual([
    ['ok', 'ec2:DescribeSpotPriceHistory: allowed', ''],
    [
      'warning',
      'account 210000000000: pricing:GetProducts: denied; prices come from the public files, which are large',
      expect.stringContaining('allow pricing:GetProducts'),
    ],
  ]);
});

test('with a cap, every account is tried, and nothing is paid', async () => {
  const { sandbox } = world;
  sandbox.setFaults([
    { type: 'deny', account: '210000000001', operation: 'DescribeCapacityReservations' },
  ]);

  expect(await pricesChecked({ ...ON, ...CAP })).toEqual([
    ['ok', 'pricing:GetProducts, ec2:DescribeSpotPriceHistory: allowed', ''],
    ['ok', 'ec2:DescribeCapacityReservations: allowed', ''],
    [
      'warning',
      'account 210000000001: ec2:DescribeCapacityReservations: denied; instances in capacity blocks have no price',
      expect.stringContaining('allow ec2:DescribeCapacityReservations'),
    ],
    ['ok', expect.stringMatching(/ce:GetCostAndUsage is not tried.*2\.50 USD a month/), ''],
  ]);
  expect(sandbox.calls()['ce:GetCostAndUsage']).toBeUndefined();
});

test('a price file that cannot be read is a failure; the Price List API is not needed then', async () => {
  const file = path.join(world.folder, 'none.ndjson');

  expect(await pricesChecked({ ...ON, LONGSHORE_PRICES_FILE: file })).toEqual([
    ['failed', expect.stringContaining('Could not read the price file'), expect.any(String)],
    ['ok', 'ec2:DescribeSpotPriceHistory: allowed', ''],
  ]);
});

const USAGE = { LONGSHORE_USAGE: 'true' };
const NOT_TRIED = 'cloudwatch:GetMetricData is not tried, because it is paid';

test('usage is checked while it is on, with free calls', async () => {
  expect(await checked('usage', { ...ON, ...CAP })).toEqual([]);
  expect(await checked('usage', { ...ON, ...CAP, ...USAGE })).toEqual([
    ['ok', `cloudwatch:ListMetrics: allowed; ${NOT_TRIED}`, ''],
  ]);
  expect(world.sandbox.calls()['monitoring:GetMetricData']).toBeUndefined();
});

test('usage that nothing may be paid for is a warning, and so is a denied permission', async () => {
  expect(await checked('usage', { ...ON, ...USAGE })).toEqual([
    [
      'warning',
      'LONGSHORE_USAGE is on, but CloudWatch is paid, and no paid call is allowed',
      expect.stringContaining('LONGSHORE_SPEND_CAP_USD=1'),
    ],
  ]);

  world.sandbox.setFaults([{ type: 'deny', operation: 'ListMetrics' }]);

  expect(await checked('usage', { ...ON, ...CAP, ...USAGE })).toEqual([
    ['ok', NOT_TRIED, ''],
    [
      'warning',
      expect.stringContaining('cloudwatch:ListMetrics: denied'),
      expect.stringContaining('allow cloudwatch:ListMetrics'),
    ],
  ]);
});
