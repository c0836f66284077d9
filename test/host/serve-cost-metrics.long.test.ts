import { expect, test } from '@jest/globals';
import { HostWorld } from './host-world.ts';
import { samplesNamed, scrapeUntil } from './exporter-world.ts';

const VOLUMES = 'cloudcost_aws_ec2_persistent_volume_usd_per_hour';
const COSTS = { LONGSHORE_STORE: 'duckdb', LONGSHORE_COST: 'true' };
const SPEND = 'longshore_cost_api_spend_usd_total';

test('serve counts what it pays for S3 and for capacity blocks, and the calls', async () => {
  await using world = await HostWorld.create({
    kinds: ['AWS::EC2::Instance', 'AWS::S3::Bucket'],
    estate: { 'AWS::EC2::Instance': 8, 'AWS::S3::Bucket': 2, 'AWS::SQS::Queue': 0 },
  });
  await using host = world.serve({
    ...COSTS,
    LONGSHORE_COST_METRICS: 'EC2,S3',
    LONGSHORE_SPEND_CAP_USD: '1',
  });

  const page = await scrapeUntil(
    host,
    (text) =>
      text.includes('cloudcost_aws_s3_storage_by_location_usd_per_gibyte_hour{') &&
      text.includes('price_tier="capacityblock"'),
  );

  const requests = world.sandbox.calls()['ce:GetCostAndUsage'] ?? 0;
  const spend = samplesNamed(page, SPEND);
  expect(requests).toBeGreaterThan(1);
  expect(spend.get(`${SPEND}{purpose="capacity blocks"}`)).toBe(0.01);
  expect(spend.get(`${SPEND}{purpose="S3 rates"}`)).toBeCloseTo((requests - 1) / 100);
  expect(page).toContain(`longshore_cost_api_spend_month_usd ${requests / 100}\n`);
  const calls = samplesNamed(page, 'longshore_aws_calls_total');
  const counted = (service: string): number =>
    [...calls].reduce(
      (sum, [name, count]) => sum + (name.includes(`service="${service}"`) ? count : 0),
      0,
    );
  expect(counted('ce')).toBe(requests);
  expect(counted('pricing')).toBe(world.sandbox.calls()['pricing:GetProducts']);
});

test('serve shows cost series after a run, and again from its store after a restart', async () => {
  await using world = await HostWorld.create({
    kinds: ['AWS::EC2::Volume'],
    estate: { 'AWS::EC2::Volume': 2, 'AWS::SQS::Queue': 0 },
  });
  const env = { ...COSTS, LONGSHORE_COST_METRICS: 'ec2', LONGSHORE_COST_METRICS_NAMES: 'false' };
  const read = async (more: Readonly<Record<string, string>>, part = ''): Promise<string> => {
    await using host = world.serve({ ...env, ...more });
    return await scrapeUntil(
      host,
      (text) => samplesNamed(text, VOLUMES).size > 0 && text.includes(part),
    );
  };

  const first = await read(
    {},
    'aws_cost_collection_duration_seconds_count{collector="findings"} 1\n',
  );
  world.sandbox.setFaults([{ type: 'deny' }]);
  const second = await read({ OCEAN__EVENT_LISTENER__RESYNC_ON_START: 'false' });

  expect(first).toContain('longshore_run_in_progress');
  expect(first).toMatch(/^longshore_cost_series\{module="EC2"\} [1-9]/m);
  expect(first).toMatch(/^cloudcost_exporter_collector_total\{collector="aws_ec2",.*\} [1-9]/m);
  expect([...samplesNamed(second, VOLUMES)]).toEqual([...samplesNamed(first, VOLUMES)]);
});
