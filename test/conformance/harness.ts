import { setMaxListeners } from 'node:events';
import { AttemptGate } from '../../src/aws/attempt-path.ts';
import { ClientFactory } from '../../src/aws/client-factory.ts';
import { staticCredentials } from '../../src/aws/credentials.ts';
import { RateLimiter } from '../../src/aws/rate-limiter.ts';
import { PatientRetryStrategy } from '../../src/aws/retry-strategy.ts';
import type { ExportRequest } from '../../src/core/exporters/exporter.ts';
import { EXAMPLE_ACCOUNT, type KindExample } from '../../src/core/exporters/kind-example.ts';
import type { Kind } from '../../src/core/exporters/kind.ts';
import type { Resource } from '../../src/core/exporters/resource.ts';
import type { Gap } from '../../src/core/inspector/gap.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { SANDBOX_KEY } from '../../src/sandbox/credentials.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';

/** A kind's example, served over HTTP to the real SDK. */
export interface ServedExample extends AsyncDisposable {
  readonly sandbox: Sandbox;
  request(include: readonly string[], signal?: AbortSignal): ExportRequest;
}

export async function serve(example: KindExample): Promise<ServedExample> {
  const replies = Object.entries(example.replies).map(
    ([name, reply]) => [name, () => reply] as const,
  );
  const sandbox = await startSandbox({
    estate: { seed: 'conformance', accounts: 1 },
    replies: Object.fromEntries(replies),
  });
  const clock = systemClock;
  const clients = new ClientFactory({
    clock,
    gate: new AttemptGate({ clock, limiter: new RateLimiter(clock), concurrency: 16 }),
    retryStrategy: new PatientRetryStrategy(
      { maxAttempts: 2, maxElapsedMs: 1_000 },
      clock.now,
      () => 0,
    ),
    endpointOf: () => sandbox.endpoint,
  });
  return {
    sandbox,
    request(include, signal = new AbortController().signal) {
      setMaxListeners(0, signal);
      const owner = { accountId: EXAMPLE_ACCOUNT, credentials: staticCredentials(SANDBOX_KEY) };
      return {
        account: { id: EXAMPLE_ACCOUNT, name: 'example', partition: 'aws' },
        region: example.region ?? 'eu-west-1',
        include,
        clients: clients.open(owner, { signal, observer: () => undefined }),
        signal,
        window: { since: '9999d', maxPerParent: 100 }, // an example's times do not move with ours
      };
    },
    async [Symbol.asyncDispose]() {
      clients[Symbol.dispose]();
      await sandbox.close();
    },
  };
}

/** All that a kind's exporter gives for a whole scope. */
export async function readAll(
  kind: Kind,
  request: ExportRequest,
): Promise<{ readonly resources: readonly Resource[]; readonly gaps: readonly Gap[] }> {
  const resources: Resource[] = [];
  const gaps: Gap[] = [];
  for await (const batch of kind.exporter.getPaginatedResources(request)) {
    resources.push(...batch.resources);
    gaps.push(...batch.gaps);
  }
  return { resources, gaps };
}

/** The names of a kind's optional actions. */
export function optionsOf(kind: Kind): readonly string[] {
  return kind.actions.options.map(({ name }) => name);
}
