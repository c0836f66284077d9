import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ExporterWorld, samplesNamed, scrapeUntil } from './exporter-world.ts';

const TOTAL = 'cloudcost_aws_ec2_instance_total_usd_per_hour';
const GPU = 'cloudcost_aws_ec2_instance_gpu_usd_per_gpu_hour';
const SPEND = 'longshore_cost_api_spend_usd_total{purpose="capacity blocks"}';
const UNPRICED = 'longshore_cost_unpriced_resources{module="EC2",reason="paid-source"}';
const CAP = { LONGSHORE_SPEND_CAP_USD: '0.05' };
/** Of the simulated block. */
const RATE = 41.61;

let world: ExporterWorld;
beforeAll(async () => {
  world = await ExporterWorld.create({ estate: { 'AWS::EC2::Instance': 16 } });
});
afterAll(() => world[Symbol.asyncDispose]());

/** The values of the instances in capacity blocks. */
function inBlocks(page: string, name: string): readonly number[] {
  const samples = [...samplesNamed(page, name)];
  return samples.flatMap(([series, value]) =>
    series.includes('price_tier="capacityblock"') ? [value] : [],
  );
}

function hasOthers(page: string): boolean {
  return samplesNamed(page, TOTAL).size > 4;
}

test('without the flag, instances in a capacity block have no series, and nothing is paid', async () => {
  await using host = world.start(['-aws.services=EC2'], CAP);
  const page = await scrapeUntil(host, (text) => hasOthers(text) && text.includes(UNPRICED));

  expect(inBlocks(page, TOTAL)).toEqual([]);
  expect(page).toContain(`${UNPRICED} 2`);
  expect(world.calls('ce:GetCostAndUsage')).toBe(0);
  expect(world.calls('ec2:DescribeCapacityReservations')).toBe(0);
});

test('with the flag and a cap, they have their share of the fee after one paid call, and after a restart without any', async () => {
  const read = async (): Promise<string> => {
    await using host = world.start(['-aws.services=EC2', '-aws.ec2.capacity-blocks'], CAP);
    return await scrapeUntil(
      host,
      (text) => hasOthers(text) && inBlocks(text, TOTAL).length === 2 && !text.includes(UNPRICED),
    );
  };

  const first = await read();
  const asked = world.calls('ce:GetCostAndUsage');
  const second = await read();

  expect(inBlocks(first, TOTAL)).toEqual([RATE, RATE]);
  expect(inBlocks(first, GPU)).toHaveLength(2);
  expect(asked).toBe(1);
  expect(samplesNamed(first, 'longshore_cost_api_spend_usd_total').get(SPEND)).toBe(0.01);
  expect(inBlocks(second, TOTAL)).toEqual([RATE, RATE]);
  expect(world.calls('ce:GetCostAndUsage')).toBe(asked);
});

test('with the flag, but without a cap, nothing is paid', async () => {
  const asked = world.calls('ce:GetCostAndUsage');
  await using host = world.start([
    ...['-aws.services=EC2', '-aws.ec2.capacity-blocks', '-state', `${world.folder}/no-cap`],
  ]);
  const page = await scrapeUntil(host, (text) => hasOthers(text) && text.includes(UNPRICED));

  expect(inBlocks(page, TOTAL)).toEqual([]);
  expect(world.calls('ce:GetCostAndUsage')).toBe(asked);
});

test('instances on spot have series after the first inventory, whatever came first', async () => {
  await using host = world.start(['-aws.services=EC2', '-state', `${world.folder}/spot`]);
  const page = await scrapeUntil(host, (text) => text.includes('price_tier="spot"'));

  expect(samplesNamed(page, TOTAL).size).toBeGreaterThan(4);
  expect(host.stderr).not.toContain('no spot price');
});
