import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { HttpRequest } from '@smithy/types';
import { HttpSender, type HttpSenderOptions } from '../../src/aws/http-sender.ts';
import { failureOf, NEVER } from '../port/port-world.ts';

const MIB = 1_024 * 1_024;
const CHUNK = Buffer.alloc(64 * 1_024, 'price');
const LARGEST_BODY = MIB;

const cleanups: (() => void)[] = [];

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function senderOf(options: Partial<HttpSenderOptions> = {}): HttpSender {
  const sender = new HttpSender({
    connectTimeoutMs: 10_000,
    answerTimeoutMs: 30_000,
    largestBody: LARGEST_BODY,
    connections: 2,
    ...options,
  });
  cleanups.push(() => {
    sender.destroy();
  });
  return sender;
}

/** A server on loopback, and a request to it. */
async function serving(
  answer: RequestListener,
): Promise<{ readonly server: Server; readonly request: HttpRequest }> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const request: HttpRequest = {
    protocol: 'http:',
    hostname: '127.0.0.1',
    port,
    method: 'GET',
    path: '/offers',
    query: { region: 'eu-west-1', sort: ['a b', "c'd"] },
    headers: { accept: 'application/json' },
  };
  return { server, request };
}

/** Sends the given number of chunks, no faster than the client reads them. */
function chunks(count: number, sent = { bytes: 0 }): RequestListener {
  return (_, response) => {
    const send = (): void => {
      while (sent.bytes < count * CHUNK.length) {
        sent.bytes += CHUNK.length;
        if (!response.write(CHUNK)) {
          response.once('drain', send);
          return;
        }
      }
      response.end();
    };
    send();
  };
}

/** Starts an answer, then sends nothing more. */
const falls: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/csv' });
  response.write('the first line');
};

/** Waits until the server's side of the connection is closed. */
function connectionClosed(server: Server): Promise<unknown> {
  return new Promise((resolve) => {
    server.on('connection', (socket) => socket.once('close', resolve));
  });
}

async function read(body: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of body) bytes += chunk.length;
  return bytes;
}

describe('an answer that is streamed', () => {
  test('has status, headers and the whole body', async () => {
    const urls: string[] = [];
    const { request } = await serving(({ url = '' }, response) => {
      urls.push(url);
      response.writeHead(202, { 'x-offers': ['1', '2'] }).end('one offer');
    });

    const { statusCode, headers, body } = await senderOf().stream(request, NEVER);
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);

    expect(statusCode).toBe(202);
    expect(headers).toMatchObject({ 'x-offers': '1,2' });
    expect(Buffer.concat(parts).toString()).toBe('one offer');
    expect(urls).toEqual(['/offers?region=eu-west-1&sort=a%20b&sort=c%27d']);
  });

  test('may be larger than the limit for buffered answers', async () => {
    const count = 8 * (LARGEST_BODY / CHUNK.length);
    const { request } = await serving(chunks(count));
    const { request: same } = await serving(chunks(count));
    const sender = senderOf();

    const { body } = await sender.stream(request, NEVER);
    const bytes = await read(body);
    const failure = await failureOf(sender.send(same, NEVER));

    expect(bytes).toBe(count * CHUNK.length);
    expect(failure).toMatchObject({ code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' });
  });

  test('is received no faster than it is read', async () => {
    const count = 4_096; // 256 MiB: more than all buffers on the way hold
    const sent = { bytes: 0 };
    const { request } = await serving(chunks(count, sent));
    let most = 0;
    let bytes = 0;

    const { body } = await senderOf().stream(request, NEVER);
    for await (const chunk of body) {
      bytes += chunk.length;
      most = Math.max(most, sent.bytes - bytes);
    }

    expect(bytes).toBe(count * CHUNK.length);
    expect(most).toBeLessThan(32 * MIB);
  });

  test('may be paused by the reader for longer than the server timeout', async () => {
    const count = 1_024;
    const { request } = await serving(chunks(count));

    const { body } = await senderOf({ answerTimeoutMs: 1_000 }).stream(request, NEVER);
    let bytes = 0;
    for await (const chunk of body) {
      if (bytes === 0) await setTimeout(2_500);
      bytes += chunk.length;
    }

    expect(bytes).toBe(count * CHUNK.length);
  });

  test.each<[string, RequestListener, string]>([
    ['before its headers', () => undefined, 'UND_ERR_HEADERS_TIMEOUT'],
    ['in its body', falls, 'UND_ERR_BODY_TIMEOUT'],
  ])('of a server that stops responding %s: a timeout', async (_, answer, code) => {
    const { request } = await serving(answer);
    const sender = senderOf({ answerTimeoutMs: 1_000 });

    const failure = await failureOf(
      sender.stream(request, NEVER).then(async ({ body }) => read(body)),
    );

    expect(failure).toMatchObject({ code });
  });

  test('ends with the reason of the signal, and closes the connection', async () => {
    const { server, request } = await serving(falls);
    const closed = connectionClosed(server);
    const { signal, abort } = abortable();
    const { body } = await senderOf().stream(request, signal);

    const failure = await failureOf(
      (async () => {
        for await (const chunk of body) {
          expect(Buffer.from(chunk).toString()).toBe('the first line');
          abort(new Error('the run was stopped'));
        }
      })(),
    );
    await closed;

    expect(failure).toMatchObject({ message: 'the run was stopped' });
  });

  test('that has not been read yet also ends with the signal', async () => {
    const { server, request } = await serving(falls);
    const closed = connectionClosed(server);
    const { signal, abort } = abortable();
    const { body } = await senderOf().stream(request, signal);

    abort(new Error('the run was stopped'));
    await closed;
    const failure = await failureOf(read(body));

    expect(failure).toMatchObject({ message: 'the run was stopped' });
  });

  test('is not requested when the signal is already aborted', async () => {
    let requests = 0;
    const { request } = await serving((_, response) => {
      requests += 1;
      response.end();
    });
    const stopped = AbortSignal.abort(new Error('the run was stopped'));

    const failure = await failureOf(senderOf().stream(request, stopped));

    expect(failure).toMatchObject({ message: 'the run was stopped' });
    expect(requests).toBe(0);
  });

  test('releases its connection when the reader stops early', async () => {
    const { server, request } = await serving(chunks(4_096));
    const closed = connectionClosed(server);
    const sender = senderOf({ connections: 1 });
    let bytes = 0;

    const { body } = await sender.stream(request, NEVER);
    for await (const chunk of body) {
      bytes += chunk.length;
      break;
    }
    await closed;
    const again = await sender.stream(request, NEVER);

    expect(bytes).toBeGreaterThan(0);
    expect(again.statusCode).toBe(200);
  });

  test('does not delay complete answers', async () => {
    const { request } = await serving((incoming, response) => {
      if (incoming.method === 'GET') falls(incoming, response);
      else response.end('whole');
    });
    const sender = senderOf({ connections: 1 });

    const { statusCode } = await sender.stream(request, NEVER);
    const { body } = await sender.send({ ...request, method: 'POST' }, NEVER);

    expect(statusCode).toBe(200);
    expect(Buffer.from(body).toString()).toBe('whole');
  });
});

function abortable(): { readonly signal: AbortSignal; readonly abort: (reason: Error) => void } {
  const controller = new AbortController();
  const abort = (reason: Error): void => {
    controller.abort(reason);
  };
  return { signal: controller.signal, abort };
}
