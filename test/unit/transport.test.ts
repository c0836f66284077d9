import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { AttemptGate } from '../../src/aws/attempt-path.ts';
import { ClientFactory } from '../../src/aws/client-factory.ts';
import { staticCredentials } from '../../src/aws/credentials.ts';
import { classify } from '../../src/aws/errors.ts';
import { RateLimiter } from '../../src/aws/rate-limiter.ts';
import { PatientRetryStrategy } from '../../src/aws/retry-strategy.ts';
import { systemClock } from '../../src/lib/clock.ts';

const HOUR_MS = 3_600_000;

/** A client of a server that answers so, and gives up after two tries. */
async function clientOf(
  answer: RequestListener,
): Promise<Disposable & { readonly client: SQSClient; readonly s3: S3Client }> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const clock = systemClock;
  const clients = new ClientFactory({
    clock,
    gate: new AttemptGate({ clock, limiter: new RateLimiter(clock), concurrency: 1 }),
    retryStrategy: new PatientRetryStrategy(
      { maxAttempts: 2, maxElapsedMs: 1_000 },
      clock.now,
      () => 0,
    ),
    endpointOf: () => `http://127.0.0.1:${port}`,
  });
  const credentials = staticCredentials({ accessKeyId: 'AKIA', secretAccessKey: 'secret' });
  const scope = { signal: new AbortController().signal, observer: () => undefined };
  const opened = clients.open({ accountId: '111122223333', credentials }, scope);
  return {
    client: opened.of(SQSClient, 'eu-west-1'),
    s3: opened.of(S3Client, 'eu-west-1'),
    [Symbol.dispose]() {
      clients[Symbol.dispose]();
      server.closeAllConnections();
      server.close();
    },
  };
}

test('a clock that is an hour off is put right by AWS’s own, with one more try', async () => {
  const signedAt: string[] = [];
  const server = createServer((request, response) => {
    const stamp = String(request.headers['x-amz-date']);
    signedAt.push(stamp);
    const theirs = new Date(Date.now() + HOUR_MS);
    const isGood = stamp.slice(0, 11) === theirs.toISOString().replaceAll(/[-:]/g, '').slice(0, 11);
    response.writeHead(isGood ? 200 : 403, {
      date: theirs.toUTCString(),
      'content-type': 'application/x-amz-json-1.0',
    });
    response.end(isGood ? '{"QueueUrls":["https://q"]}' : '{"__type":"InvalidSignatureException"}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const clock = systemClock;
  using clients = new ClientFactory({
    clock,
    gate: new AttemptGate({ clock, limiter: new RateLimiter(clock), concurrency: 1 }),
    retryStrategy: new PatientRetryStrategy(
      { maxAttempts: 1, maxElapsedMs: 1_000 },
      clock.now,
      () => 0,
    ),
    endpointOf: () => `http://127.0.0.1:${port}`,
  });
  const credentials = staticCredentials({ accessKeyId: 'AKIA', secretAccessKey: 'secret' });
  const scope = { signal: new AbortController().signal, observer: () => undefined };
  const client = clients
    .open({ accountId: '111122223333', credentials }, scope)
    .of(SQSClient, 'eu-west-1');

  const first = await client.send(new ListQueuesCommand({}));
  await client.send(new ListQueuesCommand({}));

  expect(first.QueueUrls).toEqual(['https://q']);
  expect(signedAt).toHaveLength(3);
  server.closeAllConnections();
  server.close();
});

const PAGE = '<!doctype html><html><head><title>Bad Gateway</title><br></head></html>';

test('a page of a load balancer is a failure that passes, and is tried again', async () => {
  let calls = 0;
  using world = await clientOf((_, response) => {
    calls += 1;
    response.writeHead(calls === 1 ? 502 : 200, { 'content-type': 'text/html' });
    response.end(calls === 1 ? PAGE : '{"QueueUrls":["https://q"]}');
  });

  const { QueueUrls } = await world.client.send(new ListQueuesCommand({}));

  expect(QueueUrls).toEqual(['https://q']);
  expect(calls).toBe(2);
});

test.each([
  [403, 'denied'],
  [404, 'other'], // nobody's word that the resource is not there
  [503, 'transient'],
])('a page with HTTP %d is %s, whatever the protocol', async (status, kind) => {
  using world = await clientOf((_, response) => {
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end(PAGE);
  });

  const errors = await Promise.all([
    world.client.send(new ListQueuesCommand({})).catch(classify),
    world.s3.send(new ListBucketsCommand({})).catch(classify),
  ]);

  for (const error of errors) {
    expect(error).toMatchObject({ class: kind, status, code: 'UnreadableAnswer' });
  }
});
