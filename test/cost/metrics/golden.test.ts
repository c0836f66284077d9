import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { METRICS_MODULES } from '../../../src/cost/metrics/metrics-modules.ts';
import { ratesOf } from '../../../src/cost/prices/s3-rates.ts';
import { decimal } from '../../../src/cost/money/decimal.ts';
import { sandboxPrices } from '../../helpers/sandbox-prices.ts';
import { storedEstate } from './estate.ts';
import {
  ACCOUNT,
  NEEDS,
  moduleOf,
  pageOf,
  stored,
  withUnlisted,
  type PageContent,
} from './page.ts';

const FOLDER = new URL('golden/', import.meta.url);
const UPDATE = process.env['LONGSHORE_UPDATE'] === '1';
const REGION = 'eu-west-1';
const PRICES = sandboxPrices(REGION, NEEDS);

const INSTANCES = storedEstate(REGION, { 'AWS::EC2::Instance': 14, 'AWS::EC2::Volume': 7 });

/** A spot price for each of these instances that runs on spot. */
const SPOT = INSTANCES.flatMap(({ properties }) => {
  const { InstanceType, InstanceLifecycle, PlatformDetails, Placement } = properties as Readonly<
    Record<string, string>
  > & { readonly Placement?: { readonly AvailabilityZone?: string } };
  const zone = Placement?.AvailabilityZone ?? '';
  return InstanceLifecycle === 'spot'
    ? [[zone, InstanceType ?? '', PlatformDetails ?? '', '0.0312'] as const]
    : [];
});

/** Of the simulated estate: two of its instances run in it. */
const BLOCK = 'cr-0c0de0000000000b1';

const NODE = stored('AWS::EC2::Instance', REGION, {
  id: 'i-0000000000000000a',
  tags: { 'eks:cluster-name': 'checkout' },
  properties: {
    InstanceId: 'i-0000000000000000a',
    InstanceType: 'g5.xlarge',
    UsageOperation: 'RunInstances',
    Architecture: 'x86_64',
    PrivateDnsName: '',
    State: { Name: 'running' },
    Placement: { AvailabilityZone: `${REGION}b`, Tenancy: 'default' },
  },
});

const BILL = ratesOf(
  [
    ['EU-TimedStorage-ByteHrs', '23', '1000'],
    ['EU-TimedStorage-GlacierByteHrs', '3.6', '1000'],
    ['EU-Requests-Tier1', '5', '1000000'],
    ['EU-Requests-Tier2', '0.4', '1000000'],
    ['TimedStorage-ByteHrs', '11.5', '500'],
    ['QQX9-TimedStorage-ByteHrs', '1', '1'],
  ].map(([usageType = '', cost = '', quantity = '']) => ({
    ...{ usageType, day: '2026-06-01', currency: 'USD' },
    cost: decimal(cost),
    quantity: decimal(quantity),
  })),
);

/** What each module is shown. */
const CONTENT: Readonly<Record<string, PageContent>> = {
  BEDROCK: {},
  EC2: { resources: [...INSTANCES, NODE] },
  ELB: { resources: storedEstate(REGION, { 'AWS::ElasticLoadBalancingV2::LoadBalancer': 6 }) },
  MSK: { resources: storedEstate(REGION, { 'AWS::MSK::Cluster': 4 }) },
  NATGATEWAY: {},
  RDS: { resources: storedEstate(REGION, { 'AWS::RDS::DBInstance': 9, 'AWS::RDS::DBCluster': 5 }) },
  S3: { s3: { [ACCOUNT]: { from: '2026-05-03', to: '2026-06-01', rejected: 0, ...BILL } } },
  VPC: {},
};

test.each(METRICS_MODULES.map(({ flag }) => flag))('the page of %s', async (flag) => {
  const prices = [withUnlisted(PRICES, { spot: SPOT, capacityBlocks: [[BLOCK, '41.61']] })];

  const page = await pageOf([moduleOf(flag)], { prices, ...CONTENT[flag] });

  const file = fileURLToPath(new URL(`${flag.toLowerCase()}.txt`, FOLDER));
  const { unpriced = new Map(), problem } = page.reports[flag] ?? {};
  const counts = [...unpriced].map(([reason, count]) => `# no series: ${reason} ${count}\n`);
  const shown = page.text + counts.join('');
  if (UPDATE) {
    await mkdir(FOLDER, { recursive: true });
    await writeFile(file, shown);
  }
  expect(problem).toBeUndefined();
  expect(page.samples.length).toBeGreaterThan(0);
  expect(shown).toBe(await readFile(file, 'utf8'));
});

test('every metric of every module is on one of these pages', async () => {
  const files = await Promise.all(
    METRICS_MODULES.map(({ flag }) =>
      readFile(new URL(`${flag.toLowerCase()}.txt`, FOLDER), 'utf8'),
    ),
  );
  const all = files.join('');

  const missing = METRICS_MODULES.flatMap(({ metrics }) =>
    metrics.map(({ name }) => name).filter((name) => !all.includes(`\n${name}{`)),
  );

  expect(missing).toEqual([]);
});
