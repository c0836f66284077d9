import { describe, expect, test } from '@jest/globals';
import { decimal, times } from '../../../src/cost/money/decimal.ts';
import { ratesOf } from '../../../src/cost/prices/s3-rates.ts';
import type { StoredResource } from '../../../src/cost/resources/price-resources.ts';
import type { PriceRow } from '../../helpers/price-rows.ts';
import { ACCOUNT, moduleOf, pageOf, pricesOf, stored, withUnlisted, type Page } from './page.ts';
import { databaseRow, instanceRow, loadBalancerRow, natRow, rotations } from './rows.ts';

const REGION = 'us-east-1';
const TOTAL = 'cloudcost_aws_ec2_instance_total_usd_per_hour';
const CPU = 'cloudcost_aws_ec2_instance_cpu_usd_per_core_hour';
const MEMORY = 'cloudcost_aws_ec2_instance_memory_usd_per_gib_hour';
const NAT_HOURLY = 'cloudcost_aws_natgateway_hourly_rate_usd_per_hour';
const NAT_DATA = 'cloudcost_aws_natgateway_data_processing_usd_per_gb';
const ELB_HOURLY = 'cloudcost_aws_elb_loadbalancer_usage_total_usd_per_hour';
const ELB_UNIT = 'cloudcost_aws_elb_loadbalancer_capacity_units_total_usd_per_hour';
const RDS = 'cloudcost_aws_rds_hourly_rate_usd_per_hour';
const S3 = 'cloudcost_aws_s3_storage_by_location_usd_per_gibyte_hour';

function instance(id: string, type: string, more: object = {}): StoredResource {
  const running = { State: { Name: 'running' }, Placement: { AvailabilityZone: `${REGION}a` } };
  const properties = { InstanceId: id, InstanceType: type, UsageOperation: 'RunInstances' };
  return stored('AWS::EC2::Instance', REGION, {
    id,
    properties: { ...properties, ...running, ...more },
  });
}

function loadBalancer(name: string, type = 'application', account = ACCOUNT): StoredResource {
  const properties = { LoadBalancerName: name, Type: type, State: { Code: 'active' } };
  return stored('AWS::ElasticLoadBalancingV2::LoadBalancer', REGION, {
    ...{ id: `${type}/${name}`, account, properties },
  });
}

function database(id: string, properties: object): StoredResource {
  const more = { DbiResourceId: id, DBInstanceStatus: 'available', ...properties };
  return stored('AWS::RDS::DBInstance', REGION, { id, properties: more });
}

async function ec2(rows: readonly PriceRow[], ...resources: StoredResource[]): Promise<Page> {
  return pageOf([moduleOf('EC2')], { resources, prices: [pricesOf(REGION, rows)] });
}

/** The S3 page of a bill of these usage types, each at 1 USD for 1 unit. */
async function bill(...usageTypes: readonly (readonly [string, string])[]): Promise<Page> {
  const costs = usageTypes.map(([usageType, cost]) => ({
    ...{ usageType, day: '2026-08-01', currency: 'USD', quantity: decimal(730) },
    cost: times(decimal(cost), decimal(730 * 730)),
  }));
  const rates = { from: '2026-08-01', to: '2026-08-30', rejected: 0, ...ratesOf(costs) };
  return pageOf([moduleOf('S3')], {
    s3: { [ACCOUNT]: rates },
    places: [{ account: ACCOUNT, regions: [REGION] }],
  });
}

describe('trap 1: RegionalNatGateway rows beside NatGateway rows: rate unchanged', () => {
  const rows = [
    natRow('NatGateway-Hours', '0.045'),
    natRow('RegionalNatGateway-Hours', '0.045'),
    natRow('NatGateway-Bytes', '0.045'),
    natRow('USE1-RegionalNatGateway-Bytes', '0.045'),
    natRow('NatGateway-Prvd-Bytes', '0.01'),
    natRow('NatGateway-Hours-Additional', '0.02'),
  ];

  test.each(rotations(rows).map((order) => [order]))('in the order %#', async (order) => {
    const page = await pageOf([moduleOf('NATGATEWAY')], { prices: [pricesOf(REGION, order)] });

    expect(page.values(NAT_HOURLY)).toEqual([0.045]);
    expect(page.values(NAT_DATA)).toEqual([0.045]);
  });
});

describe('trap 2: TS-, Outposts-, Reserved rows beside LoadBalancerUsage: rate unchanged', () => {
  const outposts = { locationType: 'AWS Outposts' };
  const rows = [
    loadBalancerRow('Application', 'LoadBalancerUsage', '0.0225'),
    loadBalancerRow('Application', 'TS-LoadBalancerUsage', '0.0063'),
    loadBalancerRow('Application', 'Outposts-LoadBalancerUsage', '0.0225', outposts),
    loadBalancerRow('Application', 'LCUUsage', '0.008'),
    loadBalancerRow('Application', 'ReservedLCUUsage', '0.0032'),
    loadBalancerRow('Application', 'Outposts-LCUUsage', '0', outposts),
    loadBalancerRow('Application', 'IdleProvisionedLBCapacity', '0.001'),
  ];

  test.each(rotations(rows).map((order) => [order]))('in the order %#', async (order) => {
    const prices = [pricesOf(REGION, order)];
    const page = await pageOf([moduleOf('ELB')], { resources: [loadBalancer('shop')], prices });

    expect(page.values(ELB_HOURLY)).toEqual([0.0225]);
    expect(page.values(ELB_UNIT)).toEqual([0.008]);
  });
});

describe('databases', () => {
  const rows = [
    databaseRow('InstanceUsage:db.r6g.xl', '0.45', {
      instanceType: 'db.r6g.xlarge',
      databaseEngine: 'PostgreSQL',
    }),
    databaseRow('InstanceUsage:db.r6g.xl', '0.52', {
      instanceType: 'db.r6g.xlarge',
      databaseEngine: 'Aurora PostgreSQL',
    }),
    databaseRow('InstanceUsage:db.r6gd.xl', '0.61', {
      instanceType: 'db.r6gd.xlarge',
      databaseEngine: 'Aurora PostgreSQL',
      storage: '1 x 237 NVMe SSD',
    }),
    databaseRow('InstanceUsageIOOptimized:db.r6gd.xl', '0.793', {
      instanceType: 'db.r6gd.xlarge',
      databaseEngine: 'Aurora PostgreSQL',
      storage: '1 x 237 NVMe SSD',
    }),
  ];

  test.each(rotations(rows).map((order) => [order]))(
    'trap 3: postgres with Aurora PostgreSQL rows present, in the order %#',
    async (order) => {
      const resources = [
        database('db-own', { DBInstanceClass: 'db.r6g.xlarge', Engine: 'postgres' }),
        database('db-aurora', {
          ...{ DBInstanceClass: 'db.r6g.xlarge', Engine: 'aurora-postgresql' },
          StorageType: 'aurora',
        }),
      ];

      const page = await pageOf([moduleOf('RDS')], {
        resources,
        prices: [pricesOf(REGION, order)],
      });

      expect(page.values(RDS, { id: 'db-own', tier: 'db.r6g.xlarge' })).toEqual([0.45]);
      expect(page.values(RDS, { id: 'db-aurora' })).toEqual([0.52]);
    },
  );

  test('trap 4: Aurora Standard and I/O-Optimized of an NVMe class', async () => {
    const aurora = { DBInstanceClass: 'db.r6gd.xlarge', Engine: 'aurora-postgresql' };
    const cluster = stored('AWS::RDS::DBCluster', REGION, {
      arn: `arn:aws:rds:${REGION}:${ACCOUNT}:cluster:fast`,
      properties: { Engine: 'aurora-postgresql', StorageType: 'aurora-iopt1' },
    });
    const resources = [
      database('db-standard', { ...aurora, StorageType: 'aurora' }),
      database('db-optimized', { ...aurora, StorageType: 'aurora-iopt1' }),
      // The instance does not tell: its cluster does.
      database('db-of-cluster', {
        ...aurora,
        DBInstanceArn: `arn:aws:rds:${REGION}:${ACCOUNT}:db:x`,
        DBClusterIdentifier: 'fast',
      }),
      cluster,
    ];

    const page = await pageOf([moduleOf('RDS')], { resources, prices: [pricesOf(REGION, rows)] });

    expect(page.values(RDS, { id: 'db-standard' })).toEqual([0.61]);
    expect(page.values(RDS, { id: 'db-optimized' })).toEqual([0.793]);
    expect(page.values(RDS, { id: 'db-of-cluster' })).toEqual([0.793]);
  });
});

test('trap 5: "1,952 GiB" and metal types priced', async () => {
  const rows = [
    instanceRow('x1e.32xlarge', '26.688', {
      ...{ vcpu: '128', memory: '3,904 GiB', instanceFamily: 'Memory optimized' },
    }),
    instanceRow('x1.32xlarge', '13.338', {
      ...{ vcpu: '128', memory: '1,952 GiB', instanceFamily: 'Memory optimized' },
    }),
    instanceRow('m5.metal', '4.608', { vcpu: '96', memory: '384 GiB' }),
  ];

  const page = await ec2(rows, instance('i-1', 'x1.32xlarge'), instance('i-2', 'm5.metal'));

  expect(page.values(MEMORY, { instance_id: 'i-1' })[0]).toBeCloseTo((13.338 * 0.52) / 1952, 14);
  expect(page.values(TOTAL, { machine_type: 'm5.metal' })).toEqual([4.608]);
  expect(page.values(CPU, { machine_type: 'm5.metal' })[0]).toBeCloseTo((4.608 * 0.65) / 96, 14);
});

test('trap 6: Windows, RHEL, SQL on Linux, dedicated tenancy', async () => {
  const type = 'm5.large';
  const rows = [
    instanceRow(type, '0.096'),
    instanceRow(type, '0.188', { operation: 'RunInstances:0002' }),
    instanceRow(type, '0.096', {
      ...{ operation: 'RunInstances:0800', licenseModel: 'Bring your own license' },
    }),
    instanceRow(type, '0.154', { operation: 'RunInstances:0010' }),
    instanceRow(type, '0.576', { operation: 'RunInstances:0004' }),
    instanceRow(type, '0.106', { tenancy: 'Dedicated', usagetype: `DedicatedUsage:${type}` }),
    instanceRow(type, '0', { tenancy: 'Host', usagetype: `HostUsage:${type}` }),
    instanceRow(type, '0.096', {
      ...{ usagetype: `UnusedBox:${type}`, capacitystatus: 'UnusedCapacityReservation' },
    }),
  ];

  const page = await ec2(
    rows,
    instance('linux', type),
    instance('windows', type, { UsageOperation: 'RunInstances:0002' }),
    instance('rhel', type, { UsageOperation: 'RunInstances:0010' }),
    instance('sql', type, { UsageOperation: 'RunInstances:0004' }),
    instance('dedicated', type, {
      Placement: { AvailabilityZone: `${REGION}a`, Tenancy: 'dedicated' },
    }),
    instance('on-host', type, { Placement: { Tenancy: 'host' } }),
  );

  const totals = page.samples
    .filter(({ name }) => name === TOTAL)
    .map(({ labels, value }) => [labels['instance_id'], value]);
  expect(Object.fromEntries(totals)).toEqual({
    ...{ linux: 0.096, windows: 0.188, rhel: 0.154, sql: 0.576, dedicated: 0.106 },
  });
});

test('trap 7: spot in a zone: region is the region, and each zone has its price', async () => {
  const prices = withUnlisted(pricesOf(REGION, [instanceRow('m5.large', '0.096')]), {
    spot: [
      [`${REGION}a`, 'm5.large', 'Linux/UNIX', '0.031'],
      [`${REGION}b`, 'm5.large', 'Linux/UNIX', '0.04'],
    ],
  });
  const spot = (id: string, zone: string): StoredResource =>
    instance(id, 'm5.large', {
      InstanceLifecycle: 'spot',
      PlatformDetails: 'Linux/UNIX',
      Placement: { AvailabilityZone: zone },
    });
  const resources = [spot('i-a', `${REGION}a`), spot('i-b', `${REGION}b`)];

  const page = await pageOf([moduleOf('EC2')], { resources, prices: [prices] });

  const place = { region: REGION, price_tier: 'spot' };
  expect(page.values(TOTAL, { ...place, instance_id: 'i-a' })).toEqual([0.031]);
  expect(page.values(TOTAL, { ...place, instance_id: 'i-b' })).toEqual([0.04]);
  expect(page.values(CPU, { ...place, instance_id: 'i-a' })[0]).toBeCloseTo((0.031 * 0.65) / 2, 15);
  expect(new Set(page.samples.map(({ labels }) => labels['region']))).toEqual(new Set([REGION]));
});

test('an instance in a capacity block has the price of its block, and none while that is not known', async () => {
  const listed = pricesOf(REGION, [instanceRow('m5.large', '0.096')]);
  const inBlock = (id: string): StoredResource =>
    instance(id, 'm5.large', {
      InstanceLifecycle: 'capacity-block',
      CapacityReservationId: `cr-${id}`,
    });
  const resources = [inBlock('known'), inBlock('unknown')];
  const prices = [withUnlisted(listed, { capacityBlocks: [['cr-known', '0.07']] })];

  const page = await pageOf([moduleOf('EC2')], { resources, prices });

  const labels = { region: REGION, price_tier: 'capacityblock' };
  expect(page.values(TOTAL, labels)).toEqual([0.07]);
  expect(page.values(CPU, labels)[0]).toBeCloseTo((0.07 * 0.65) / 2, 15);
  expect([...(page.reports['EC2']?.unpriced ?? [])]).toEqual([['paid-source', 1]]);
});

describe('trap 8: us-east-1 with and without prefix; EU and EUW1; APS3 = ap-south-1', () => {
  test.each([
    ['us-east-1', 'NatGateway-Hours'],
    ['us-east-1', 'USE1-NatGateway-Hours'],
    ['eu-west-1', 'EU-NatGateway-Hours'],
    ['eu-west-1', 'EUW1-NatGateway-Hours'],
    ['ap-south-1', 'APS3-NatGateway-Hours'],
  ])('%s: %s', async (region, usagetype) => {
    const prices = [pricesOf(region, [natRow(usagetype, '0.05')])];

    const page = await pageOf([moduleOf('NATGATEWAY')], { prices });

    expect(page.values(NAT_HOURLY, { region })).toEqual([0.05]);
  });

  test('on a bill', async () => {
    const page = await bill(
      ['TimedStorage-ByteHrs', '1'],
      ['EU-TimedStorage-ByteHrs', '2'],
      ['EUW1-TimedStorage-SIA-ByteHrs', '3'],
      ['APS3-TimedStorage-ByteHrs', '4'],
    );

    expect(page.values(S3, { region: 'us-east-1' })).toEqual([1]);
    expect(page.values(S3, { region: 'eu-west-1', class: 'StandardStorage' })).toEqual([2]);
    expect(page.values(S3, { region: 'eu-west-1', class: 'StandardIAStorage' })).toEqual([3]);
    expect(page.values(S3, { region: 'ap-south-1' })).toEqual([4]);
  });
});

test('trap 9: unknown prefix: counted, no series', async () => {
  const page = await bill(['QQ7-TimedStorage-ByteHrs', '1']);

  expect(page.samples).toEqual([]);
  expect([...(page.reports['S3']?.unpriced ?? [])]).toEqual([['unknown-prefix', 1]]);
});

test('trap 10: Glacier rows do not move StandardStorage', async () => {
  const standard = await bill(['EU-TimedStorage-ByteHrs', '23']);
  const both = await bill(
    ['EU-TimedStorage-ByteHrs', '23'],
    ['EU-TimedStorage-GlacierByteHrs', '1'],
    ['EU-TimedStorage-GDA-ByteHrs', '2'],
  );

  const labels = { class: 'StandardStorage' };
  expect(standard.values(S3, labels)).toEqual([23]);
  expect(both.values(S3, labels)).toEqual([23]);
  expect(both.values(S3, { class: 'GlacierStorage' })).toEqual([1]);
  expect(both.values(S3, { class: 'DeepArchiveStorage' })).toEqual([2]);
});

test('trap 11: tiered price: first tier shown, tiers kept', async () => {
  const endpoint: PriceRow = {
    ...{ family: 'NAT Gateway', unit: 'GB', price: '0.045' },
    attributes: { usagetype: 'NatGateway-Bytes' },
  };
  const prices = pricesOf(REGION, [endpoint]);
  const [[key, price] = []] = prices.prices;
  if (key === undefined || price === undefined || 'skus' in price) throw new Error('no price');
  const tiers = [
    { from: decimal(0), to: decimal(10_240), amount: decimal('0.045') },
    { from: decimal(10_240), to: undefined, amount: decimal('0.03') },
  ] as const;
  const tiered = { ...prices, prices: new Map([[key, { ...price, tiers }]]) };

  const page = await pageOf([moduleOf('NATGATEWAY')], { prices: [tiered] });

  expect(page.values(NAT_DATA)).toEqual([0.045]);
  expect(tiered.prices.get(key)).toMatchObject({ tiers: [{}, { amount: decimal('0.03') }] });
});

test('trap 15: a snapshot stays as it is while the next one is built', async () => {
  const resources = [instance('i-1', 'm5.large')];
  const before = await pageOf([moduleOf('EC2')], {
    ...{ resources, prices: [pricesOf(REGION, [instanceRow('m5.large', '0.096')])] },
  });
  const reading = before.snapshot.body('text');
  const first = reading.next();

  const after = await pageOf(
    [moduleOf('EC2')],
    { resources, prices: [pricesOf(REGION, [instanceRow('m5.large', '0.2')])] },
    { previous: before.snapshot },
  );

  const rest = [...reading];
  const text = Buffer.concat([...(first.done === true ? [] : [first.value]), ...rest]).toString();
  expect(text).toBe(before.text);
  expect(after.values(TOTAL)).toEqual([0.2]);
});

describe('trap 17: two load balancers (or accounts) with one name', () => {
  const rows = [
    loadBalancerRow('Application', 'LoadBalancerUsage', '0.0225'),
    loadBalancerRow('Application', 'LCUUsage', '0.008'),
  ];

  test('in one account: no duplicate series, page intact, the first stays', async () => {
    const twins = [loadBalancer('shop'), { ...loadBalancer('shop'), id: 'another' }];
    const resources = [...twins, loadBalancer('blog')];

    const page = await pageOf([moduleOf('ELB')], { resources, prices: [pricesOf(REGION, rows)] });

    expect(page.values(ELB_HOURLY, { name: 'shop' })).toEqual([0.0225]);
    expect(page.values(ELB_HOURLY, { name: 'blog' })).toEqual([0.0225]);
    expect(page.reports['ELB']).toMatchObject({ duplicates: 2, series: 4 });
  });

  test('in two accounts: a series for each', async () => {
    const other = '210000000002';
    const resources = [loadBalancer('shop'), loadBalancer('shop', 'application', other)];

    const page = await pageOf([moduleOf('ELB')], { resources, prices: [pricesOf(REGION, rows)] });

    expect(page.values(ELB_HOURLY, { account_id: ACCOUNT })).toEqual([0.0225]);
    expect(page.values(ELB_HOURLY, { account_id: other })).toEqual([0.0225]);
  });
});

describe('trap 18: missing price: no series, counted', () => {
  test('of an instance type that the price list does not have', async () => {
    const page = await ec2([instanceRow('m5.large', '0.096')], instance('i-9', 'm9.large'));

    expect(page.samples).toEqual([]);
    expect([...(page.reports['EC2']?.unpriced ?? [])]).toEqual([['no-price', 1]]);
    expect(page.reports['EC2']?.unpricedKeys).toEqual([
      {
        reason: 'no-price',
        key: `m9.large RunInstances in ${REGION}`,
        detail: `no row of AmazonEC2 in ${REGION} for m9.large, RunInstances, Shared`,
      },
    ]);
  });

  test('of a region without prices: never those of another region', async () => {
    const Placement = { AvailabilityZone: 'eu-north-1a' };
    const elsewhere = { ...instance('i-9', 'm5.large', { Placement }), region: 'eu-north-1' };
    const page = await ec2([instanceRow('m5.large', '0.096')], elsewhere);

    expect(page.samples).toEqual([]);
    expect([...(page.reports['EC2']?.unpriced ?? [])]).toEqual([['no-price-book', 1]]);
  });

  test('of a price with two rows: none of them', async () => {
    const rows = [instanceRow('m5.large', '0.096'), instanceRow('m5.large', '0.1')];
    const page = await ec2(rows, instance('i-9', 'm5.large'));

    expect(page.samples).toEqual([]);
    expect(page.reports['EC2']?.unpricedKeys[0]).toMatchObject({
      ...{ reason: 'ambiguous-price', detail: 'two rows: SKU0 and SKU1' },
    });
  });

  test('MSK brokers keep their series without a price of storage', async () => {
    const row: PriceRow = {
      service: 'AmazonMSK',
      family: 'Managed Streaming for Apache Kafka (MSK)',
      price: '0.21',
      attributes: { usagetype: 'USE1-Kafka.m5.large' },
    };
    const cluster = stored('AWS::MSK::Cluster', REGION, {
      properties: {
        ClusterName: 'orders',
        NumberOfBrokerNodes: 3,
        BrokerNodeGroupInfo: {
          InstanceType: 'kafka.m5.large',
          StorageInfo: { EbsStorageInfo: { VolumeSize: 100 } },
        },
      },
    });

    const page = await pageOf([moduleOf('MSK')], {
      ...{ resources: [cluster], prices: [pricesOf(REGION, [row])] },
    });

    expect(page.samples.map(({ name, value }) => [name, value])).toEqual([
      ['cloudcost_aws_msk_compute_hourly_rate_usd_per_hour', 0.63],
    ]);
    expect([...(page.reports['MSK']?.unpriced ?? [])]).toEqual([['no-price', 1]]);
  });
});

test('trap 19: China in CNY: never published as USD', async () => {
  const region = 'cn-north-1';
  const rows = [
    { ...natRow('CNN1-NatGateway-Hours', '0.427'), currency: 'CNY' },
    { ...natRow('CNN1-NatGateway-Bytes', '0.427'), currency: 'CNY' },
  ];

  const page = await pageOf([moduleOf('NATGATEWAY')], { prices: [pricesOf(region, rows)] });

  expect(page.text).toBe('');
  expect([...(page.reports['NATGATEWAY']?.unpriced ?? [])]).toEqual([['currency', 2]]);
});
