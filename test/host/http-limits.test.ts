import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { EVENTS_KEY, openServer } from './server-world.ts';

type Server = Awaited<ReturnType<typeof openServer>>;

async function socketTo({ app }: Server): Promise<Socket> {
  const { port } = app.server.address() as AddressInfo;
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => undefined); // a reset is an answer too
  await once(socket, 'connect');
  return socket;
}

/** What the server says before it closes the connection. */
async function readUntilClosed(socket: Socket): Promise<string> {
  return text(socket).catch(() => '');
}

/** The answer to those who are too slow. A reset may overtake it while they are still sending. */
const CUT_OFF = /^(?:HTTP\/1\.1 408 |$)/;

/** Sends a byte again and again, as slow as a connection can be that is never silent. */
function trickle(socket: Socket, bytes: string): void {
  const timer = setInterval(() => socket.write(bytes), 20);
  socket.once('close', () => {
    clearInterval(timer);
  });
}

/** The head of a webhook's request whose body never comes whole. */
const OPEN_REQUEST = [
  'POST /webhook HTTP/1.1',
  'host: longshore',
  `x-port-aws-ocean-api-key: ${EVENTS_KEY}`,
  'content-type: application/json',
  'content-length: 100000',
  '',
  '{',
].join('\r\n');

describe('a client that takes its time', () => {
  test('with its headers is cut off', async () => {
    await using server = await openServer({ limits: { headersMs: 200 } });
    const socket = await socketTo(server);

    socket.write('GET /health/live HTTP/1.1\r\n');
    trickle(socket, 'x-more: 1\r\n');

    expect(await readUntilClosed(socket)).toMatch(CUT_OFF);
  });

  test('with its body is cut off', async () => {
    await using server = await openServer({ limits: { headersMs: 200, requestMs: 400 } });
    const socket = await socketTo(server);

    socket.write(OPEN_REQUEST);
    trickle(socket, ' ');

    expect(await readUntilClosed(socket)).toMatch(CUT_OFF);
    expect(server.queue.size).toBe(0);
  });

  test('and says nothing at all is cut off', async () => {
    await using server = await openServer({ limits: { idleMs: 200, headersMs: 60_000 } });
    const socket = await socketTo(server);

    await readUntilClosed(socket);

    expect(socket.destroyed).toBe(true);
  });
});

describe('many at once', () => {
  test('beyond the limit, requests get 503 and are asked to come back; liveness is always answered', async () => {
    await using server = await openServer({ limits: { requests: 2 } });
    const sockets = [await socketTo(server), await socketTo(server)];
    const arrived = sockets.map(() => once(server.app.server, 'request'));
    for (const socket of sockets) socket.write(OPEN_REQUEST);
    await Promise.all(arrived);

    const refused = await server.ask('/health/ready');
    const alive = await server.ask('/health/live');

    expect(refused).toMatchObject({
      status: 503,
      json: { error: expect.stringMatching(/too many/) },
    });
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(alive.status).toBe(200);
  });

  test('those who go away make room again', async () => {
    await using server = await openServer({ limits: { requests: 1 } });
    for (let round = 0; round < 3; round += 1) {
      const socket = await socketTo(server);
      const arrived = once(server.app.server, 'request');
      socket.write(OPEN_REQUEST);
      const [, response] = (await arrived) as [unknown, NodeJS.WritableStream];
      const gone = once(response, 'close');
      socket.destroy();
      await gone;
    }

    expect((await server.ask('/health/ready')).status).toBe(200);
  });

  test('beyond the limit, connections are closed at once', async () => {
    await using server = await openServer({ limits: { connections: 1 } });
    const first = await socketTo(server);
    const second = await socketTo(server);

    expect(await readUntilClosed(second)).toBe('');

    first.write('GET /health/live HTTP/1.1\r\nhost: longshore\r\nconnection: close\r\n\r\n');
    expect(await readUntilClosed(first)).toMatch(/^HTTP\/1\.1 200 /);
  });
});
