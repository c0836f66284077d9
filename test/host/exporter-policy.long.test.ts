import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { METRICS_MODULES } from '../../src/cost/metrics/metrics-modules.ts';
import { longshore } from '../helpers/command.ts';
import { ExporterWorld, samplesNamed, scrapeUntil } from './exporter-world.ts';

const SERIES = 'longshore_cost_series';
const UNPRICED = 'longshore_cost_unpriced_resources';
const ALL = ['-aws.services=all', '-aws.ec2.capacity-blocks'];
/** Prices come from the API alone. */
const ENV = {
  LONGSHORE_SPEND_CAP_USD: '1',
  LONGSHORE_PRICE_LIST_URL: 'http://127.0.0.1:1',
  LONGSHORE_INVENTORY_INTERVAL_SECONDS: '1',
};
const Policy = z.object({ Statement: z.array(z.object({ Action: z.array(z.string()) })) });

let world: ExporterWorld;
let starts = 0;
beforeAll(async () => {
  world = await ExporterWorld.create({
    estate: {
      'AWS::EC2::Instance': 12,
      'AWS::ElasticLoadBalancingV2::LoadBalancer': 2,
      'AWS::RDS::DBInstance': 4,
      'AWS::RDS::DBCluster': 2,
      'AWS::MSK::Cluster': 2,
    },
  });
});
afterAll(() => world[Symbol.asyncDispose]());

async function printed(...args: readonly string[]): Promise<readonly string[]> {
  const { exitCode, stdout } = await longshore(['iam-policy', ...args], { env: world.env });
  expect(exitCode).toBe(0);
  return Policy.parse(JSON.parse(stdout)).Statement.flatMap(({ Action }) => Action);
}

function allow(actions: readonly string[]): void {
  world.sandbox.setPolicy('*', { Statement: [{ Effect: 'Allow', Action: actions }] });
}

function state(): readonly string[] {
  starts += 1;
  return ['-state', `${world.folder}/state-${starts}`];
}

/** Every module has its series. */
function isComplete(page: string): boolean {
  const series = samplesNamed(page, SERIES);
  return (
    METRICS_MODULES.every(({ flag }) => (series.get(`${SERIES}{module="${flag}"}`) ?? 0) > 0) &&
    page.includes('price_tier="capacityblock"') &&
    page.includes('price_tier="spot"')
  );
}

test('the printed policy is all that the exporter needs', async () => {
  allow(await printed('--exporter', 'all', '--capacity-blocks'));

  await using host = world.start([...ALL, ...state()], ENV);
  const page = await scrapeUntil(host, isComplete);

  expect(host.log.filter(({ msg }) => /not read|not refreshed|no new/.test(msg))).toEqual([]);
  expect(
    [...samplesNamed(page, UNPRICED).keys()].filter((name) => name.includes('price-book')),
  ).toEqual([]);
});

test('without any one action of it, the log names that one', async () => {
  const actions = await printed('--exporter', 'all', '--capacity-blocks');
  expect(actions.length).toBeGreaterThan(8);
  for (const missing of actions) {
    allow(actions.filter((action) => action !== missing));

    await using host = world.start([...ALL, ...state()], ENV);
    await host.until(() => host.stderr.includes(missing));
    await host.stop();

    const others = actions.filter((action) => action !== missing && !missing.startsWith(action));
    for (const other of others) expect(host.stderr).not.toMatch(new RegExp(`${other}\\b`));
  }
});

test('a policy has the actions of its services alone', async () => {
  expect(await printed('--exporter', 'natgateway')).toEqual([
    'account:ListRegions',
    'organizations:ListAccounts',
    'pricing:GetProducts',
  ]);
  expect(await printed('--exporter', 'S3')).toEqual([
    'account:ListRegions',
    'ce:GetCostAndUsage',
    'organizations:ListAccounts',
  ]);
  expect(await printed('--exporter', 'EC2')).not.toContain('ce:GetCostAndUsage');
});

test.each([
  { args: ['--exporter', 'EC3'], says: 'there is no service EC3; did you mean EC2?' },
  { args: ['--exporter', 'EC2', '--kinds', 'AWS::SQS::Queue'], says: 'cannot be combined' },
  { args: ['--exporter', ''], says: 'names no service' },
  { args: ['--capacity-blocks'], says: '--exporter EC2' },
])('iam-policy $args is refused', async ({ args, says }) => {
  const { exitCode, stderr } = await longshore(['iam-policy', ...args], { env: world.env });

  expect(exitCode).toBe(2);
  expect(stderr).toContain(says);
});
