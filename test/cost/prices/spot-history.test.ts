import { expect, test } from '@jest/globals';
import { decimalText } from '../../../src/cost/money/decimal.ts';
import {
  spotPricesOf,
  withSpotPrices,
  withSpotPricesOf,
} from '../../../src/cost/prices/spot-history.ts';
import { spotKey, spotPrice } from '../../../src/cost/prices/spot-price.ts';
import { ServerError, startPriceServer, type Answer, type Handler } from './price-server.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const never = new AbortController().signal;

type History = readonly [
  zone: string,
  type: string,
  product: string,
  price: string,
  timestamp: string,
];

function page(rows: readonly History[], token = ''): Answer {
  const items = rows.map(
    ([zone, type, product, price, timestamp]) =>
      `<item><instanceType>${type}</instanceType><productDescription>${product}</productDescription><spotPrice>${price}</spotPrice><timestamp>${timestamp}</timestamp><availabilityZone>${zone}</availabilityZone></item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?><DescribeSpotPriceHistoryResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId><spotPriceHistorySet>${items.join('')}</spotPriceHistorySet><nextToken>${token}</nextToken></DescribeSpotPriceHistoryResponse>`;
}

async function read(
  handler: Handler,
  use = { types: ['m5.large'], products: ['Linux/UNIX'] },
  region = 'eu-west-1',
) {
  await using aws = await startPriceServer({ handlers: { DescribeSpotPriceHistory: handler } });
  const { clients } = aws;
  const spot = await spotPricesOf({ region, ...use }, { clients, now: () => NOW }, never);
  const asked = aws.asked('DescribeSpotPriceHistory');
  const prices = { region, fetchedAt: NOW, prices: spot.prices };
  const amount = (zone: string, type: string, product: string): string | undefined => {
    const found = spotPrice(prices, { zone, type, product });
    return 'reason' in found ? undefined : decimalText(found.tiers[0].amount);
  };
  return { ...spot, asked, amount };
}

test('asks for what is in use, now, and takes all pages', async () => {
  const { asked, amount, prices } = await read(
    ({ NextToken }) =>
      NextToken === undefined
        ? page(
            [['eu-west-1a', 'm5.large', 'Linux/UNIX', '0.0312', '2026-11-22T08:00:00.000Z']],
            'more',
          )
        : page([['eu-west-1b', 'c5.large', 'Windows', '0.07', '2026-11-20T08:00:00.000Z']]),
    { types: ['m5.large', 'c5.large', 'm5.large'], products: ['Linux/UNIX', 'Windows'] },
  );

  expect(amount('eu-west-1a', 'm5.large', 'Linux/UNIX')).toBe('0.0312');
  expect(amount('eu-west-1b', 'c5.large', 'Windows')).toBe('0.07');
  expect(prices.size).toBe(2);
  expect(asked).toHaveLength(2);
  expect(asked[0]).toMatchObject({
    StartTime: '2026-11-22T10:00:00Z',
    EndTime: '2026-11-22T10:00:00Z',
    'InstanceType.1': 'm5.large',
    'InstanceType.2': 'c5.large',
    'ProductDescription.1': 'Linux/UNIX',
    'ProductDescription.2': 'Linux/UNIX (Amazon VPC)',
    'ProductDescription.3': 'Windows',
    'ProductDescription.4': 'Windows (Amazon VPC)',
  });
  expect(asked[0]).not.toHaveProperty('InstanceType.3');
});

test('of two prices in the hour the newest counts, in either order; the region is the region', async () => {
  const older: History = ['eu-west-1a', 'm5.large', 'Linux/UNIX', '0.03', '2026-11-22T09:10:00Z'];
  const newer: History = ['eu-west-1a', 'm5.large', 'Linux/UNIX', '0.04', '2026-11-22T09:50:00Z'];

  const one = await read(() => page([older, newer]));
  const other = await read(() => page([newer, older]));

  expect(one.amount('eu-west-1a', 'm5.large', 'Linux/UNIX')).toBe('0.04');
  expect(other.prices).toEqual(one.prices);
  expect([...one.prices.values()]).toMatchObject([
    {
      region: 'eu-west-1',
      effectiveDate: '2026-11-22T09:50:00.000Z',
      source: 'spot-history',
      unit: 'Hrs',
      currency: 'USD',
    },
  ]);
});

test('a price within a VPC is not mixed with one of EC2-Classic, even a newer one', async () => {
  const inVpc = 'Linux/UNIX (Amazon VPC)';
  const rows: readonly History[] = [
    ['eu-west-1a', 'm5.large', 'Linux/UNIX', '0.09', '2026-11-22T09:50:00Z'],
    ['eu-west-1a', 'm5.large', inVpc, '0.03', '2026-11-22T08:00:00Z'],
    ['eu-west-1a', 'm5.large', inVpc, '0.04', '2026-11-22T09:00:00Z'],
    ['eu-west-1b', 'm5.large', 'Linux/UNIX', '0.05', '2026-11-22T08:00:00Z'],
  ];

  const found = await read(() => page(rows));
  const reversed = await read(() => page(rows.toReversed()));

  expect(found.amount('eu-west-1a', 'm5.large', 'Linux/UNIX')).toBe('0.04');
  expect(found.amount('eu-west-1b', 'm5.large', 'Linux/UNIX')).toBe('0.05');
  expect(reversed.prices).toEqual(found.prices);
});

test('rows that say no price are counted, and none becomes free', async () => {
  const time = '2026-11-22T09:00:00Z';
  const { prices, rejected } = await read(() =>
    page([
      ['eu-west-1a', 'm5.large', 'Linux/UNIX', 'soon', time],
      ['eu-west-1b', 'm5.large', 'Linux/UNIX', '0', time],
      ['eu-west-1c', 'm5.large', 'Linux/UNIX', '-1', time],
    ]),
  );

  expect(prices.size).toBe(0);
  expect(rejected).toBe(3);
});

test('nothing in use is nothing asked', async () => {
  const { asked, prices } = await read(() => page([]), { types: [], products: ['Linux/UNIX'] });

  expect(asked).toEqual([]);
  expect(prices.size).toBe(0);
});

test('many types are asked for in several calls', async () => {
  const types = Array.from({ length: 250 }, (_, index) => `x${index}.large`);
  const { asked } = await read(() => page([]), { types, products: ['Linux/UNIX'] });

  expect(asked).toHaveLength(3);
  expect(asked[2]).toMatchObject({ 'InstanceType.50': 'x249.large' });
});

test('China pays in CNY', async () => {
  const row: History = ['cn-north-1a', 'm5.large', 'Linux/UNIX', '0.2', '2026-11-22T09:00:00Z'];
  const { prices } = await read(() => page([row]), undefined, 'cn-north-1');

  expect([...prices.values()]).toMatchObject([{ currency: 'CNY' }]);
});

test('a denied call names the permission', async () => {
  const denied = read(() => new ServerError('UnauthorizedOperation', 403));

  await expect(denied).rejects.toMatchObject({
    code: 'price-source',
    remedy: expect.stringContaining('ec2:DescribeSpotPriceHistory'),
  });
});

test('new spot prices replace the old ones', async () => {
  const first = await read(() =>
    page([['eu-west-1a', 'm5.large', 'Linux/UNIX', '0.03', '2026-11-22T09:00:00Z']]),
  );
  const second = await read(() =>
    page([['eu-west-1b', 'm5.large', 'Linux/UNIX', '0.05', '2026-11-22T09:30:00Z']]),
  );
  const none = { region: 'eu-west-1', fetchedAt: NOW, prices: new Map() };

  const { prices } = withSpotPrices(withSpotPrices(none, first.prices), second.prices);

  expect([...prices.keys()]).toEqual([
    spotKey({ zone: 'eu-west-1b', type: 'm5.large', product: 'Linux/UNIX' }),
  ]);
});

test('spot prices of one use leave those of others as they are', async () => {
  const m5 = await read(() =>
    page([
      ['eu-west-1a', 'm5.large', 'Linux/UNIX', '0.03', '2026-11-22T09:00:00Z'],
      ['eu-west-1a', 'm5.large', 'Windows', '0.09', '2026-11-22T09:00:00Z'],
    ]),
  );
  const c5 = await read(() =>
    page([['eu-west-1b', 'c5.large', 'Linux/UNIX', '0.05', '2026-11-22T09:30:00Z']]),
  );
  const linux = { types: ['c5.large', 'm5.large'], products: ['Linux/UNIX'] };
  const none = { region: 'eu-west-1', fetchedAt: NOW, prices: new Map() };
  const first = withSpotPricesOf(none, { types: ['m5.large'], products: ['Windows'] }, m5.prices);

  const { prices } = withSpotPricesOf(first, linux, c5.prices);

  // The price of m5.large on Linux was asked for again, and AWS has none now.
  expect([...prices.keys()].sort()).toEqual([
    spotKey({ zone: 'eu-west-1b', type: 'c5.large', product: 'Linux/UNIX' }),
    spotKey({ zone: 'eu-west-1a', type: 'm5.large', product: 'Windows' }),
  ]);
});
