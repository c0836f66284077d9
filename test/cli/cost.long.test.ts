import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { decimal, decimalText, sumOf } from '../../src/cost/money/decimal.ts';
import { CatalogWorld } from '../helpers/catalog-world.ts';
import type { CommandResult } from '../helpers/command.ts';

const KINDS = 'AWS::SQS::Queue,AWS::EC2::Volume,AWS::EC2::NatGateway,AWS::S3::Bucket';
const PRICING_CALLS = /pricing|GetProducts/;
let world: CatalogWorld;
let prices: string;

beforeAll(async () => {
  world = await CatalogWorld.create({
    estate: {
      seed: 'cost',
      accounts: 2,
      regions: ['us-east-1', 'eu-west-1'],
      usedRegions: 2,
      'AWS::SQS::Queue': 2,
      'AWS::EC2::Volume': 8,
      'AWS::EC2::NatGateway': 2,
      'AWS::S3::Bucket': 1,
    },
  });
  const resync = await world.run(['resync', '--sink', 'store', '--kinds', KINDS]);
  expect(resync.exitCode).toBe(0);
  prices = path.join(world.folder, 'prices.ndjson.gz');
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(() => {
  world.sandbox.setFaults([]);
});

const Report = z.object({
  basis: z.string(),
  period: z.string(),
  pricedAt: z.string().nullable(),
  prices: z.object({
    sources: z.array(z.string()),
    from: z.string().nullable(),
    to: z.string().nullable(),
  }),
  groups: z.array(
    z.object({
      group: z.string(),
      resources: z.number(),
      currency: z.string(),
      monthly: z.string(),
    }),
  ),
  totals: z.array(z.object({ currency: z.string(), monthly: z.string() })),
  unpriced: z.array(z.object({ group: z.string(), reason: z.string(), components: z.number() })),
});

function resources(...args: readonly string[]): Promise<CommandResult> {
  return world.run(['cost', 'resources', ...args]);
}

async function report(...args: readonly string[]): Promise<z.output<typeof Report>> {
  const { exitCode, stdout, stderr } = await resources('--output', 'json', ...args);
  expect([exitCode, stderr]).toEqual([0, '']);
  return Report.parse(JSON.parse(stdout));
}

test('resyncs ask for no price while cost is off', () => {
  expect(Object.keys(world.sandbox.calls()).filter((call) => PRICING_CALLS.test(call))).toEqual([]);
});

test('prices are exported from the free API, and a later command needs no AWS', async () => {
  const exported = await world.run(['prices', 'export', prices]);
  const before = JSON.stringify(world.sandbox.calls());
  const { exitCode, stdout } = await resources('--prices', prices);

  expect(exported.stdout).toMatch(/^eu-west-1 +[\d,]+ +0 +\d{4}-\d\d-\d\d +price-list-api$/m);
  expect([exported.exitCode, exitCode]).toEqual([0, 0]);
  expect(stdout).toMatch(/^basis ListCost, a month of 730 hours, prices of .* \(price-list-api\)/m);
  expect(stdout).toMatch(/^EC2 +20 +\d,\d{3}\.\d\d USD/m);
  expect(JSON.stringify(world.sandbox.calls())).toBe(before);
});

describe('with the exported prices', () => {
  const withPrices = (): readonly string[] => ['--prices', prices];

  test('every grouping adds up to the same total, exactly', async () => {
    const totals = new Set<string>();
    for (const group of ['service', 'account', 'region', 'kind', 'tag:team']) {
      const { groups, totals: all } = await report('--group-by', group, ...withPrices());
      const sum = decimalText(sumOf(groups.map(({ monthly }) => decimal(monthly))));
      expect(all).toEqual([expect.objectContaining({ currency: 'USD', monthly: sum })]);
      totals.add(sum);
    }
    expect(totals.size).toBe(1);
  });

  test('the total is what the components in the table resource_costs cost', async () => {
    const { totals } = await report(...withPrices());
    const { stdout } = await world.run([
      'query',
      'select sum(monthly) as total from resource_costs',
      '--format',
      'json',
    ]);

    expect(JSON.parse(stdout)).toEqual([{ total: totals[0]?.monthly }]);
  });

  test('a NAT gateway costs 730 hours; its data is unknown, not 0', async () => {
    const found = await report('--kinds', 'AWS::EC2::NatGateway', ...withPrices());
    const { stdout } = await world.run([
      'query',
      `select component, quantity, monthly, reason from resource_costs
       where kind = 'AWS::EC2::NatGateway' and region = 'eu-west-1' order by id, component limit 2`,
      '--format',
      'json',
    ]);

    expect(found.unpriced).toEqual([expect.objectContaining({ reason: 'usage' })]);
    expect(JSON.parse(stdout)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ quantity: '730', monthly: '35.04', reason: null }),
        expect.objectContaining({ quantity: null, monthly: null, reason: 'usage' }),
      ]),
    );
  });

  test('filters choose resources', async () => {
    const all = await report('--group-by', 'region', ...withPrices());
    const one = await report('--regions', 'eu-west-1', '--group-by', 'region', ...withPrices());
    const none = await report('--accounts', '999999999999', ...withPrices());

    expect(one.groups).toEqual(all.groups.filter(({ group }) => group === 'eu-west-1'));
    expect(none.groups).toEqual([]);
  });

  test('global is a region of the store', async () => {
    const { groups } = await report('--regions', 'global', ...withPrices());

    expect(groups).toEqual([]);
  });

  test('a tag is a filter, too', async () => {
    const { groups } = await report('--group-by', 'tag:team', ...withPrices());
    const [first] = groups.filter(({ group }) => group !== '(no tag)');
    const filtered = await report('--tag', `team=${first?.group ?? ''}`, ...withPrices());

    expect(filtered.totals[0]?.monthly).toBe(first?.monthly);
  });

  test.each([
    ['csv', /^group,resources,monthly,.*\r\nEC2,20,\d+/],
    ['ndjson', /^\{"group":"EC2","resources":20,"monthly":"\d+/],
  ])('%s', async (format, expected) => {
    const { exitCode, stdout } = await resources('--output', format, ...withPrices());

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(expected);
  });

  test.each([
    [['--group-by', 'owner'], /--group-by: "owner" is not known/],
    [['--group-by', 'tag:'], /--group-by: "tag:" is not known/],
    [['--group-by', 'tag:a\\b'], /has a backslash/],
    [['--kinds', 'AWS::EC2::Volum'], /unknown kind "AWS::EC2::Volum"; did you mean/],
    [['--regions', 'eu-west-11'], /--regions: unknown region "eu-west-11"; did you mean eu-west-1/],
    [['--tag', 'team'], /--tag: "team" is not a tag/],
    [['--output', 'xml'], /must be table, json, ndjson, csv/],
    [['--accounts', '12'], /"12" is not an account id/],
  ])('%j is refused', async (args, message) => {
    const { exitCode, stdout, stderr } = await resources(...args, ...withPrices());

    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/fix: /);
  });

  test('a damaged file of prices is one clear error, and the last costs stay', async () => {
    const before = await report(...withPrices());
    const damaged = path.join(world.folder, 'damaged.ndjson.gz');
    const whole = await readFile(prices);
    await writeFile(damaged, whole.subarray(0, whole.length / 2));

    const { exitCode, stderr } = await resources('--prices', damaged);
    const { stdout } = await world.run([
      'query',
      'select sum(monthly) as total from resource_costs',
      '--format',
      'json',
    ]);

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/damaged\.ndjson\.gz.*ends early\n +fix: /);
    expect(JSON.parse(stdout)).toEqual([{ total: before.totals[0]?.monthly }]);
  });

  test('without prices of a region, its resources are unpriced, and the others are not', async () => {
    const some = path.join(world.folder, 'some.ndjson');
    await world.run(['prices', 'export', some, '--regions', 'eu-west-1', '--prices', prices]);
    world.sandbox.setFaults([
      { type: 'deny', service: 'pricing' },
      { type: 'reset', service: 'price-list' },
    ]);

    const found = await world.run([
      ...['cost', 'resources', '--prices', some, '--group-by', 'region', '--output', 'json'],
      ...['--state', await copyOfStore()],
    ]);
    const { groups, unpriced } = Report.parse(JSON.parse(found.stdout));

    expect(found.exitCode).toBe(3);
    expect(groups.map(({ group }) => group)).toEqual(['eu-west-1']);
    expect(unpriced).toContainEqual(
      expect.objectContaining({ group: 'us-east-1', reason: 'no-price-book' }),
    );
    expect(found.stderr).toMatch(/could not refresh the prices of us-east-1/);
  });
});

/** The world's resources, without its prices. */
async function copyOfStore(): Promise<string> {
  const folder = path.join(world.folder, 'other');
  const { exitCode } = await world.run([
    ...['resync', '--sink', 'store', '--kinds', KINDS, '--state', folder],
  ]);
  expect(exitCode).toBe(0);
  return folder;
}

test('prices that cannot be read are told, and nothing is written', async () => {
  world.sandbox.setFaults([
    { type: 'deny', service: 'pricing' },
    { type: 'reset', service: 'price-list' },
  ]);
  const file = path.join(world.folder, 'none.ndjson');

  const { exitCode, stderr } = await world.run([
    'prices',
    'export',
    file,
    '--regions',
    'eu-west-1',
  ]);

  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/could not refresh the prices of eu-west-1/);
  await expect(readFile(file)).rejects.toThrow('ENOENT');
});

test('the public files are enough: no credentials are needed', async () => {
  world.sandbox.setFaults([{ type: 'deny', service: 'pricing' }]);
  const file = path.join(world.folder, 'public.ndjson');

  const { exitCode, stdout } = await world.run([
    ...['prices', 'export', file, '--regions', 'eu-west-1'],
  ]);

  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^eu-west-1 .* bulk-file$/m);
});

test('with cost on, a resync into the store prices what it read', async () => {
  const { exitCode } = await world.run(['resync', '--sink', 'store', '--kinds', KINDS], {
    env: { LONGSHORE_COST: 'true', LONGSHORE_PRICES_FILE: prices },
  });
  const { stdout } = await world.run([
    'query',
    "select count(distinct id) as volumes from resource_costs where kind = 'AWS::EC2::Volume'",
    '--format',
    'json',
  ]);

  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toEqual([{ volumes: 16 }]);
});

test('without a store there is nothing to price', async () => {
  const { exitCode, stderr } = await resources('--state', path.join(world.folder, 'empty'));

  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/there is no store yet.*\n +fix: run longshore resync --sink store/);
});

describe('prices explore', () => {
  test('shows families, usage types and rows of a service', async () => {
    const { exitCode, stdout } = await world.run([
      ...['prices', 'explore', 'AmazonEC2', '--family', 'NAT Gateway', '--region', 'eu-west-1'],
    ]);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^AmazonEC2 in eu-west-1: [\d,]+ products/);
    expect(stdout).toMatch(/^NatGateway-Hours +1$/m);
    expect(stdout).toMatch(/EU-NatGateway-Hours +0\.0480000000 USD per Hrs/);
  });

  test('says that nothing matches', async () => {
    const { exitCode, stdout } = await world.run([
      ...['prices', 'explore', 'AmazonEC2', '--usage-type', 'Nothing', '--region', 'eu-west-1'],
    ]);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/No product has this family and usage type\.\n$/);
  });

  test.each([
    [['AmazonEC'], 2, /no service AmazonEC\n +fix: did you mean AmazonEC2\?/],
    [['AmazonEC2', '--region', 'xx-nowhere-1'], 2, /AmazonEC2 has no prices in xx-nowhere-1/],
    [['AmazonEC2', '--region', '../etc'], 2, /must be the name of a region/],
  ])('%j', async (args, code, message) => {
    const { exitCode, stderr } = await world.run(['prices', 'explore', ...args]);

    expect(exitCode).toBe(code);
    expect(stderr).toMatch(message);
  });
});
