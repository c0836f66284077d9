import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { PRICING } from '../../src/sandbox/services/pricing.ts';
import { ServiceError } from '../../src/sandbox/wire/call.ts';
import { ExporterWorld, samplesNamed, scrapeUntil, type Samples } from './exporter-world.ts';
import type { ServedHost } from './served-host.ts';

const BALANCERS = 'cloudcost_aws_elb_loadbalancer_usage_total_usd_per_hour';
const VOLUMES = 'cloudcost_aws_ec2_persistent_volume_usd_per_hour';
const AGE = 'longshore_cost_price_age_seconds';
const FAILURES = 'longshore_cost_price_consecutive_failures';
const HOUR_MS = 60 * 60_000;
const SERVICES = '-aws.services=EC2,ELB';
/** Prices come from the API alone, and resources are read all the time. */
const ENV = {
  LONGSHORE_PRICE_LIST_URL: 'http://127.0.0.1:1',
  LONGSHORE_INVENTORY_INTERVAL_SECONDS: '1',
};

/** Prices per unit are written with ten digits: this many times as high. */
let factor = 1;
/** The region whose prices are refused. */
let refused = '';
/** How far the clock of the exporter and of the simulated AWS is ahead. */
let aheadMs = 0;
const now = Date.now;
let world: ExporterWorld;

const Asked = z.object({ Filters: z.array(z.object({ Value: z.string() })) });
const Answer = z.looseObject({ PriceList: z.array(z.string()) });

beforeAll(async () => {
  Date.now = () => now() + aheadMs;
  world = await ExporterWorld.create({
    estate: { accounts: 1, 'AWS::ElasticLoadBalancingV2::LoadBalancer': 20 },
    sandbox: {
      replies: {
        'pricing:GetProducts': (input, context) => {
          if (Asked.parse(input).Filters.some(({ Value }) => Value === refused)) {
            throw new ServiceError('AccessDeniedException', 'not for this region');
          }
          const answer = Answer.parse(PRICING['GetProducts']?.(input, context) ?? {});
          return { ...answer, PriceList: answer.PriceList.map(raised) };
        },
      },
    },
  });
});
afterEach(() => {
  aheadMs = 0;
  factor = 1;
  refused = '';
});
afterAll(async () => {
  Date.now = now;
  await world[Symbol.asyncDispose]();
});

function raised(product: string): string {
  return product.replaceAll(
    /("USD":")([\d.]+)"/g,
    (_, name: string, price: string) => `${name}${(Number(price) * factor).toFixed(10)}"`,
  );
}

function valueOf(page: string, name: string, region: string): number | undefined {
  return samplesNamed(page, name).get(`${name}{region="${region}"}`);
}

/** The different values of a metric in a region. */
function valuesOf(page: string, name: string, region: string): readonly number[] {
  return [...new Set(inRegion(samplesNamed(page, name), region).values())];
}

function inRegion(samples: Samples, region: string): Samples {
  return new Map([...samples].filter(([series]) => series.includes(`region="${region}"`)));
}

function start(state: string): ServedHost {
  return world.start([SERVICES, '-state', `${world.folder}/${state}`], ENV);
}

async function firstPage(host: ServedHost): Promise<string> {
  return await scrapeUntil(host, (text) =>
    ['us-east-1', 'eu-west-1'].every((region) =>
      [VOLUMES, BALANCERS].every((name) => valuesOf(text, name, region).length > 0),
    ),
  );
}

test('a day later one region’s prices are denied: it keeps the old ones, whose age grows, and the other is refreshed', async () => {
  await using host = start('denied');
  const first = await firstPage(host);
  const before = valuesOf(first, BALANCERS, 'us-east-1');
  const old = inRegion(samplesNamed(first, BALANCERS), 'eu-west-1');

  refused = 'eu-west-1';
  factor = 2;
  aheadMs = 25 * HOUR_MS;
  const denied = await scrapeUntil(
    host,
    (text) =>
      valueOf(text, FAILURES, 'eu-west-1') === 1 &&
      valuesOf(text, BALANCERS, 'us-east-1').every((value) => !before.includes(value)),
  );
  aheadMs += HOUR_MS;
  const again = await scrapeUntil(host, (text) => valueOf(text, FAILURES, 'eu-west-1') === 2);
  refused = '';
  aheadMs += HOUR_MS;
  const allowed = await scrapeUntil(
    host,
    (text) =>
      valueOf(text, FAILURES, 'eu-west-1') === 0 &&
      [...inRegion(samplesNamed(text, BALANCERS), 'eu-west-1').values()][0] !==
        [...old.values()][0],
  );

  expect(valuesOf(denied, BALANCERS, 'us-east-1')).toEqual(before.map((value) => 2 * value));
  expect(valueOf(denied, AGE, 'us-east-1')).toBeLessThan(HOUR_MS / 1_000);
  expect(valueOf(denied, FAILURES, 'us-east-1')).toBe(0);
  expect(valueOf(denied, AGE, 'eu-west-1')).toBeGreaterThanOrEqual((25 * HOUR_MS) / 1_000);
  expect(valueOf(again, AGE, 'eu-west-1')).toBeGreaterThanOrEqual((26 * HOUR_MS) / 1_000);
  for (const page of [denied, again]) {
    expect(inRegion(samplesNamed(page, BALANCERS), 'eu-west-1')).toEqual(old);
  }
  expect(inRegion(samplesNamed(allowed, BALANCERS), 'eu-west-1')).toEqual(
    new Map([...old].map(([series, value]) => [series, 2 * value])),
  );
  expect(valueOf(allowed, AGE, 'eu-west-1')).toBeLessThan(HOUR_MS / 1_000);
});

test('each scrape while refreshes go on is one page: prices of one refresh, and all resources', async () => {
  await using host = start('whole');
  const first = await firstPage(host);
  const [once = 0] = valuesOf(first, BALANCERS, 'us-east-1');
  const series = samplesNamed(first, BALANCERS).size;
  const asked = world.calls('pricing:GetProducts');
  const seen = new Set<number>();
  let pages = 0;
  const scrape = async (): Promise<void> => {
    for (; seen.size < 3 || pages < 200; pages += 1) {
      const { text } = await host.ask('/metrics');
      const values = valuesOf(text, BALANCERS, 'us-east-1');
      expect(samplesNamed(text, BALANCERS).size).toBe(series);
      expect(values).toHaveLength(1);
      for (const value of values) if (value !== once) seen.add(value);
    }
  };
  const refresh = async (): Promise<void> => {
    for (factor = 2; factor <= 4; factor += 1) {
      aheadMs += 25 * HOUR_MS;
      const expected = once * factor;
      await host.until(() => [...seen].some((value) => Math.abs(value - expected) < 1e-9));
    }
  };

  await Promise.all([scrape(), scrape(), scrape(), refresh()]);

  expect(seen.size).toBe(3);
  expect(pages).toBeGreaterThanOrEqual(200);
  expect(world.calls('pricing:GetProducts')).toBeGreaterThan(asked);
});
