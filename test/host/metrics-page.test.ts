import { once } from 'node:events';
import { connect } from 'node:net';
import { crc32, gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { acceptedFormat, acceptsGzip, openMetricsOf } from '../../src/host/http/metrics-format.ts';
import { GzipPages, type RenderedMetrics } from '../../src/host/http/metrics-page.ts';
import { crc32Combine } from '../../src/lib/crc32-combine.ts';
import { openServer } from './server-world.ts';

/** What Prometheus 3 sends. */
const PROMETHEUS =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1';
const OPEN_METRICS = { accept: 'application/openmetrics-text' };
const LINE = Buffer.from('cloudcost_test_usd_per_hour{account_id="1"} 0.5\n');

function rendered(lines: number, line: Buffer = LINE): RenderedMetrics {
  return {
    *body() {
      for (let index = 0; index < lines; index += 1) yield line;
    },
    bytes: () => lines * line.length,
  };
}

test.each([
  [undefined, 'text'],
  ['*/*', 'text'],
  ['text/plain', 'text'],
  [PROMETHEUS, 'openmetrics'],
  ['application/openmetrics-text', 'openmetrics'],
  ['Application/OpenMetrics-Text; version=1.0.0; Q=1', 'openmetrics'],
  ['application/openmetrics-text;q=0.3, text/plain;q=0.7', 'text'],
  ['text/plain, application/openmetrics-text', 'text'],
  ['*/*, application/openmetrics-text', 'openmetrics'],
  ['text/html, text/plain, application/openmetrics-text', 'text'],
  ['application/openmetrics-text;q=0', 'text'],
  ['application/openmetrics-text;q=many', 'text'],
] as const)('Accept: %s is answered as %s', (accept, format) => {
  expect(acceptedFormat(accept)).toBe(format);
});

test.each([
  ['gzip', true],
  ['deflate, gzip;q=0.5', true],
  ['*', true],
  ['gzip;q=0, *', false],
  ['identity', false],
  [undefined, false],
] as const)('Accept-Encoding: %s takes gzip: %s', (encoding, isTaken) => {
  expect(acceptsGzip(encoding)).toBe(isTaken);
});

test('names are the same in OpenMetrics: a counter without _total has no type there', async () => {
  const registry = new Registry();
  const registers = [registry];
  new Counter({ name: 'scrapes_total', help: 'All "scrapes".', registers }).inc(2);
  new Counter({ name: 'scrape_error', help: 'Errors.', labelNames: ['region'], registers }).inc(
    { region: 'eu' },
    1,
  );
  new Gauge({ name: 'age_seconds', help: 'Age.', registers }).set(1.5);
  new Histogram({ name: 'duration_seconds', help: 'Time.', buckets: [1], registers }).observe(0.5);

  expect(openMetricsOf(await registry.metrics())).toBe(
    [
      String.raw`# HELP scrapes All \"scrapes\".`,
      '# TYPE scrapes counter',
      'scrapes_total 2',
      '# HELP scrape_error Errors.',
      '# TYPE scrape_error unknown',
      'scrape_error{region="eu"} 1',
      '# HELP age_seconds Age.',
      '# TYPE age_seconds gauge',
      'age_seconds 1.5',
      '# HELP duration_seconds Time.',
      '# TYPE duration_seconds histogram',
      'duration_seconds_bucket{le="1"} 1',
      'duration_seconds_bucket{le="+Inf"} 1',
      'duration_seconds_sum 0.5',
      'duration_seconds_count 1',
      '',
    ].join('\n'),
  );
});

test('the checksum of two texts follows from their own', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ maxLength: 300 }),
      (one, two) => {
        const whole = crc32(Buffer.concat([one, two]));

        expect(crc32Combine(crc32(one), crc32(two), two.length)).toBe(whole);
      },
    ),
  );
});

test('any snapshot with any rest is one gzip member', async () => {
  const texts = fc.tuple(fc.array(fc.uint8Array({ maxLength: 2_000 })), fc.string());
  await fc.assert(
    fc.asyncProperty(texts, async ([chunks, current]) => {
      const snapshot: RenderedMetrics = {
        body: () => chunks.map((chunk) => Buffer.from(chunk)),
        bytes: () => chunks.reduce((sum, { length }) => sum + length, 0),
      };

      const page = await new GzipPages().page(snapshot, current, 'text');

      const sent = Buffer.concat([...page.chunks]);
      expect(sent.length).toBe(page.bytes);
      expect(gunzipSync(sent)).toEqual(Buffer.concat([...chunks, Buffer.from(current)]));
    }),
  );
});

test('a snapshot is compressed once, and each request has the metrics of its moment', async () => {
  let reads = 0;
  const snapshot: RenderedMetrics = {
    body: () => {
      reads += 1;
      return [LINE];
    },
    bytes: () => LINE.length,
  };
  const pages = new GzipPages();

  const texts: string[] = [];
  for (const current of ['now 1\n', 'now 2\n']) {
    const { chunks } = await pages.page(snapshot, current, 'openmetrics');
    texts.push(gunzipSync(Buffer.concat([...chunks])).toString());
  }

  expect(reads).toBe(1);
  expect(texts).toEqual([`${LINE.toString()}now 1\n# EOF\n`, `${LINE.toString()}now 2\n# EOF\n`]);
});

describe('the page over HTTP', () => {
  test('is classic text, or OpenMetrics with its end, both also in gzip', async () => {
    const metrics = {
      current: () => Promise.resolve('# TYPE up gauge\nup 1\n'),
      snapshot: () => rendered(2),
    };
    await using server = await openServer({ metrics });

    const text = await server.ask('/metrics', { headers: { 'accept-encoding': 'identity' } });
    const open = await server.ask('/metrics', { headers: OPEN_METRICS });

    const body = `${LINE.toString().repeat(2)}# TYPE up gauge\nup 1\n`;
    expect(text.text).toBe(body);
    expect(text.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text.headers.get('content-encoding')).toBeNull();
    expect(Number(text.headers.get('content-length'))).toBe(body.length);
    expect(open.text).toBe(`${body}# EOF\n`);
    expect(open.headers.get('content-type')).toBe(
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    );
    expect(open.headers.get('content-encoding')).toBe('gzip');
  });

  test('without a snapshot it has the metrics of the moment alone', async () => {
    await using server = await openServer();

    expect(await server.ask('/metrics')).toMatchObject({ status: 200, text: '# nothing\n' });
  });

  test('a request sends one snapshot, though a new one appears meanwhile', async () => {
    const big = rendered(200_000);
    let current = big;
    await using server = await openServer({
      metrics: { current: () => Promise.resolve(''), snapshot: () => current },
    });
    const { port } = server.app.server.address() as { port: number };
    const socket = connect(port, '127.0.0.1').setEncoding('latin1');
    let received = '';
    socket.on('data', (part: string) => (received += part));

    socket.write('GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    await once(socket, 'data');
    socket.pause();
    current = rendered(1, Buffer.from('another 1\n'));
    const other = await server.ask('/metrics');
    socket.resume();
    await once(socket, 'close');

    expect(other.text).toBe('another 1\n');
    const body = received.slice(received.indexOf('\r\n\r\n') + 4);
    expect(body).toBe(LINE.toString().repeat(200_000));
  });

  test('a reader that is too slow is cut off, and counted', async () => {
    const answers: object[] = [];
    await using server = await openServer({
      metrics: {
        current: () => Promise.resolve(''),
        snapshot: () => rendered(400_000),
        timeoutMs: 100,
        answered: (answer) => answers.push(answer),
      },
    });
    const { port } = server.app.server.address() as { port: number };
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.write('GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'readable'); // and reads nothing
    await new Promise((resolve) => setTimeout(resolve, 150));
    let received = 0;
    socket.on('data', ({ length }: Buffer) => (received += length));
    await once(socket, 'close');

    expect(received).toBeLessThan(400_000 * LINE.length);
    expect(answers).toEqual([expect.objectContaining({ code: 503, method: 'GET' })]);
  });
});

test('a snapshot that could not be compressed is compressed by the next request', async () => {
  let isBroken = true;
  const once = rendered(10);
  const snapshot: RenderedMetrics = {
    ...once,
    *body(format) {
      if (isBroken) throw new Error('broken');
      yield* once.body(format);
    },
  };
  const pages = new GzipPages();

  await expect(pages.page(snapshot, '', 'text')).rejects.toThrow('broken');
  isBroken = false;
  const { chunks } = await pages.page(snapshot, '', 'text');

  expect(gunzipSync(Buffer.concat([...chunks])).length).toBe(10 * LINE.length);
});
