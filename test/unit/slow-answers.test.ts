import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AttemptGate } from '../../src/aws/attempt-gate.ts';
import { ClientFactory } from '../../src/aws/client-factory.ts';
import { staticCredentials } from '../../src/aws/credentials.ts';
import { classify, isTimeout } from '../../src/aws/errors.ts';
import { RateLimiter } from '../../src/aws/rate-limiter.ts';
import { JitteredRetryStrategy } from '../../src/aws/retry-strategy.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { SANDBOX_KEY } from '../../src/sandbox/credentials.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import {
  endlessBody,
  slowBody,
  slowHeaders,
  startFaultProxy,
  type FaultProxy,
  type ProxyHooks,
} from '../helpers/fault-proxy.ts';

const REGION = 'eu-west-1';
/** Short, so that four of them are over quickly. */
const ANSWER_TIMEOUT_MS = 100;

let sandbox: Sandbox;
let proxy: FaultProxy;

beforeAll(async () => {
  sandbox = await startSandbox({ estate: { seed: 'slow', accounts: 1 } });
  proxy = await startFaultProxy(sandbox.endpoint);
});

afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await sandbox.close();
});

function open(
  maxAttempts = 1,
  answerTimeoutMs = ANSWER_TIMEOUT_MS,
): Pick<SQSClient, 'send'> & Disposable {
  const clock = systemClock;
  const clients = new ClientFactory({
    clock,
    gate: new AttemptGate({ clock, limiter: new RateLimiter(clock), concurrency: 1 }),
    retryStrategy: new JitteredRetryStrategy(
      { maxAttempts, maxElapsedMs: 60_000 },
      clock.now,
      () => 0,
    ),
    endpointOf: () => proxy.endpoint,
    answerTimeoutMs,
    largestBody: 1_000_000,
  });
  const owner = {
    accountId: sandbox.managementAccountId,
    credentials: staticCredentials(SANDBOX_KEY),
  };
  const scope = { signal: new AbortController().signal, observer: () => undefined };
  const client = clients.open(owner, scope).of(SQSClient, REGION);
  return Object.assign(client, {
    [Symbol.dispose]: () => {
      clients[Symbol.dispose]();
    },
  });
}

test.each<[string, NonNullable<ProxyHooks['onResponse']>]>([
  ['headers that come too late', (_, answer) => slowHeaders(answer, 60_000)],
  ['a body that drips, never silent for long', (_, answer) => slowBody(answer, 20)],
])('%s time out, after three attempts', async (_, onResponse) => {
  proxy.setHooks({ onResponse });
  using client = open(10);
  const before = proxy.requests;

  const failure = await client.send(new ListQueuesCommand({})).then(() => undefined, classify);

  expect(failure).toMatchObject({ class: 'transient' });
  expect(failure && isTimeout(failure)).toBe(true);
  expect(proxy.requests - before).toBe(3);
});

test('an endless body is stopped at the maximum size: not-aws, after three attempts', async () => {
  proxy.setHooks({ onResponse: (_, answer) => endlessBody(answer) });
  using client = open(10, 30_000); // the size limit ends it
  const before = proxy.requests;

  const failure = await client.send(new ListQueuesCommand({})).then(() => undefined, classify);

  expect(failure).toMatchObject({ class: 'not-aws', code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' });
  expect(proxy.requests - before).toBe(3);
});

test('responses are requested uncompressed', async () => {
  const asked: unknown[] = [];
  proxy.setHooks({
    onRequest: ({ headers }) => {
      asked.push(headers['accept-encoding']);
      return undefined;
    },
  });
  using client = open();

  await client.send(new ListQueuesCommand({}));

  expect(asked).toEqual([undefined]);
});
