import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { decimal, decimalText } from '../../../src/cost/money/decimal.ts';
import {
  capacityBlockRates,
  capacityBlocks,
  type CapacityBlock,
} from '../../../src/cost/prices/capacity-blocks.ts';
import { CostExplorer } from '../../../src/cost/prices/cost-explorer.ts';
import { SpendCap } from '../../../src/cost/prices/paid-calls.ts';
import { ratesOf, s3Rates } from '../../../src/cost/prices/s3-rates.ts';
import { MemoryPaidCalls } from './memory-paid-calls.ts';
import { startPriceServer, type Handler, type PriceServer } from './price-server.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const never = new AbortController().signal;

function explorer({ factory, owner, observer }: PriceServer, calls = new MemoryPaidCalls()) {
  const cap = new SpendCap({ calls, monthlyCap: decimal(1), now: () => NOW });
  return new CostExplorer({ clients: factory, owner, partition: 'aws', observer, cap });
}

function server(GetCostAndUsage: Handler): Promise<PriceServer> {
  return startPriceServer({ handlers: { GetCostAndUsage } });
}

type Group = readonly [usageType: string, cost: string, quantity: string];

function period(Start: string, groups: readonly Group[]): object {
  return {
    TimePeriod: { Start, End: Start },
    Groups: groups.map(([usageType, cost, quantity]) => ({
      Keys: [usageType],
      Metrics: {
        UnblendedCost: { Amount: cost, Unit: 'USD' },
        UsageQuantity: { Amount: quantity, Unit: 'N/A' },
      },
    })),
  };
}

function costs(groups: readonly Group[]) {
  return groups.map(([usageType, cost, quantity]) => ({
    day: '2026-11-01',
    usageType,
    cost: decimal(cost),
    quantity: decimal(quantity),
    currency: 'USD',
  }));
}

/** `region storageType [tier]`: rate */
function shown({ rates }: ReturnType<typeof ratesOf>): Record<string, string> {
  return Object.fromEntries(
    rates.map(({ region, usage, rate }) => {
      const tier = usage.measure === 'requests' ? ` tier ${usage.tier}` : '';
      return [`${region} ${usage.storageType}${tier}`, decimalText(rate)];
    }),
  );
}

test('S3 rates are those of the 30 days that ended yesterday, over both their months', async () => {
  const calls = new MemoryPaidCalls();
  await using aws = await server(() => ({
    ResultsByTime: [
      period('2026-10-23', [['EUC1-TimedStorage-ByteHrs', '2', '100']]),
      period('2026-11-01', [['EUC1-TimedStorage-ByteHrs', '4', '200']]),
    ],
  }));

  const found = await s3Rates(explorer(aws, calls), NOW, never);

  expect(found).toMatchObject({ from: '2026-10-23', to: '2026-11-21', rejected: 0 });
  expect(shown(found)).toEqual({ 'eu-central-1 StandardStorage': '0.02' });
  expect(found.rates[0]).toMatchObject({ cost: decimal(6), quantity: decimal(300) });
  expect(aws.asked('GetCostAndUsage')).toMatchObject([
    { TimePeriod: { Start: '2026-10-23', End: '2026-11-22' }, Granularity: 'MONTHLY' },
  ]);
  expect(calls.calls).toHaveLength(1);
});

test('each storage class has its own rate: Glacier does not move standard storage', () => {
  const found = ratesOf(
    costs([
      ['TimedStorage-ByteHrs', '23', '1000'],
      ['TimedStorage-GlacierByteHrs', '3.6', '1000'],
      ['TimedStorage-GDA-ByteHrs', '0.99', '1000'],
      ['EU-TimedStorage-SIA-ByteHrs', '12.5', '1000'],
      ['EUW1-TimedStorage-SIA-ByteHrs', '12.5', '1000'],
      ['APS3-Requests-Tier1', '0.05', '10000'],
      ['APS3-Requests-SIA-Tier2', '0.01', '10000'],
      ['Requests-Tier2', '0.004', '10000'],
      ['USE1-Requests-Tier2', '0.004', '10000'],
    ]),
  );

  expect(shown(found)).toEqual({
    'us-east-1 StandardStorage': '0.023',
    'us-east-1 GlacierStorage': '0.0036',
    'us-east-1 DeepArchiveStorage': '0.00099',
    'eu-west-1 StandardIAStorage': '0.0125',
    'ap-south-1 StandardStorage tier 1': '0.000005',
    'ap-south-1 StandardIAStorage tier 2': '0.000001',
    'us-east-1 StandardStorage tier 2': '0.0000004',
  });
});

test('an unknown billing prefix is counted, and gives no rate', () => {
  const found = ratesOf(
    costs([
      ['XYZ9-TimedStorage-ByteHrs', '23', '1000'],
      ['XYZ9-Requests-Tier1', '1', '1000'],
      ['NEW1-TimedStorage-GDA-ByteHrs', '1', '1000'],
      ['XYZ9-DataTransfer-Out-Bytes', '1', '1000'],
      ['USE1-USE2-AWS-Out-Bytes', '1', '1000'],
    ]),
  );

  expect(found.rates).toEqual([]);
  expect(found.unknownPrefixes).toEqual(
    new Map([
      ['XYZ9', 2],
      ['NEW1', 1],
    ]),
  );
});

test('no usage is no rate, and free usage is a rate of zero', () => {
  const found = ratesOf(
    costs([
      ['TimedStorage-ByteHrs', '0', '0'],
      ['Requests-Tier1', '0', '500'],
    ]),
  );

  expect(shown(found)).toEqual({ 'us-east-1 StandardStorage tier 1': '0' });
});

const DATA = process.env['LONGSHORE_TEST_DATA'];
const DIMENSIONS = `${DATA ?? ''}/aws-api/cloudcost-exporter-s3-dimensions.csv`;
const withData = DATA !== undefined && existsSync(DIMENSIONS) ? test : test.skip;

withData('the S3 usage types of a real account have known regions', () => {
  const types = readFileSync(DIMENSIONS, 'utf8')
    .split('\n')
    .flatMap((line) => line.split(',')[0] ?? [])
    .filter((type) => type !== '');
  const { rates, unknownPrefixes } = ratesOf(costs(types.map((type) => [type, '1', '10'])));

  expect(unknownPrefixes.size).toBe(0);
  const wanted = types.filter((type) => /TimedStorage-ByteHrs$|Requests-Tier[12]$/.test(type));
  expect(rates).toHaveLength(new Set(wanted).size);
});

function reservation(
  id: string,
  type: string,
  block: string,
  count: number,
  days: number,
  state = 'active',
): string {
  return `<item><capacityReservationId>${id}</capacityReservationId><instanceType>${type}</instanceType><reservationType>${block}</reservationType><totalInstanceCount>${count}</totalInstanceCount><state>${state}</state><startDate>2026-11-20T11:30:00.000Z</startDate><endDate>2026-11-${20 + days}T11:30:00.000Z</endDate></item>`;
}

test('a block of capacity costs its fee by instances and hours; blocks that share a fee share the rate', async () => {
  const calls = new MemoryPaidCalls();
  const items = [
    reservation('cr-1', 'p5.48xlarge', 'capacity-block', 2, 1),
    reservation('cr-2', 'p5.48xlarge', 'capacity-block', 1, 2),
    reservation('cr-3', 'p4d.24xlarge', 'capacity-block', 1, 1),
    reservation('cr-4', 'm5.large', 'default', 1, 1),
    reservation('cr-5', 'p5.48xlarge', 'capacity-block', 4, 1, 'expired'),
    reservation('cr-6', 'p5en.48xlarge', 'capacity-block', 4, 1, 'expired'),
  ].join('');
  await using aws = await startPriceServer({
    handlers: {
      DescribeCapacityReservations: () =>
        `<DescribeCapacityReservationsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId><capacityReservationSet>${items}</capacityReservationSet></DescribeCapacityReservationsResponse>`,
      GetCostAndUsage: () => ({
        ResultsByTime: [
          period('2026-11-20', [
            ['USE2-CapacityBlockFee:p5.48xlarge', '3000', '3'],
            ['USE2-BoxUsage:p5.48xlarge', '7', '1'],
            ['CapacityBlockFee:p4d.24xlarge', '100', '1'], // of us-east-1
          ]),
          period('2026-11-21', [['USE2-CapacityBlockFee:p5.48xlarge', '999', '3']]),
        ],
      }),
    },
  });

  const blocks = await capacityBlocks('us-east-2', aws.clients, never);
  const rates = await capacityBlockRates(blocks, explorer(aws, calls), never);

  expect(blocks.map(({ id }) => id)).toEqual(['cr-1', 'cr-2', 'cr-3', 'cr-5']);
  expect(
    rates.map(({ id, rate }) => [id, rate === undefined ? undefined : decimalText(rate)]),
  ).toEqual([
    ['cr-1', '15.625'], // 3,000 USD for 2 × 24, 1 × 48, and 4 × 24 hours that are over
    ['cr-2', '15.625'],
    ['cr-3', undefined],
    ['cr-5', '15.625'],
  ]);
  expect(aws.asked('GetCostAndUsage')).toMatchObject([
    {
      TimePeriod: { Start: '2026-11-20', End: '2026-11-21' },
      Granularity: 'DAILY',
      Filter: { Dimensions: { Key: 'RECORD_TYPE', Values: ['Upfront', 'Refund'] } },
    },
  ]);
  expect(calls.calls).toHaveLength(1);
});

test('a refund lowers the rate, and a fee that was paid back is none', async () => {
  const block: CapacityBlock = {
    id: 'cr-1',
    region: 'us-east-2',
    instanceType: 'p5.48xlarge',
    instances: 1,
    start: Date.parse('2026-11-20T11:30:00Z'),
    end: Date.parse('2026-11-21T11:30:00Z'),
  };
  const fee: Group = ['USE2-CapacityBlockFee:p5.48xlarge', '240', '1'];
  await using partly = await server(() => ({
    ResultsByTime: [period('2026-11-20', [fee, [fee[0], '-120', '1']])],
  }));
  await using wholly = await server(() => ({
    ResultsByTime: [period('2026-11-20', [fee, [fee[0], '-240', '1']])],
  }));

  const [half] = await capacityBlockRates([block], explorer(partly), never);
  const [none] = await capacityBlockRates([block], explorer(wholly), never);

  expect(half?.rate).toBe(decimal(5));
  expect(none).toEqual({
    ...block,
    rate: undefined,
    currency: undefined,
    usageType: undefined,
  });
});

test('without capacity blocks nothing is paid', async () => {
  const calls = new MemoryPaidCalls();
  await using aws = await server(() => ({ ResultsByTime: [] }));

  expect(await capacityBlockRates([], explorer(aws, calls), never)).toEqual([]);
  expect(calls.calls).toEqual([]);
});
