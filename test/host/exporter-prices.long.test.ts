import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { PRICING } from '../../src/sandbox/services/pricing.ts';
import { ServiceError } from '../../src/sandbox/wire/call.ts';
import { longshore } from '../helpers/command.ts';
import { costSeries, ExporterWorld, samplesNamed, scrapeUntil } from './exporter-world.ts';

const VOLUMES = 'cloudcost_aws_ec2_persistent_volume_usd_per_hour';
const BALANCERS = 'cloudcost_aws_elb_loadbalancer_usage_total_usd_per_hour';
const NO_FILES = { LONGSHORE_PRICE_LIST_URL: 'http://127.0.0.1:1' };

const Asked = z.object({ Filters: z.array(z.object({ Value: z.string() })) });
/** The region whose prices are refused. */
let refused = '';
let world: ExporterWorld;
beforeAll(async () => {
  world = await ExporterWorld.create({
    estate: { accounts: 1, 'AWS::ElasticLoadBalancingV2::LoadBalancer': 60 },
    sandbox: {
      maxPageSize: 15,
      replies: {
        'pricing:GetProducts': (input, context) => {
          if (Asked.parse(input).Filters.some(({ Value }) => Value === refused)) {
            throw new ServiceError('AccessDeniedException', 'not for this region');
          }
          return PRICING['GetProducts']?.(input, context) ?? {};
        },
      },
    },
  });
});
afterAll(() => world[Symbol.asyncDispose]());

/** A page of a start without anything stored. */
async function pageOf(
  name: string,
  env: Readonly<Record<string, string>>,
  isSo: (page: string) => boolean,
): Promise<string> {
  const state = path.join(world.folder, name);
  await using host = world.start(['-aws.services=EC2,ELB', '-state', state], env);
  return await scrapeUntil(host, isSo);
}

test('one region’s prices are denied: the other has its series, and the failure is counted', async () => {
  refused = 'eu-west-1';
  const failures = 'longshore_cost_price_consecutive_failures';

  const page = await pageOf('denied', NO_FILES, (text) => {
    const failed = samplesNamed(text, failures).get(`${failures}{region="eu-west-1"}`) ?? 0;
    return failed > 0 && samplesNamed(text, BALANCERS).size > 0;
  });

  expect(
    [...samplesNamed(page, BALANCERS).keys()].filter((name) => name.includes('eu-west-1')),
  ).toEqual([]);
  expect(page).toContain(`${failures}{region="us-east-1"} 0`);
  expect(page).toContain('longshore_cost_refresh_failures_total{loop="prices"} 1');
  expect(page).toMatch(
    /^longshore_cost_unpriced_resources\{module="ELB",reason="no-price-book"\} [1-9]/m,
  );
});

test('the API, the bulk files and a file of prices give the same page, with page 2 of all lists', async () => {
  const hasBoth = (text: string): boolean =>
    ['us-east-1', 'eu-west-1'].every((region) =>
      [VOLUMES, BALANCERS].every((name) =>
        [...samplesNamed(text, name).keys()].some((series) => series.includes(region)),
      ),
    ) && !text.includes('no-price-book');
  refused = '';

  const fromApi = await pageOf('api', NO_FILES, hasBoth);
  world.sandbox.setFaults([{ type: 'deny', service: 'pricing' }]);
  const fromFiles = await pageOf('files', {}, hasBoth);
  const file = path.join(world.folder, 'prices.ndjson.gz');
  const regions = 'us-east-1,eu-west-1';
  const exported = await longshore(['prices', 'export', file, '--regions', regions], {
    env: world.env,
  });
  const before = world.calls('pricing:GetProducts');
  const fromFile = await pageOf('file', { LONGSHORE_PRICES_FILE: file, ...NO_FILES }, hasBoth);

  expect(exported.exitCode).toBe(0);
  expect(costSeries(fromFiles)).toEqual(costSeries(fromApi));
  expect(costSeries(fromFile)).toEqual(costSeries(fromApi));
  expect(world.calls('pricing:GetProducts')).toBe(before);
  expect(samplesNamed(fromApi, BALANCERS).size).toBeGreaterThan(30);
});
