import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { costSeries, ExporterWorld, samplesNamed, scrapeUntil } from './exporter-world.ts';

const VOLUMES = 'cloudcost_aws_ec2_persistent_volume_usd_per_hour';
const NAT = 'cloudcost_aws_natgateway_hourly_rate_usd_per_hour';
/** Two accounts with two regions each. */
const PLACES = 4;

let world: ExporterWorld;
beforeAll(async () => {
  world = await ExporterWorld.create();
});
afterAll(() => world[Symbol.asyncDispose]());

function hasAll(page: string): boolean {
  return samplesNamed(page, VOLUMES).size === PLACES && samplesNamed(page, NAT).size === PLACES;
}

test('series come by themselves, in both formats with the same names; nothing is paid without a cap', async () => {
  await using host = world.start([
    '-aws.services=EC2,NATGATEWAY',
    '-aws.services',
    'S3',
    '-aws.region=eu-west-1',
  ]);
  const { text: first } = await host.ask('/metrics');
  const home = await host.ask('/');
  const page = await scrapeUntil(host, hasAll);
  const ready = await host.ask('/health/ready');
  const open = await host.ask('/metrics', {
    headers: { accept: 'application/openmetrics-text' },
  });
  const stoppedAt = performance.now();
  const exitCode = await host.stop();

  expect(costSeries(first)).toEqual([]);
  expect(home.text).toContain('<a href="/metrics">');
  expect(ready.status).toBe(200);
  expect(
    samplesNamed(page, 'longshore_cost_series').get('longshore_cost_series{module="EC2"}'),
  ).toBe(PLACES);
  expect(page).toContain('longshore_cost_unpriced_resources{module="S3",reason="paid-source"} 2');
  expect(page).toContain('# TYPE cloudcost_exporter_collector_error counter');
  expect(page).toMatch(
    /^cloudcost_exporter_collector_total\{collector="aws_ec2",provider="aws",region="us-east-1"\} [1-9]/m,
  );
  expect(costSeries(open.text)).toEqual(costSeries(page));
  expect(open.text).toContain('# TYPE cloudcost_exporter_collector_error unknown');
  expect(open.text).toMatch(
    /^cloudcost_exporter_metrics_handler_requests_total\{method="get",region="eu-west-1",code="200"\} \d+$/m,
  );
  expect(open.text.endsWith('\n# EOF\n')).toBe(true);
  expect(world.calls('ce:GetCostAndUsage')).toBe(0);
  expect(exitCode).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(2_000);
});
