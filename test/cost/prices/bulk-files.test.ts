import { afterEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { HttpSender } from '../../../src/aws/http-sender.ts';
import { bodyOf } from '../../../src/cost/prices/bulk-body.ts';
import { bulkJsonReader } from '../../../src/cost/prices/bulk-json.ts';
import { PriceSelection } from '../../../src/cost/prices/price-selection.ts';
import {
  BulkFiles,
  type BulkFilesOptions,
  type BulkFormat,
} from '../../../src/cost/prices/bulk-files.ts';
import { BulkPrices } from '../../../src/cost/prices/bulk-prices.ts';
import type { FetchedPrices } from '../../../src/cost/prices/fetched-prices.ts';
import { explorePriceList } from '../../../src/cost/prices/explore.ts';
import { PriceListError, selectPrices } from '../../../src/cost/prices/price-list.ts';
import { bulkCsv, bulkJson, NEEDS, NOW, PRODUCTS, REGION } from './rendered-lists.ts';

const OFFERS = '/offers/v1.0/aws/AmazonEC2';
const FILE = `${OFFERS}/20260925/${REGION}/index.json`;
const signal = new AbortController().signal;

const offerIndex = {
  formatVersion: 'v1.0',
  offers: {
    AmazonEC2: {
      offerCode: 'AmazonEC2',
      currentRegionIndexUrl: `${OFFERS}/current/region_index.json`,
    },
    AmazonS3: { offerCode: 'AmazonS3' },
  },
};
const regionIndex = {
  regions: { [REGION]: { regionCode: REGION, currentVersionUrl: FILE } },
};
const INDEXES: Readonly<Record<string, string>> = {
  '/offers/v1.0/aws/index.json': JSON.stringify(offerIndex),
  [`${OFFERS}/current/region_index.json`]: JSON.stringify(regionIndex),
};

const open: { server?: Server; sender?: HttpSender } = {};

afterEach(() => {
  open.sender?.destroy();
  open.server?.closeAllConnections();
  open.server?.close();
});

/** AWS's files: the indexes, and `answer` for a price file. */
async function served(
  answer: RequestListener,
  options: Partial<Omit<BulkFilesOptions, 'sender' | 'endpoint'>> & { silenceMs?: number } = {},
  indexes = INDEXES,
): Promise<BulkFiles> {
  open.server = createServer((request, response) => {
    const index = indexes[request.url ?? ''];
    if (index === undefined) answer(request, response);
    else response.end(index);
  });
  open.server.listen(0, '127.0.0.1');
  await once(open.server, 'listening');
  const address = open.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const { silenceMs = 5_000, ...limits } = options;
  open.sender = new HttpSender({
    connectTimeoutMs: 1_000,
    answerTimeoutMs: silenceMs,
    connections: 4,
  });
  const endpoint = `http://127.0.0.1:${address.port}`;
  return new BulkFiles({ sender: open.sender, endpoint, ...limits });
}

function fetched(files: BulkFiles, stop = signal): Promise<FetchedPrices> {
  return new BulkPrices({ files, needs: NEEDS, now: () => NOW }).fetch(REGION, stop);
}

/** A byte every now and then, without end. */
function drip(encoding = 'identity'): RequestListener {
  return (_, response) => {
    response.writeHead(200, { 'content-encoding': encoding });
    const bytes = encoding === 'gzip' ? gzipSync(' '.repeat(100)) : Buffer.from(' ');
    let next = 0;
    const timer = setInterval(() => {
      const end = next + 1;
      if (next < bytes.length) response.write(bytes.subarray(next, end));
      else response.write(bytes.subarray(0, 1)); // after the end of a packed file, ignored
      next = end;
    }, 20);
    response.on('close', () => {
      clearInterval(timer);
    });
  };
}

async function failureOf(work: Promise<unknown>): Promise<PriceListError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof PriceListError) return error;
  throw new Error('it did not fail as a price list', { cause: error });
}

describe('bulk price files over HTTP', () => {
  test('give a region its prices, through the indexes and without credentials', async () => {
    const seen: unknown[] = [];
    const files = await served((request, response) => {
      seen.push([request.url, request.headers.authorization]);
      response.end(bulkJson(PRODUCTS));
    });

    const { prices, facts } = await fetched(files);

    expect(seen).toEqual([[FILE, undefined]]);
    expect(prices.prices.size).toBe(3);
    expect(facts).toMatchObject({ source: 'bulk-file', publicationDate: '2026-09-25T10:11:12Z' });
  });

  test('may be packed', async () => {
    const packed = await served((request, response) => {
      expect(request.headers['accept-encoding']).toBe('gzip');
      response.setHeader('content-encoding', 'gzip').end(gzipSync(bulkJson(PRODUCTS)));
    });

    expect((await fetched(packed)).prices.prices.size).toBe(3);
  });

  test('are read as CSV too', async () => {
    const files = await served((request, response) => {
      expect(request.url).toBe(FILE.replace('.json', '.csv'));
      response.end(bulkCsv(PRODUCTS));
    });
    const read = await files.open('AmazonEC2', REGION, signal, 'csv' satisfies BulkFormat);

    expect(read && (await explorePriceList(read, { now: NOW }))).toMatchObject({
      products: PRODUCTS.length,
    });
  });

  test('are missing where a service has no prices', async () => {
    const files = await served((_, response) => response.end());

    expect(await files.open('AmazonS3', REGION, signal)).toBeUndefined();
    expect(await files.open('toString', REGION, signal)).toBeUndefined();
    expect(await files.open('AmazonEC2', 'eu-west-9', signal)).toBeUndefined();
    expect(await files.services(REGION, signal)).toEqual(['AmazonEC2', 'AmazonS3']);
  });

  test('of China come from its own index', async () => {
    const path = '/offers/v1.0/cn/AmazonEC2/current/region_index.json';
    const file = '/offers/v1.0/cn/AmazonEC2/1/cn-north-1/index.json';
    const files = await served(
      (_, response) => response.end(bulkJson(PRODUCTS)),
      {},
      {
        '/offers/v1.0/cn/index.json': JSON.stringify({
          offers: { AmazonEC2: { currentRegionIndexUrl: path } },
        }),
        [path]: JSON.stringify({ regions: { 'cn-north-1': { currentVersionUrl: file } } }),
      },
    );

    expect(await files.open('AmazonEC2', 'cn-north-1', signal)).toBeDefined();
  });

  test.each([
    ['eu-west-1', 'https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/index.json'],
    ['us-gov-west-1', 'https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/index.json'],
    ['cn-north-1', 'https://pricing.cn-north-1.amazonaws.com.cn/offers/v1.0/cn/index.json'],
  ])('of %s are asked of their own host', async (region, address) => {
    open.sender = new HttpSender({
      connectTimeoutMs: 1_000,
      answerTimeoutMs: 1_000,
      connections: 1,
      lookup: (_, __, done) => {
        done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '', 4);
      },
    });
    const files = new BulkFiles({ sender: open.sender });

    const { message, remedy } = await failureOf(files.services(region, signal));

    expect(message).toContain(`Could not download ${address} (nothing used): cannot reach`);
    expect(remedy).toContain('--prices FILE');
  });

  test.each([
    [
      'half a file, with its whole length announced',
      (text: string): RequestListener =>
        (_, response) => {
          response.setHeader('content-length', text.length);
          response.write(text.slice(0, text.length / 2), () => response.destroy());
        },
      /Could not download http.*index\.json \(nothing used\)/,
    ],
    [
      'half a file that looks whole to HTTP',
      (text: string): RequestListener =>
        (_, response) =>
          response.end(text.slice(0, text.length / 2)),
      /it ends in the middle, after \d+ bytes/,
    ],
    [
      'half a packed file',
      (text: string): RequestListener =>
        (_, response) => {
          const packed = gzipSync(text);
          response.setHeader('content-encoding', 'gzip');
          response.end(packed.subarray(0, packed.length - 20));
        },
      /unexpected end of file/,
    ],
    [
      'an encoding that was not asked for',
      (text: string): RequestListener =>
        (_, response) =>
          response.setHeader('content-encoding', 'br').end(text),
      /its encoding is br/,
    ],
    [
      'a refusal',
      (): RequestListener => (_, response) => response.writeHead(403).end('<Error/>'),
      /HTTP 403/,
    ],
    [
      'more than its largest size when unpacked',
      (): RequestListener => (_, response) =>
        response.setHeader('content-encoding', 'gzip').end(gzipSync(' '.repeat(2_000_000))),
      /larger than 1000000 bytes/,
    ],
    [
      'silence',
      (): RequestListener => () => undefined,
      /index\.json \(nothing used\): .*[Tt]imeout/,
    ],
  ])('with %s are one clear error', async (_, answer, problem) => {
    const files = await served(answer(bulkJson(PRODUCTS)), {
      largestFile: 1_000_000,
      silenceMs: 300,
    });

    const { message, remedy, cause } = await failureOf(fetched(files));

    expect(message).toMatch(problem);
    expect(remedy).toBeDefined();
    expect(cause).toBeDefined();
  });

  test('that take too long are given up, however steadily they arrive', async () => {
    const files = await served(drip(), { longestDownloadMs: 300 });

    expect((await failureOf(fetched(files))).message).toContain('it did not end within 0.3 s');
  });

  test.each(['identity', 'gzip'])('that drip are given up: %s', async (encoding) => {
    const leastSpeed = { bytes: 1_000, within: 200 };
    const files = await served(drip(encoding), { leastSpeed });
    const from = performance.now();

    const { message, remedy } = await failureOf(fetched(files));

    expect(message).toMatch(
      /: it arrives too slowly: \d+ bytes in 0\.\d s, and at least 1000 bytes in 0\.2 s are expected$/,
    );
    expect(remedy).toBeDefined();
    expect(performance.now() - from).toBeLessThan(3_000);
  });

  test('a reader that takes its time is not a slow server', async () => {
    const body = Readable.from(['one', 'two', 'three'].map((text) => Buffer.from(text)));
    const limits = { largest: 1_000, leastSpeed: { bytes: 1_000, within: 20 } };
    const texts: string[] = [];

    for await (const chunk of bodyOf({ statusCode: 200, headers: {}, body }, limits)) {
      texts.push(Buffer.from(chunk).toString());
      await sleep(30);
    }

    expect(texts).toEqual(['one', 'two', 'three']);
  });

  test('stop when the run is stopped, and close the connection', async () => {
    const stop = new AbortController();
    const reason = new Error('stopped');
    let closed: Promise<unknown> | undefined;
    const files = await served((_, response) => {
      closed = once(response, 'close');
      response.write('{"offerCode"', () => {
        stop.abort(reason);
      });
    });

    await expect(fetched(files, stop.signal)).rejects.toBe(reason);
    await closed;
  });

  test.each([
    [
      'leads to another host',
      { AmazonEC2: { currentRegionIndexUrl: 'http://example.org/x' } },
      'leads away',
    ],
    [
      'leads to another host in short',
      { AmazonEC2: { currentRegionIndexUrl: '//example.org/x' } },
      'leads away',
    ],
    ['is not an index', 'none', 'Could not read the index'],
  ])('are not fetched when the index %s', async (_, offers, problem) => {
    const index = JSON.stringify({ offers });
    const files = await served(
      (request, response) => response.end(request.url),
      {},
      {
        '/offers/v1.0/aws/index.json': index,
      },
    );

    expect((await failureOf(fetched(files))).message).toContain(problem);
  });
});

test('a bulk file of 20 MB is read in flat memory', async () => {
  const before = process.memoryUsage.rss();
  let most = 0;
  // eslint-disable-next-line @typescript-eslint/require-await -- a stream is asynchronous
  async function* chunks(): AsyncGenerator<Uint8Array, void> {
    yield Buffer.from(bulkJson([]).replace(/"products"[^]*/, '"products": {'));
    const attributes = { regionCode: REGION, usagetype: 'EU-Other', note: 'x'.repeat(900) };
    for (let n = 0; n < 20_000; n += 1) {
      const product = { sku: `S${n}`, productFamily: 'Storage', attributes };
      yield Buffer.from(`"S${n}": ${JSON.stringify(product)},`);
      most = Math.max(most, process.memoryUsage.rss() - before);
    }
    yield Buffer.from('"LAST": {"attributes": {}}}, "terms": {"OnDemand": {}}}');
  }
  const read = bulkJsonReader({ name: 'generated', service: 'AmazonEC2', chunks: chunks() });
  const selection = new PriceSelection({
    region: REGION,
    needs: NEEDS,
    source: 'bulk-file',
    now: NOW,
  });

  await selectPrices(read, selection);

  expect(most).toBeLessThan(40_000_000); // all products together have 20 MB as texts, and more as objects
});
