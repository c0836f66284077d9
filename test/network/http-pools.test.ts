import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { ConnectionError } from '../../src/lib/network/connection-error.ts';
import { HttpPools, type HttpPoolsOptions } from '../../src/lib/network/http-pools.ts';

const open: net.Server[] = [];
const pools: HttpPools[] = [];

afterEach(() => {
  for (const one of pools.splice(0)) one.destroy();
  for (const server of open.splice(0)) {
    if (server instanceof http.Server) server.closeAllConnections();
    server.close();
  }
});

async function listening(server: net.Server): Promise<number> {
  open.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function makePools(proxyPort: number, options: Partial<HttpPoolsOptions> = {}): HttpPools {
  const url = `http://127.0.0.1:${proxyPort}`;
  const httpProxy = { url, authorization: undefined, source: 'HTTP_PROXY' };
  const made = new HttpPools({
    connectTimeoutMs: 150,
    answerTimeoutMs: 500,
    connections: 2,
    network: { httpProxy },
    ...options,
  });
  pools.push(made);
  return made;
}

/** A proxy without TLS whose every tunnel ends at one server. */
async function proxyTo(target: http.Server): Promise<{ port: number; tunnels: () => number }> {
  let tunnels = 0;
  const proxy = http.createServer().on('connect', (_request, socket) => {
    tunnels += 1;
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    target.emit('connection', socket);
  });
  return { port: await listening(proxy), tunnels: () => tunnels };
}

async function failureOf(request: Promise<unknown>): Promise<unknown> {
  return request.then(
    () => undefined,
    (error: unknown) => error,
  );
}

const GET = { origin: 'http://aws.example', path: '/', method: 'GET' } as const;

describe('a proxy', () => {
  test.each<[string, (socket: net.Socket) => void, string, string]>([
    [
      'closes the connection',
      (socket) => socket.destroy(),
      'PROXY_UNREACHABLE',
      'correct HTTP_PROXY',
    ],
    ['never answers', () => undefined, 'ETIMEDOUT', 'correct HTTP_PROXY'],
    [
      'speaks no HTTP',
      (socket) => socket.end('SSH-2.0-OpenSSH\r\n'),
      'PROXY_UNREACHABLE',
      'correct HTTP_PROXY',
    ],
    [
      'answers 502',
      (socket) => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'),
      'PROXY_FAILED',
      'check that the proxy can reach aws.example',
    ],
    [
      'finds no address, as Squid says it',
      (socket) => socket.end('HTTP/1.1 503 Unavailable\r\nX-Squid-Error: ERR_DNS_FAIL 0\r\n\r\n'),
      'ENOTFOUND',
      'check that the proxy can reach aws.example',
    ],
  ])('that %s fails the request at once', async (_, behave, code, remedy) => {
    const port = await listening(
      net.createServer((socket) => {
        socket
          .on('error', () => undefined)
          .once('data', () => {
            behave(socket);
          });
      }),
    );

    const failure = await failureOf(makePools(port).request(GET));

    expect(failure).toBeInstanceOf(ConnectionError);
    expect(failure).toMatchObject({
      code,
      message: expect.stringContaining(
        `cannot reach http://aws.example through the proxy http://127.0.0.1:${port}: `,
      ) as unknown,
      remedy: expect.stringContaining(remedy) as unknown,
    });
  });

  test('keeps the limits of connections, time and size', async () => {
    let most = 0;
    let now = 0;
    const target = http.createServer((request, response) => {
      if (request.url === '/silent') return;
      now += 1;
      most = Math.max(most, now);
      setTimeout(() => {
        now -= 1;
        response.end('x'.repeat(1_000));
      }, 5);
    });
    await listening(target);
    const proxy = await proxyTo(target);
    const limited = makePools(proxy.port, { largestBody: 100 });
    const free = makePools(proxy.port, { answerTimeoutMs: 100 });

    const texts = await Promise.all(
      Array.from({ length: 8 }, async () => (await free.request(GET)).body.text()),
    );

    expect(texts.map((text) => text.length)).toEqual(Array.from({ length: 8 }, () => 1_000));
    expect({ most, tunnels: proxy.tunnels() }).toEqual({ most: 2, tunnels: 2 });
    const { body } = await limited.request(GET);
    expect(await failureOf(body.text())).toMatchObject({ code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' });
    expect(await failureOf(free.request({ ...GET, path: '/silent' }))).toMatchObject({
      code: 'UND_ERR_HEADERS_TIMEOUT',
    });
  });

  test('a request that is cancelled while it opens a tunnel ends with the reason', async () => {
    const port = await listening(net.createServer());
    const reason = new Error('stopped');

    const failure = await failureOf(
      makePools(port, { connectTimeoutMs: 5_000 }).request({
        ...GET,
        signal: AbortSignal.any([AbortSignal.timeout(50), AbortSignal.abort(reason)]),
      }),
    );

    expect(failure).toBe(reason);
  });

  test('is not used for a host in NO_PROXY, which is looked up here', async () => {
    const target = http.createServer((_request, response) => response.end('direct'));
    const port = await listening(target);
    const proxy = await proxyTo(target);
    const httpProxy = {
      url: `http://127.0.0.1:${proxy.port}`,
      authorization: undefined,
      source: 'HTTP_PROXY',
    };
    const made = makePools(proxy.port, {
      network: { httpProxy, noProxy: 'aws.example' },
      lookup: (_hostname, { all }, done) => {
        if (all === true) done(null, [{ address: '127.0.0.1', family: 4 }]);
        else done(null, '127.0.0.1', 4);
      },
    });

    const { body } = await made.request({ ...GET, origin: `http://sts.aws.example:${port}` });

    expect(await body.text()).toBe('direct');
    expect(proxy.tunnels()).toBe(0);
  });
});

describe('a direct connection that fails', () => {
  test.each([
    [undefined, 'if this machine needs a proxy, set HTTPS_PROXY'],
    ['AWS_ENDPOINT_URL', 'correct AWS_ENDPOINT_URL, which sets this address'],
  ])('names the address; where it comes from (%s) decides what to do', async (source, remedy) => {
    const made = makePools(1, { network: {}, addressSource: () => source });

    const failure = await failureOf(made.request({ ...GET, origin: 'http://127.0.0.1:1' }));

    expect(failure).toMatchObject({
      code: 'ECONNREFUSED',
      message: 'cannot reach http://127.0.0.1:1: connection refused (ECONNREFUSED)',
      remedy: expect.stringContaining(remedy) as unknown,
    });
  });

  test('a server that does not speak TLS is told apart', async () => {
    const port = await listening(http.createServer());
    const made = makePools(1, { network: {} });

    const failure = await failureOf(made.request({ ...GET, origin: `https://127.0.0.1:${port}` }));

    expect(failure).toMatchObject({
      isTransient: false,
      remedy: expect.stringContaining('does not speak TLS') as unknown,
    });
  });
});
