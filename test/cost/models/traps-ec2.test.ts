import { describe, expect, test } from '@jest/globals';
import { decimalText } from '../../../src/cost/money/decimal.ts';
import { estimate } from '../../../src/cost/models/estimate.ts';
import { spotKey } from '../../../src/cost/prices/spot-price.ts';
import { costModelOf, selectedOf, type PriceRow } from '../../helpers/price-rows.ts';

const INSTANCE = await costModelOf('AWS::EC2::Instance');
const REGION = 'us-east-1';

interface Variant {
  readonly type?: string;
  readonly family?: string;
  readonly use?: string;
  readonly operation?: string;
  readonly tenancy?: string;
  readonly status?: string;
  readonly license?: string;
  readonly market?: string;
  readonly price: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A row of an instance type in the shape of AWS's. */
function row({
  type = 'm5.large',
  family = 'Compute Instance',
  use = 'BoxUsage',
  operation = 'RunInstances',
  tenancy = 'Shared',
  status = 'Used',
  license = 'No License required',
  market = 'OnDemand',
  price,
  attributes = {},
}: Variant): PriceRow {
  return {
    family,
    price,
    attributes: {
      servicecode: 'AmazonEC2',
      location: 'US East (N. Virginia)',
      instanceType: type,
      tenancy,
      operation,
      capacitystatus: status,
      marketoption: market,
      licenseModel: license,
      preInstalledSw: 'NA',
      usagetype: `${use}:${type}`,
      ...attributes,
    },
  };
}

/** What one m5.large has in the price list: only some of it is what a running instance pays. */
const M5_LARGE: readonly PriceRow[] = [
  row({ price: '0.0960000000' }),
  row({ use: 'UnusedBox', status: 'UnusedCapacityReservation', price: '0.0960000001' }),
  row({ use: 'Reservation', status: 'AllocatedCapacityReservation', price: '0.0000000000' }),
  row({ use: 'DedicatedUsage', tenancy: 'Dedicated', price: '0.1020000000' }),
  row({ use: 'UnusedDed', tenancy: 'Dedicated', status: 'UnusedCapacityReservation', price: '1' }),
  row({ use: 'HostBoxUsage', tenancy: 'Host', price: '0.0000000000' }),
  row({ operation: 'RunInstances:0002', price: '0.1880000000' }),
  row({
    operation: 'RunInstances:0002',
    license: 'Bring your own license',
    price: '0.0960000002',
  }),
  row({
    operation: 'RunInstances:0800',
    license: 'Bring your own license',
    price: '0.0960000003',
  }),
  row({ operation: 'RunInstances:0006', price: '0.6680000000' }),
  row({ operation: 'RunInstances:0010', price: '0.1248000000' }),
  row({ operation: 'RunInstances:0004', price: '0.5760000000' }),
  row({ operation: 'RunInstances:000g', price: '0.1523000000' }),
  row({
    operation: 'RunInstances:0002',
    use: 'DedicatedUsage',
    tenancy: 'Dedicated',
    price: '0.1940000000',
  }),
  row({ market: 'CapacityBlock', price: '0.0500000000' }),
  row({ use: 'BOS1-BoxUsage', price: '0.1160000000' }),
  row({ use: 'EBSOptimized', operation: 'Hourly', price: '0.0000000000' }),
];

function instance(
  properties: object,
  rows: readonly PriceRow[],
  region = REGION,
): { readonly hour: string | undefined; readonly reasons: readonly string[] } {
  const { prices } = selectedOf(INSTANCE, region, rows);
  const { priced, unpriced } = estimate(INSTANCE, properties, { region, prices });
  const [first] = priced;
  return {
    hour: first === undefined ? undefined : decimalText(first.price.tiers[0].amount),
    reasons: unpriced.map(({ reason }) => reason),
  };
}

describe('trap 5: instance types that other tools lose', () => {
  test('1,952 GiB of memory', () => {
    const memory = { vcpu: '128', memory: '1,952 GiB', instanceFamily: 'Memory optimized' };
    const x1 = row({ type: 'x1.32xlarge', price: '13.3380000000', attributes: memory });
    const properties = { InstanceType: 'x1.32xlarge', UsageOperation: 'RunInstances' };
    const { prices } = selectedOf(INSTANCE, REGION, [x1]);

    const { priced } = estimate(INSTANCE, properties, { region: REGION, prices });

    expect(priced).toMatchObject([{ name: 'instance', price: { attributes: memory } }]);
    expect(priced.map(({ monthly }) => decimalText(monthly))).toEqual(['9736.74']);
  });

  test('bare metal, which has a product family of its own', () => {
    const metal = row({
      type: 'm5.metal',
      family: 'Compute Instance (bare metal)',
      price: '4.6080000000',
    });

    const properties = { InstanceType: 'm5.metal', UsageOperation: 'RunInstances' };
    expect(instance(properties, [metal])).toEqual({ hour: '4.608', reasons: [] });
  });

  test('m1.small, whose usage type has no size', () => {
    const small = row({
      type: 'm1.small',
      price: '0.0440000000',
      attributes: { usagetype: 'BoxUsage' },
    });

    const properties = { InstanceType: 'm1.small', UsageOperation: 'RunInstances' };
    expect(instance(properties, [small])).toEqual({ hour: '0.044', reasons: [] });
  });
});

describe('trap 6: platforms and tenancies', () => {
  test.each([
    ['Linux', 'RunInstances', 'default', '0.096'],
    ['Windows', 'RunInstances:0002', 'default', '0.188'],
    ['Windows with an own license', 'RunInstances:0800', 'default', '0.0960000003'],
    ['Windows with SQL Server', 'RunInstances:0006', 'default', '0.668'],
    ['Red Hat', 'RunInstances:0010', 'default', '0.1248'],
    ['SUSE', 'RunInstances:000g', 'default', '0.1523'],
    ['SQL Server on Linux', 'RunInstances:0004', 'default', '0.576'],
    ['dedicated Linux', 'RunInstances', 'dedicated', '0.102'],
    ['dedicated Windows', 'RunInstances:0002', 'dedicated', '0.194'],
  ])('%s', (_, UsageOperation, Tenancy, hour) => {
    const properties = { InstanceType: 'm5.large', UsageOperation, Placement: { Tenancy } };

    for (const rows of [M5_LARGE, M5_LARGE.toReversed()]) {
      expect(instance(properties, rows)).toEqual({ hour, reasons: [] });
    }
  });

  test('a dedicated host is billed, its instances are not', () => {
    const properties = {
      InstanceType: 'm5.large',
      UsageOperation: 'RunInstances',
      Placement: { Tenancy: 'host' },
    };

    expect(instance(properties, M5_LARGE)).toEqual({ hour: undefined, reasons: [] });
  });

  test.each([
    ['an operation without a row', { UsageOperation: 'RunInstances:1110' }, 'no-price'],
    ['an unknown operation', {}, 'no-property'],
    [
      'an unknown tenancy',
      { UsageOperation: 'RunInstances', Placement: { Tenancy: 'sublet' } },
      'no-property',
    ],
  ])('%s is never the price of Linux', (_, properties, reason) => {
    const result = instance({ InstanceType: 'm5.large', ...properties }, M5_LARGE);
    expect(result).toEqual({ hour: undefined, reasons: [reason] });
  });

  test('two rows for one price are ambiguous', () => {
    const rows = [...M5_LARGE, row({ price: '0.0970000000' })];

    const properties = { InstanceType: 'm5.large', UsageOperation: 'RunInstances' };
    expect(instance(properties, rows)).toEqual({ hour: undefined, reasons: ['ambiguous-price'] });
  });
});

describe('trap 7: spot instances', () => {
  const { prices } = selectedOf(INSTANCE, REGION, M5_LARGE);
  const onDemand = [...prices.prices.values()].find((price) => !('skus' in price));
  const spot = new Map(prices.prices);
  for (const [zone, product] of [
    ['us-east-1a', 'Linux/UNIX'],
    ['us-east-1b', 'Linux/UNIX'],
    ['us-east-1a', 'Windows'],
    ['us-east-1a', 'Red Hat Enterprise Linux'],
  ] as const) {
    if (onDemand === undefined) throw new Error('no price');
    spot.set(spotKey({ zone, type: 'm5.large', product }), {
      ...onDemand,
      usageType: `${zone} ${product}`,
      source: 'spot-history',
    });
  }

  test.each([
    ['us-east-1a', { PlatformDetails: 'Linux/UNIX' }, 'Linux/UNIX'],
    ['us-east-1b', { UsageOperation: 'RunInstances' }, 'Linux/UNIX'],
    ['us-east-1a', { PlatformDetails: 'Windows' }, 'Windows'],
    ['us-east-1a', { UsageOperation: 'RunInstances:0010' }, 'Red Hat Enterprise Linux'],
  ])('in %s with %j take the price of %s there', (zone, platform, product) => {
    const properties = {
      InstanceType: 'm5.large',
      InstanceLifecycle: 'spot',
      Placement: { Tenancy: 'default', AvailabilityZone: zone },
      ...platform,
    };

    const { priced } = estimate(INSTANCE, properties, {
      region: REGION,
      prices: { ...prices, prices: spot },
    });

    expect(priced).toMatchObject([{ price: { usageType: `${zone} ${product}`, region: REGION } }]);
  });

  test.each([
    ['another zone', { Placement: { AvailabilityZone: 'us-east-1c' } }, 'no-price'],
    ['no zone', {}, 'no-property'],
    [
      'SQL Server',
      {
        Placement: { AvailabilityZone: 'us-east-1a' },
        PlatformDetails: 'Windows with SQL Server Standard',
      },
      'no-price',
    ],
  ])('with %s have no price, and never that on demand', (_, more, reason) => {
    const properties = {
      InstanceType: 'm5.large',
      InstanceLifecycle: 'spot',
      UsageOperation: 'RunInstances',
      ...more,
    };

    const { priced, unpriced } = estimate(INSTANCE, properties, {
      region: REGION,
      prices: { ...prices, prices: spot },
    });

    expect(priced).toEqual([]);
    expect(unpriced).toMatchObject([{ name: 'instance', reason }]);
  });
});

describe('trap 8: billing prefixes', () => {
  test.each([
    ['us-east-1', 'BoxUsage'],
    ['us-east-1', 'USE1-BoxUsage'],
    ['eu-west-1', 'EU-BoxUsage'],
    ['eu-west-1', 'EUW1-BoxUsage'],
    ['ap-south-1', 'APS3-BoxUsage'],
  ])('in %s, %s is the usage of an instance', (region, use) => {
    const properties = { InstanceType: 'm5.large', UsageOperation: 'RunInstances' };
    const rows = [row({ use, price: '0.0960000000' })];

    expect(instance(properties, rows, region)).toEqual({ hour: '0.096', reasons: [] });
  });

  test('the prefix of another region is rejected', () => {
    const { prices, rejected } = selectedOf(INSTANCE, REGION, [
      row({ use: 'EU-BoxUsage', price: '0.1070000000' }),
    ]);

    expect(prices.prices.size).toBe(0);
    expect([...rejected]).toEqual([['other-region', 1]]);
  });

  test('an unknown prefix is never ignored', () => {
    const { prices } = selectedOf(INSTANCE, REGION, [
      row({ use: 'XYZ9-BoxUsage', price: '0.1070000000' }),
    ]);

    expect(prices.prices.size).toBe(0);
  });
});

describe('the states of an instance', () => {
  test.each([
    ['pending', false],
    ['running', true],
    ['stopping', false],
    ['stopped', false],
    ['shutting-down', false],
    ['terminated', false],
  ])('%s is billed: %s', (Name, isBilled) => {
    const properties = {
      InstanceType: 'm5.large',
      UsageOperation: 'RunInstances',
      State: { Name },
    };

    const { hour, reasons } = instance(properties, M5_LARGE);

    expect({ hour, reasons }).toEqual({ hour: isBilled ? '0.096' : undefined, reasons: [] });
  });

  test('an instance that hibernates is billed until it has stopped', () => {
    const properties = {
      InstanceType: 'm5.large',
      UsageOperation: 'RunInstances',
      State: { Name: 'stopping' },
      HibernationOptions: { Configured: true },
    };

    expect(instance(properties, M5_LARGE).hour).toBe('0.096');
  });
});

test.each(['scheduled', 'interruptible-capacity-reservation', 'a-later-form'])(
  'an instance of the form %s has no cost model yet, and no price on demand',
  (InstanceLifecycle) => {
    const properties = {
      InstanceType: 'm5.large',
      UsageOperation: 'RunInstances',
      InstanceLifecycle,
    };

    expect(instance(properties, M5_LARGE)).toEqual({ hour: undefined, reasons: ['no-model'] });
  },
);
