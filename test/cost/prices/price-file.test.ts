import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { decimal } from '../../../src/cost/money/decimal.ts';
import type { Price } from '../../../src/cost/prices/price.ts';
import {
  priceKey,
  type AmbiguousPrice,
  type RegionPrices,
} from '../../../src/cost/prices/price-book.ts';
import { PriceFileError, readPriceFile } from '../../../src/cost/prices/price-file.ts';
import { writePriceFile } from '../../../src/cost/prices/price-file-writer.ts';
import { spotKey } from '../../../src/cost/prices/spot-price.ts';
import { OutputError } from '../../../src/lib/errors.ts';

const signal = new AbortController().signal;
const NOW = Date.parse('2026-10-01T00:00:00.000Z');
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-prices-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

function priceIn(region: string, currency: string): Price {
  return {
    service: 'AmazonEC2',
    sku: `SKU-${region}`,
    region,
    usageType: 'DataTransfer-Out-Bytes',
    unit: 'GB',
    tiers: [
      { from: decimal(0), to: decimal('10240'), amount: decimal('0.000000000000000001') },
      { from: decimal('10240'), to: undefined, amount: decimal('12345678901234567890.5') },
    ],
    currency,
    publicationDate: '2026-09-25T10:11:12Z',
    effectiveDate: '2026-09-01T00:00:00Z',
    source: 'bulk-file',
    attributes: { location: 'EU (Ireland) "quoted"\n' },
  };
}

function regionPrices(region: string, currency: string): RegionPrices {
  const price = priceIn(region, currency);
  const spot = spotKey({ zone: `${region}a`, type: 'm5.large', product: 'Linux/UNIX' });
  const prices = new Map<string, Price | AmbiguousPrice>([
    [priceKey('AWS::EC2::Instance', 'transfer', []), price],
    [priceKey('AWS::EC2::Instance', 'twice', ['a', '']), { skus: ['ONE', 'TWO'] }],
    [spot, { ...price, source: 'spot-history' }],
  ]);
  return { region, fetchedAt: NOW - 1_000, prices };
}

const REGIONS = [regionPrices('eu-west-1', 'USD'), regionPrices('cn-north-1', 'CNY')];

async function written(name: string, simulated = false): Promise<string> {
  const file = path.join(folder, name);
  await writePriceFile(file, { simulated, now: NOW, regions: REGIONS }, signal);
  return file;
}

async function failureOf(
  content: string | Uint8Array,
  name = 'bad.ndjson',
): Promise<PriceFileError> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  const error: unknown = await readPriceFile(file, signal).catch((thrown: unknown) => thrown);
  if (!(error instanceof PriceFileError)) throw new Error('not refused', { cause: error });
  expect(error.message).toContain(name);
  expect(error.remedy).toBeDefined();
  return error;
}

describe('a price file', () => {
  test.each(['prices.ndjson', 'prices.ndjson.gz'])(
    'gives back what was written: %s',
    async (name) => {
      const read = await readPriceFile(await written(name), signal);

      expect(read).toMatchObject({ simulated: false, exportedAt: '2026-10-01T00:00:00.000Z' });
      expect([...read.regions.values()].map(({ prices }) => prices)).toEqual(REGIONS);
      expect(read.regions.get('cn-north-1')?.facts).toEqual({
        source: 'price-file',
        publicationDate: '2026-09-25T10:11:12Z',
        rejected: new Map(),
      });
    },
  );

  test('says in its first line what it has, and that prices are simulated', async () => {
    const file = await written('simulated.gz', true);
    const [first = ''] = gunzipSync(await readFile(file))
      .toString()
      .split('\n');

    expect(JSON.parse(first)).toMatchObject({
      format: 'longshore-prices',
      version: 1,
      simulated: true,
      regions: [
        { region: 'eu-west-1', currencies: ['USD'], rows: 3 },
        { region: 'cn-north-1', currencies: ['CNY'], rows: 3 },
      ],
    });
    expect((await readPriceFile(file, signal)).simulated).toBe(true);
  });

  test('is replaced whole or not at all', async () => {
    const file = await written('kept.ndjson');
    const before = await readFile(file, 'utf8');
    function* broken(): Generator<RegionPrices> {
      yield* REGIONS;
      throw new Error('no more');
    }
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    const content = { simulated: false, now: NOW };

    await expect(writePriceFile(file, { ...content, regions: broken() }, signal)).rejects.toThrow(
      'no more',
    );
    await expect(writePriceFile(file, { ...content, regions: [] }, stop.signal)).rejects.toThrow(
      'stopped',
    );
    await expect(
      writePriceFile(path.join(folder, 'none', 'x'), { ...content, regions: [] }, signal),
    ).rejects.toBeInstanceOf(OutputError);

    expect(await readFile(file, 'utf8')).toBe(before);
    expect((await readdir(folder)).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  test('is refused wherever it was cut off', async () => {
    const text = await readFile(await written('whole.ndjson'), 'utf8');

    for (let end = 0; end < text.length - 1; end += 97) await failureOf(text.slice(0, end));
    const lines = text.trimEnd().split('\n');
    const { message } = await failureOf(lines.slice(0, -1).join('\n'));
    expect(message).toContain('line 6: it ends early: 2 of 3 prices of cn-north-1');
    const packed = gzipSync(text);
    const half = await failureOf(packed.subarray(0, packed.length / 2), 'half.gz');
    expect(half.message).toContain('it ends early');
  });

  test.each([
    ['JSON of something else', () => '{"a":1}\n', 'line 1: it is not a price file'],
    ['no JSON', () => 'SKU,price\n', 'line 1: it is not JSON'],
    [
      'a newer version',
      (text: string) => text.replace('"version":1', '"version":2'),
      'has version 2',
    ],
    [
      'a changed amount',
      (text: string) => text.replace('.000000000000000001', ',1'),
      'line 2: price.tiers.0.amount: "0,1" is not a decimal',
    ],
    [
      'a negative amount',
      (text: string) => text.replace('0.000000000000000001', '-5'),
      'line 2: price.tiers.0.amount: "-5" is not from 0',
    ],
    [
      'an amount that no store can hold',
      (text: string) => text.replace('0.000000000000000001', '1e20'),
      'line 2: price.tiers.0.amount: "1e20" is not from 0',
    ],
    [
      'an amount as a number',
      (text: string) => text.replace('"0.000000000000000001"', '1'),
      'line 2: price.tiers.0.amount',
    ],
    [
      'another region',
      (text: string) => text.replace('{"region":"eu-west-1","kind"', '{"region":"mars-1","kind"'),
      'does not name mars-1',
    ],
    [
      'a price twice',
      (text: string) => text + text.trimEnd().slice(text.trimEnd().lastIndexOf('\n') + 1),
      'line 8: a second price',
    ],
    [
      'neither price nor SKUs',
      (text: string) => text.replace('"skus"', '"other"'),
      'line 3: it has neither',
    ],
    ['a line without end', (text: string) => text + 'x'.repeat(2 ** 21), 'line 8: it is longer'],
  ])('with %s is refused', async (_, change, problem) => {
    const text = await readFile(await written('changed.ndjson'), 'utf8');

    expect((await failureOf(change(text))).message).toContain(problem);
  });

  test('that unpacks to far more than prices is refused for its line', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1_024 * 1_024, '0'));

    expect((await failureOf(bomb, 'bomb.gz')).message).toContain('line 1: it is longer');
  });

  test('that announces millions of prices is refused at its first line', async () => {
    const text = await readFile(await written('many.ndjson'), 'utf8');

    const { message, remedy } = await failureOf(text.replace('"rows":3', '"rows":5000000'));

    expect(message).toContain('line 1: it announces 5000003 prices, and at most 500000 are read');
    expect(remedy).toContain('--regions');
  });

  test('with more prices than it announces is refused at the first of them', async () => {
    const text = await readFile(await written('more.ndjson'), 'utf8');

    const { message } = await failureOf(text.replace('"rows":3', '"rows":1'));

    expect(message).toContain('line 3: eu-west-1 has more prices than the 1 of the first line');
  });

  test.each(['large.ndjson', 'large.gz'])(
    'that is too large is refused before its end: %s',
    async (name) => {
      const price = {
        ...priceIn('eu-west-1', 'USD'),
        attributes: { location: 'x'.repeat(50_000) },
      };
      const prices = new Map(
        Array.from({ length: 40 }, (_, n) => [
          priceKey('AWS::EC2::Volume', 'storage', [`${n}`]),
          price,
        ]),
      );
      const regions = [{ region: 'eu-west-1', fetchedAt: NOW, prices }];
      const file = path.join(folder, name);
      await writePriceFile(file, { simulated: false, now: NOW, regions }, signal);

      await expect(readPriceFile(file, signal, { prices: 100, bytes: 1_000_000 })).rejects.toThrow(
        /line \d+: the file is larger than 1000000 bytes, unpacked$/,
      );
      expect((await readPriceFile(file, signal)).regions.get('eu-west-1')?.prices.prices.size).toBe(
        40,
      );
    },
  );

  test('may be read for some regions: the others are counted, and must be complete too', async () => {
    const price = priceIn('eu-west-1', 'USD');
    const regions = ['eu-west-1', 'us-east-1'].map((region) => ({
      ...{ region, fetchedAt: NOW },
      prices: new Map([[priceKey('AWS::EC2::Volume', 'storage', ['gp3']), { ...price, region }]]),
    }));
    const file = path.join(folder, 'two-regions.ndjson');
    await writePriceFile(file, { simulated: false, now: NOW, regions }, signal);
    const wanted = { regions: new Set(['us-east-1', 'sa-east-1']) };

    const read = await readPriceFile(file, signal, wanted);
    const lines = (await readFile(file, 'utf8')).split('\n');
    await writeFile(
      file,
      lines.filter((line) => !/"kind".*"eu-west-1"|"eu-west-1".*"kind"/.test(line)).join('\n'),
    );

    expect([...read.regions.keys()]).toEqual(['us-east-1']);
    expect(read.regions.get('us-east-1')?.prices.prices.size).toBe(1);
    await expect(readPriceFile(file, signal, wanted)).rejects.toThrow('0 of 1 prices of eu-west-1');
  });

  test('must exist, and be packed when its name says so', async () => {
    expect((await failureOf('{}', 'plain.gz')).message).toContain('gzip data is damaged');
    await expect(readPriceFile(path.join(folder, 'none.ndjson'), signal)).rejects.toThrow(
      /none\.ndjson.*ENOENT/,
    );
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    await expect(readPriceFile(await written('a.ndjson'), stop.signal)).rejects.toThrow('stopped');
  });
});
