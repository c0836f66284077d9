import { describe, expect, test } from '@jest/globals';
import { bulkCsvReader } from '../../../src/cost/prices/bulk-csv.ts';
import { bulkJsonReader } from '../../../src/cost/prices/bulk-json.ts';
import { explorePriceList } from '../../../src/cost/prices/explore.ts';
import {
  entryReader,
  PriceListError,
  selectPrices,
  type PriceListReader,
} from '../../../src/cost/prices/price-list.ts';
import { PriceSelection } from '../../../src/cost/prices/price-selection.ts';
import { PriceListEntry } from '../../../src/cost/prices/product.ts';
import {
  bulkCsv,
  bulkJson,
  inPieces,
  NEEDS,
  NOW,
  PRODUCTS,
  queryEntries,
  REGION,
  type ListedProduct,
} from './rendered-lists.ts';

const service = 'AmazonEC2';

function json(text: string, bytes?: number): PriceListReader {
  return bulkJsonReader({ name: 'index.json', service, chunks: inPieces(text, bytes) });
}

function csv(text: string, bytes?: number): PriceListReader {
  return bulkCsvReader({ name: 'index.csv', service, chunks: inPieces(text, bytes) });
}

function query(products: readonly ListedProduct[]): PriceListReader {
  // eslint-disable-next-line @typescript-eslint/require-await -- pages come over the network
  return entryReader(async function* entries() {
    for (const entry of queryEntries(products)) yield PriceListEntry.parse(JSON.parse(entry));
  });
}

async function selected(read: PriceListReader): Promise<unknown> {
  const selection = new PriceSelection({
    region: REGION,
    needs: NEEDS,
    source: 'bulk-file',
    now: NOW,
  });
  await selectPrices(read, selection);
  const { prices } = selection.finish();
  const byKey = [...prices].sort(([one], [other]) => (one < other ? -1 : 1));
  return { prices: byKey, rejected: selection.rejected };
}

async function failureOf(read: PriceListReader): Promise<PriceListError> {
  const error: unknown = await selected(read).catch((thrown: unknown) => thrown);
  if (error instanceof PriceListError) return error;
  throw new Error('it did not fail as a price list', { cause: error });
}

const REVERSED = [...PRODUCTS].reverse();

describe('trap 20: query API and bulk files', () => {
  test('give the same prices, in whichever order', async () => {
    const expected = await selected(query(PRODUCTS));

    expect(expected).toMatchObject({
      prices: [
        [expect.stringContaining('gp3'), { sku: 'GP3', attributes: { maxIopsvolume: '16000' } }],
        [expect.stringContaining('st1'), { skus: ['AAA', 'MMM'] }],
        [expect.stringContaining('transfer'), { tiers: [{ from: 0n }, { to: undefined }] }],
      ],
      rejected: new Map([['no-on-demand', 1]]),
    });
    expect(await selected(json(bulkJson(PRODUCTS)))).toEqual(expected);
    expect(await selected(csv(bulkCsv(PRODUCTS)))).toEqual(expected);
    expect(await selected(query(REVERSED))).toEqual(expected);
    expect(await selected(json(bulkJson(REVERSED)))).toEqual(expected);
    expect(await selected(csv(bulkCsv(REVERSED)))).toEqual(expected);
  });

  test('show the same when a service is explored', async () => {
    const options = { usageType: 'volumeusage', now: NOW };
    const expected = await explorePriceList(query(PRODUCTS), options);

    expect(expected.families[0]).toEqual({ name: 'Storage', products: 5 });
    expect(expected.usageTypes).toContainEqual({ name: 'EBS:VolumeUsage.st1', products: 3 });
    expect(expected.rows.find(({ sku }) => sku === 'GP3')?.tiers).toEqual([
      { from: '0', unit: 'GB-Mo', amounts: { USD: '0.0880000000' } },
    ]);
    expect(await explorePriceList(json(bulkJson(PRODUCTS)), options)).toEqual(expected);
    expect(await explorePriceList(csv(bulkCsv(PRODUCTS)), options)).toEqual(expected);
  });

  test('exploring counts everything, and shows as many rows as asked for', async () => {
    const options = { family: 'Storage', mostRows: 2, now: NOW };
    const found = await explorePriceList(json(bulkJson(PRODUCTS)), options);

    expect(found).toMatchObject({ products: PRODUCTS.length, matching: 5 });
    expect(found.rows).toHaveLength(2);
  });
});

describe('a bulk file', () => {
  test('gives the same wherever the network splits it', async () => {
    const [first, second] = PRODUCTS;
    if (first === undefined || second === undefined) throw new Error('no products');
    const named = [
      { ...first, attributes: { ...first.attributes, note: 'café "é" \u{1f600}' } },
      second,
    ];
    const text = JSON.stringify(JSON.parse(bulkJson(named)));
    const table = bulkCsv(named);
    const expected = await selected(json(text, text.length));

    for (let bytes = 1; bytes < 200; bytes += 1) {
      expect(await selected(json(text, bytes))).toEqual(expected);
    }
    for (let bytes = 1; bytes < 60; bytes += 7) {
      expect(await selected(csv(table, bytes))).toEqual(expected);
    }
  });

  test('is refused wherever it was cut off', async () => {
    const text = JSON.stringify(JSON.parse(bulkJson(PRODUCTS.slice(0, 2))));

    for (let end = 0; end < text.length; end += 1) {
      const { message, remedy } = await failureOf(json(text.slice(0, end)));
      expect(message).toContain(`it ends in the middle, after ${end} bytes`);
      expect(remedy).toContain('try again');
    }
    const table = bulkCsv(PRODUCTS);
    expect((await failureOf(csv(table.slice(0, -3)))).message).toMatch(/line \d+: it ends in/);
    const broken = table.slice(0, table.lastIndexOf(',"')).concat('\n');
    expect((await failureOf(csv(broken))).message).toMatch(/columns in place of/);
  });

  test.each([
    ['a page of a proxy', '<html>Sign in</html>', 'it is not JSON'],
    ['a list', '[]', 'the file is not an object'],
    ['an empty object', '{}', 'it has no products'],
    ['a missing comma', '{"a" "b"}', 'is not expected where it stands'],
    ['a wrong bracket', '{"a":[1}', 'is not expected where it stands'],
    ['two values', `${bulkJson(PRODUCTS)}{}`, 'is not expected where it stands'],
    ['bytes that are not UTF-8', '\u{1f600}', 'it is not JSON'],
    ['endless nesting', `{"a":${'['.repeat(70)}`, 'nested deeper'],
    ['another service', bulkJson(PRODUCTS, { offerCode: 'AmazonRDS' }), 'list of AmazonRDS'],
    ['no date', bulkJson(PRODUCTS, { publicationDate: undefined }), 'no offerCode'],
    ['no prices', '{"offerCode":"AmazonEC2","publicationDate":"","products":{}}', 'no prices'],
    [
      'products that are a text',
      bulkJson([]).replace('"products": {}', '"products": ""'),
      'products is not an object',
    ],
    [
      'prices first',
      '{"offerCode":"AmazonEC2","publicationDate":"","terms":{},"products":{}}',
      'its prices stand before its products',
    ],
    [
      'a number for a text',
      bulkJson(PRODUCTS).replace('"16000"', '16000'),
      'attributes.maxIopsvolume of GP3 is not a text',
    ],
    [
      'a wrong price',
      bulkJson(PRODUCTS).replace('"0.0880000000"', '0.088'),
      'the price GP3.GP3.TERM',
    ],
    ['a text without end', `{"a":"${'x'.repeat(2 ** 21)}`, 'longer than 1048576 bytes'],
  ])('with %s is refused', async (_, text, problem) => {
    const { message } = await failureOf(json(text));

    expect(message).toContain(problem);
    expect(message).toContain('index.json (nothing used)');
  });

  test.each([
    ['no header', '"FormatVersion","v1.0"\n', 'no header'],
    ['another service', bulkCsv(PRODUCTS).replace('"AmazonEC2"\n', '"AmazonS3"\n'), 'AmazonS3'],
    ['a missing column', bulkCsv(PRODUCTS).replace('"Currency"', '"Money"'), 'no Currency'],
    [
      'a wrong date',
      bulkCsv(PRODUCTS).replaceAll('"2026-09-01"', '"soon"'),
      '"soon" is not a date',
    ],
  ])('in CSV with %s is refused', async (_, text, problem) => {
    expect((await failureOf(csv(text))).message).toContain(problem);
  });

  test('cannot set the prototype of what is read', async () => {
    const text = bulkJson(PRODUCTS).replace('"regionCode"', '"__proto__": "x", "regionCode"');
    const read = json(
      text.replace('"priceDimensions"', '"__proto__": {"a": 1}, "priceDimensions"'),
    );

    expect(await selected(read)).toEqual(await selected(query(PRODUCTS)));
    expect({}).not.toHaveProperty('a');
  });
});
