import { expect, test } from '@jest/globals';
import { HostWorld } from './host-world.ts';
import { samplesNamed, scrapeUntil } from './exporter-world.ts';

const SPEND = 'longshore_cost_api_spend_usd_total';

test('serve counts what it pays for S3 and for capacity blocks, and the calls', async () => {
  await using world = await HostWorld.create({
    kinds: ['AWS::EC2::Instance', 'AWS::S3::Bucket'],
    estate: { 'AWS::EC2::Instance': 8, 'AWS::S3::Bucket': 2, 'AWS::SQS::Queue': 0 },
  });
  await using host = world.serve({
    LONGSHORE_STORE: 'duckdb',
    LONGSHORE_COST: 'true',
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
