import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { AttemptGate } from '../../src/aws/attempt-gate.ts';
import { ClientFactory, type ScopeClients } from '../../src/aws/client-factory.ts';
import { staticCredentials } from '../../src/aws/credentials.ts';
import { RateLimiter } from '../../src/aws/rate-limiter.ts';
import { JitteredRetryStrategy } from '../../src/aws/retry-strategy.ts';
import { systemClock } from '../../src/lib/clock.ts';

/** A server that answers as no AWS of ours would, and clients of it. */
export interface AnsweringAws extends Disposable {
  readonly clients: ScopeClients;
}

/** @param maxAttempts how often the clients try a call */
export async function startAnsweringAws(
  answer: RequestListener,
  maxAttempts: number,
): Promise<AnsweringAws> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const clock = systemClock;
  const factory = new ClientFactory({
    clock,
    gate: new AttemptGate({ clock, limiter: new RateLimiter(clock), concurrency: 1 }),
    retryStrategy: new JitteredRetryStrategy(
      { maxAttempts, maxElapsedMs: 1_000 },
      clock.now,
      () => 0,
    ),
    endpointOf: () => `http://127.0.0.1:${port}`,
  });
  const credentials = staticCredentials({ accessKeyId: 'AKIA', secretAccessKey: 'secret' });
  const scope = { signal: new AbortController().signal, observer: () => undefined };
  return {
    clients: factory.open({ accountId: '111122223333', credentials }, scope),
    [Symbol.dispose]() {
      factory[Symbol.dispose]();
      server.closeAllConnections();
      server.close();
    },
  };
}
