import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DuckDbStore } from '../../src/store/duckdb/duckdb-store.ts';
import { StoredPriceBook } from '../../src/cost/prices/stored-prices.ts';
import { priceNeedsOf } from '../../src/cost/metrics/metrics-modules.ts';
import { metricsModules } from '../../src/app/cost/metrics/metrics-modules.ts';
import { costSeries, ExporterWorld, samplesNamed, scrapeUntil } from './exporter-world.ts';
import type { ServedHost } from './served-host.ts';

const VOLUMES = 'cloudcost_aws_ec2_persistent_volume_usd_per_hour';
const NAT = 'cloudcost_aws_natgateway_hourly_rate_usd_per_hour';
/** Two accounts with two regions each. */
const PLACES = 4;
const AGE = 'longshore_cost_price_age_seconds';
const DAY_MS = 24 * 60 * 60_000;

let world: ExporterWorld;
beforeAll(async () => {
  world = await ExporterWorld.create();
});
afterAll(() => world[Symbol.asyncDispose]());

function hasAll(page: string): boolean {
  return samplesNamed(page, VOLUMES).size === PLACES && samplesNamed(page, NAT).size === PLACES;
}

/** A scrape, and how long it took. */
async function timed(host: ServedHost): Promise<{ readonly page: string; readonly ms: number }> {
  const startedAt = performance.now();
  const { text: page } = await host.ask('/metrics');
  return { page, ms: performance.now() - startedAt };
}

async function agePrices(region: string): Promise<void> {
  const folder = world.env['LONGSHORE_STATE_DIRECTORY'] ?? '';
  const limits = { memoryMb: 100, threads: 1, spillMb: 100 };
  const file = `${folder}/store.duckdb`;
  const options = { ...limits, file, exportFolder: folder, readOnly: false };
  await using store = await DuckDbStore.open(options);
  const { signal } = new AbortController();
  const needs = priceNeedsOf(metricsModules(['EC2', 'NATGATEWAY', 'S3'], 'test'));
  const book = new StoredPriceBook(store, needs);
  const stored = await book.load(region, signal);
  if (stored === undefined) throw new Error(`no prices of ${region} are stored`);
  const prices = { ...stored.prices, fetchedAt: stored.prices.fetchedAt - 2 * DAY_MS };
  await book.save({ ...stored, prices }, signal);
}

describe('an exporter and its next start', () => {
  const services = ['-aws.services=EC2,NATGATEWAY', '-aws.services', 'S3'];
  let page: string;
  beforeAll(async () => {
    await using host = world.start(services);
    page = await scrapeUntil(host, hasAll);
    await host.stop();
  });

  test('while all of AWS hangs, the next start shows what is stored at once, with the age of old prices', async () => {
    await agePrices('us-east-1');
    world.sandbox.setFaults([{ type: 'hang' }]);

    await using host = world.start(services);
    const restored = await scrapeUntil(host, hasAll);
    const scrapes = [await timed(host), await timed(host)];
    const exitCode = await host.stop();

    expect(costSeries(restored)).toEqual(costSeries(page));
    expect(Math.min(...scrapes.map(({ ms }) => ms))).toBeLessThan(100);
    const ages = samplesNamed(restored, AGE);
    expect(ages.get(`${AGE}{region="us-east-1"}`)).toBeGreaterThan((2 * DAY_MS - 600_000) / 1_000);
    expect(ages.get(`${AGE}{region="eu-west-1"}`)).toBeLessThan(600);
    expect(exitCode).toBe(0);
  });

  test('prices that are too old are read again', async () => {
    world.sandbox.setFaults([]);
    const before = world.calls('pricing:GetProducts');

    await using host = world.start(services);
    const renewed = await scrapeUntil(host, (text) => {
      const age = samplesNamed(text, AGE).get(`${AGE}{region="us-east-1"}`) ?? DAY_MS;
      return age < 600 && hasAll(text);
    });

    expect(hasAll(renewed)).toBe(true);
    expect(world.calls('pricing:GetProducts')).toBeGreaterThan(before);
  });

  test('with a cap, each account is asked once about S3; a new start asks none', async () => {
    const cap = { LONGSHORE_SPEND_CAP_USD: '1' };
    const rate = 'cloudcost_aws_s3_storage_by_location_usd_per_gibyte_hour';
    const read = async (): Promise<string> => {
      await using host = world.start(['-aws.services=S3', '-state', `${world.folder}/s3`], cap);
      return await scrapeUntil(
        host,
        (text) =>
          samplesNamed(text, rate).size > 0 &&
          text.includes('spend_month_usd 0.02') &&
          text.includes('s3_next_scrape '),
      );
    };

    const first = await read();
    const asked = world.calls('ce:GetCostAndUsage');
    const second = await read();

    expect(first).toContain(
      `longshore_cost_api_spend_usd_total{purpose="S3 rates"} ${asked / 100}`,
    );
    expect(first).toContain(`cloudcost_exporter_aws_s3_cost_api_requests_total ${asked}`);
    expect(asked).toBe(2);
    expect(world.calls('ce:GetCostAndUsage')).toBe(asked);
    expect(samplesNamed(second, rate)).toEqual(samplesNamed(first, rate));
    expect(second).toContain('longshore_cost_api_spend_usd_total{purpose="S3 rates"} 0');
    for (const page of [first, second]) {
      expect(page).toContain('longshore_cost_api_spend_month_usd 0.02');
      expect(page).toContain('longshore_cost_api_spend_cap_usd 1');
    }
  });
});

test('nothing needs a restart: a first failure, a region that hangs, throttled calls', async () => {
  await using own = await ExporterWorld.create();
  own.sandbox.setFaults([{ type: 'deny', service: 'sts' }]);
  await using host = own.start(['-aws.services=EC2', '-collector-interval=1s'], {
    LONGSHORE_INVENTORY_INTERVAL_SECONDS: '1',
    AWS_MAX_ATTEMPTS: '2',
  });
  const failed = await scrapeUntil(host, (text) =>
    text.includes('longshore_cost_refresh_failures_total{loop="inventory"} 1'),
  );
  const unready = await host.ask('/health/ready');

  own.sandbox.setFaults([]);
  const first = await scrapeUntil(host, (text) => samplesNamed(text, VOLUMES).size === PLACES);

  own.sandbox.setFaults([{ type: 'hang', service: 'ec2', region: 'eu-west-1' }]);
  const error =
    /^cloudcost_exporter_collector_error\{collector="aws_ec2",provider="aws",region="eu-west-1"\} [1-9]/m;
  const lastError = /^cloudcost_exporter_collector_last_scrape_error\{.*\} 1$/m;
  const hanging = await scrapeUntil(host, (text) => error.test(text) && lastError.test(text));
  const scrapes = [await timed(host), await timed(host)];

  own.sandbox.setFaults([{ type: 'throttle', service: 'ec2' }]);
  const throttled = await scrapeUntil(host, (text) =>
    text.includes('longshore_aws_throttles_total{'),
  );

  expect(costSeries(failed)).toEqual([]);
  expect(unready.status).toBe(503);
  expect(costSeries(hanging)).toEqual(costSeries(first));
  expect(Math.min(...scrapes.map(({ ms }) => ms))).toBeLessThan(100);
  expect(hanging).toMatch(
    /^cloudcost_exporter_collector_error\{collector="aws_ec2",provider="aws",region="us-east-1"\} 0$/m,
  );
  expect(costSeries(throttled)).toEqual(costSeries(first));
});
