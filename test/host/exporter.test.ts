import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
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
  for (const step of ['inventory read', 'prices of a region read', 'page built']) {
    expect(host.stderr.split(`"msg":"${step}"`)).toHaveLength(2);
  }
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
  expect(host.stderr.split('"reason":"paid-source"')).toHaveLength(2);
  expect(world.calls('ce:GetCostAndUsage')).toBe(0);
  expect(exitCode).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(2_000);
});

test('spot prices do not wait for the next inventory; a scope is one collection', async () => {
  await using own = await ExporterWorld.create({
    estate: { 'AWS::EC2::Instance': 12, 'AWS::EC2::Volume': 0, 'AWS::RDS::DBCluster': 1 },
  });
  await using host = own.start(['-aws.services=EC2,RDS']);

  const page = await scrapeUntil(host, (text) => text.includes('price_tier="spot"'));

  const total = 'cloudcost_exporter_collector_total';
  const rds = [...samplesNamed(page, total)].filter(([name]) => name.includes('"aws_rds"'));
  expect(rds.map(([, collections]) => collections)).toEqual([4, 4]); // 2 accounts, instances and clusters
  expect(own.calls('ec2:DescribeInstances')).toBe(PLACES);
});

test('with a cap, no start says that paid rates are missing', async () => {
  await using own = await ExporterWorld.create();
  await using host = own.start(['-aws.services=EC2,S3'], { LONGSHORE_SPEND_CAP_USD: '5' });

  await scrapeUntil(host, (text) => /^longshore_cost_series\{module="S3"\} [1-9]/m.test(text));

  expect(host.stderr).not.toContain('paid-source');
});

test('a damaged store costs what it has, not the metrics', async () => {
  const state = path.join(world.folder, 'damaged');
  await mkdir(state);
  await writeFile(path.join(state, 'store.duckdb'), 'no database at all '.repeat(1_000));
  await using host = world.start(['-aws.services=EC2', '-state', state]);

  await scrapeUntil(host, (text) => samplesNamed(text, VOLUMES).size === PLACES);

  expect(host.stderr).toContain('is damaged');
  expect(host.stderr).toContain('no paid call is made. Fix: restore it from a backup');
});

test('prices that were read for other services do not say that AWS lists none', async () => {
  await using own = await ExporterWorld.create();
  {
    await using first = own.start(['-aws.services=EC2']);
    await scrapeUntil(first, (text) => samplesNamed(text, VOLUMES).size === PLACES);
    await first.stop();
  }
  own.sandbox.setFaults([{ type: 'deny' }]);
  await using second = own.start(['-aws.services=EC2,NATGATEWAY']);

  const page = await scrapeUntil(second, (text) => samplesNamed(text, VOLUMES).size === PLACES);

  expect(page).toContain('{module="NATGATEWAY",reason="no-price-book"}');
  expect(page).not.toContain('reason="no-price"}');
  expect(second.stderr).not.toContain('no price: no series');
});

test.each([
  ['127.0.0.1', 'EADDRINUSE', 'choose another port with -server.address'],
  ['192.0.2.1', 'EADDRNOTAVAIL', 'name an address of this machine'],
])('an address that cannot be served, %s: %s, with the remedy', async (name, code, remedy) => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  try {
    await using host = world.start(['-aws.services=EC2', `-server.address=${name}:${port}`]);

    expect(await host.exited()).toBe(2);
    expect(host.stderr).toContain(`cannot serve HTTP at ${name}:${port}: listen ${code}`);
    expect(host.stderr.replaceAll(/\s+/g, ' ')).toContain(remedy);
  } finally {
    taken.close();
  }
});
