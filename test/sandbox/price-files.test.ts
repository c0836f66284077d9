import { paginateGetProducts, PricingClient } from '@aws-sdk/client-pricing';
import { afterAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { readAll, settings, smallSandbox } from './clients.ts';
import { entriesOf, ListedJson, Product, Terms, type Listed } from './price-lists.ts';

const sandbox = await smallSandbox();
afterAll(() => sandbox.close());
const REGION = 'eu-west-1';

const OfferIndex = z.object({
  offers: z.record(
    z.string(),
    z.object({
      offerCode: z.string(),
      currentVersionUrl: z.string(),
      currentRegionIndexUrl: z.string(),
    }),
  ),
});
const RegionIndex = z.object({
  regions: z.record(
    z.string(),
    z.object({ regionCode: z.string(), currentVersionUrl: z.string() }),
  ),
});
const PriceFile = z.object({
  formatVersion: z.literal('v1.0'),
  offerCode: z.string(),
  version: z.string(),
  publicationDate: z.iso.datetime(),
  products: z.record(z.string(), Product),
  terms: z.object({
    OnDemand: z.record(z.string(), Terms),
    Reserved: z.record(z.string(), Terms),
  }),
});

/** Without credentials, as everyone reads price lists. */
function download(path: string, host = sandbox, init: RequestInit = {}): Promise<Response> {
  return fetch(new URL(path, host.environment['LONGSHORE_PRICE_LIST_URL']), init);
}

async function index(partition = 'aws') {
  const response = await download(`/offers/v1.0/${partition}/index.json`);
  return OfferIndex.parse(await response.json());
}

function pathOf(service: string, format: 'json' | 'csv', region = REGION): string {
  return `/offers/v1.0/aws/${service}/current/${region}/index.${format}`;
}

async function queried(ServiceCode: string): Promise<Listed[]> {
  const pricing = new PricingClient(settings(sandbox));
  const Filters = [{ Type: 'TERM_MATCH' as const, Field: 'regionCode', Value: REGION }];
  const { items } = await readAll(
    paginateGetProducts({ client: pricing }, { ServiceCode, Filters }),
    entriesOf,
  );
  return items.map((text) => ListedJson.parse(text));
}

/** A price, as a row of a table. */
type Row = readonly [
  sku: string,
  type: string,
  term: string,
  rate: string,
  from: string,
  to: string,
  unit: string,
  currency: string,
  price: string,
];

function rowsOf(type: string, offers: Terms = {}): Row[] {
  return Object.values(offers).flatMap(({ sku, offerTermCode, priceDimensions }) =>
    Object.values(priceDimensions).flatMap((one) =>
      Object.entries(one.pricePerUnit).map(([currency, price]): Row => [
        sku,
        type,
        offerTermCode,
        one.rateCode,
        one.beginRange,
        one.endRange,
        one.unit,
        currency,
        price,
      ]),
    ),
  );
}

const SERVICES = Object.keys((await index()).offers);

test('leads from the index of services to the files of each region', async () => {
  const { offers } = await index();
  const { currentRegionIndexUrl = '' } = offers['AmazonEC2'] ?? {};
  const { regions } = RegionIndex.parse(await (await download(currentRegionIndexUrl)).json());
  const file = await download(regions[REGION]?.currentVersionUrl ?? '');

  expect(Object.keys(regions)).toEqual(expect.arrayContaining(['us-east-1', REGION]));
  expect(Object.keys(regions)).not.toContain('cn-north-1');
  expect(PriceFile.parse(await file.json()).offerCode).toBe('AmazonEC2');
});

test.each(SERVICES)('has the same products and prices of %s as the query API', async (service) => {
  const listed = await queried(service);
  const { products, terms } = PriceFile.parse(
    await (await download(pathOf(service, 'json'))).json(),
  );

  expect(products).toEqual(Object.fromEntries(listed.map(({ product }) => [product.sku, product])));
  for (const type of ['OnDemand', 'Reserved'] as const) {
    const offered = listed.flatMap(({ product, terms: of }) =>
      of[type] === undefined ? [] : [[product.sku, of[type]]],
    );
    expect(terms[type]).toEqual(Object.fromEntries(offered));
  }
});

test.each(SERVICES)('has a row of CSV for each price of %s', async (service) => {
  const listed = await queried(service);
  const text = await (await download(pathOf(service, 'csv'))).text();
  const lines = text.split('\n');
  const rows = z
    .array(z.record(z.string(), z.string()))
    .parse(parse(lines.slice(5).join('\n'), { columns: true }));

  expect(lines.slice(0, 5).map((line) => line.split(',', 1)[0])).toEqual(
    ['FormatVersion', 'Disclaimer', 'Publication Date', 'Version', 'OfferCode'].map(
      (name) => `"${name}"`,
    ),
  );
  const inCsv = rows.map((row) =>
    [
      'SKU',
      'TermType',
      'OfferTermCode',
      'RateCode',
      'StartingRange',
      'EndingRange',
      'Unit',
      'Currency',
      'PricePerUnit',
    ].map((column) => row[column]),
  );
  const inApi = listed.flatMap(({ terms }) => [
    ...rowsOf('OnDemand', terms.OnDemand),
    ...rowsOf('Reserved', terms.Reserved),
  ]);
  expect(new Set(inCsv.map((row) => JSON.stringify(row)))).toEqual(
    new Set(inApi.map((row) => JSON.stringify(row))),
  );
  const bySku = new Map(listed.map(({ product }) => [product.sku, product]));
  for (const row of rows) {
    const { productFamily = '', attributes = {} } = bySku.get(row['SKU'] ?? '') ?? {};
    expect(row['Product Family']).toBe(productFamily);
    expect(row).toMatchObject({ usageType: attributes['usagetype'], 'Region Code': REGION });
    const values = Object.values(row);
    expect(values).toEqual(expect.arrayContaining(Object.values(attributes)));
  }
});

test('has the prices of China in CNY, at their own path', async () => {
  const path = '/offers/v1.0/cn/AmazonEC2/current/cn-north-1/index.json';
  const { terms } = PriceFile.parse(await (await download(path)).json());
  const currencies = Object.values(terms.OnDemand).flatMap((offers) =>
    rowsOf('OnDemand', offers).map(([, , , , , , , currency]) => currency),
  );

  expect(new Set(currencies)).toEqual(new Set(['CNY']));
  expect((await download(pathOf('AmazonEC2', 'json', 'cn-north-1'))).status).toBe(404);
});

test('answers 404 for what does not exist', async () => {
  for (const path of [
    pathOf('AmazonNothing', 'json'),
    pathOf('AmazonEC2', 'json', 'mars-north-1'),
    '/offers/v1.0/aws/AmazonEC2/20010101000000/index.json',
    '/offers/v1.0/aws/../../index.json/',
  ]) {
    expect((await download(path)).status).toBe(404);
  }
});

test('cuts off half a file, denies, delays nothing else, and counts requests', async () => {
  await using faulty = await smallSandbox({
    faults: [
      { type: 'reset', service: 'price-list', resource: 'eu-west-1/index.json', times: 1 },
      { type: 'deny', service: 'price-list', region: 'us-east-1' },
    ],
  });
  const half = await download(pathOf('AmazonEC2', 'json'), faulty);

  expect(half.status).toBe(200);
  await expect(half.text()).rejects.toThrow();
  expect((await download(pathOf('AmazonEC2', 'json', 'us-east-1'), faulty)).status).toBe(403);
  const whole = await download(pathOf('AmazonEC2', 'json'), faulty);
  expect(PriceFile.parse(await whole.json()).offerCode).toBe('AmazonEC2');
  expect(faulty.calls()['price-list:GetFile']).toBe(3);
});
