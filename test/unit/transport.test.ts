import { createServer } from 'node:http';
import { once } from 'node:events';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { AttemptGate } from '../../src/aws/attempt-path.ts';
import { ClientFactory } from '../../src/aws/client-factory.ts';
import { staticCredentials } from '../../src/aws/credentials.ts';
import { RateLimiter } from '../../src/aws/rate-limiter.ts';
import { PatientRetryStrategy } from '../../src/aws/retry-strategy.ts';
import { systemClock } from '../../src/lib/clock.ts';

const HOUR_MS = 3_600_000;

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
