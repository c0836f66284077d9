import { setMaxListeners } from 'node:events';
import { AttemptGate, type CallScope } from '../../src/aws/attempt-gate.ts';
import type { Attempt } from '../../src/aws/call-observer.ts';
import { ClientFactory } from '../../src/aws/client-factory.ts';
import type { CredentialSource } from '../../src/aws/credential-source.ts';
import { staticCredentials } from '../../src/aws/credentials.ts';
import { RateLimiter } from '../../src/aws/rate-limiter.ts';
import {
  DEFAULT_RETRY_OPTIONS,
  JitteredRetryStrategy,
  type RetryOptions,
} from '../../src/aws/retry-strategy.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { EstateOptions } from '../../src/sandbox/estate/estate.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** A sandbox and the AWS call path in front of it, as the cli puts it together. */
export interface World extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly clients: ClientFactory;
  readonly scope: CallScope;
  /** Every attempt so far that went to the sandbox. */
  readonly attempts: readonly Attempt[];
  /** The sandbox's own keys: the management account's. */
  readonly ambient: CredentialSource;
  abort(reason: Error): void;
}

export interface WorldOptions extends Omit<SandboxOptions, 'estate'> {
  readonly estate?: Partial<EstateOptions>;
  /** @default 64 */
  readonly concurrency?: number;
  readonly retry?: Partial<RetryOptions>;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const { estate, concurrency = 64, retry, ...rest } = options;
  const sandbox = await startSandbox({
    estate: { seed: 'aws tests', suspendedEvery: 0, ...estate },
    ...rest,
  });
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const attempts: Attempt[] = [];
  const clock = systemClock;
  const clients = new ClientFactory({
    gate: new AttemptGate({ clock, limiter: new RateLimiter(clock), concurrency }),
    clock,
    retryStrategy: new JitteredRetryStrategy(
      { ...DEFAULT_RETRY_OPTIONS, ...retry },
      clock.now,
      Math.random,
    ),
    endpointOf: () => sandbox.endpoint,
  });
  return {
    sandbox,
    clients,
    attempts,
    scope: { signal: controller.signal, observer: (attempt) => attempts.push(attempt) },
    ambient: staticCredentials(ambientKeys(sandbox)),
    abort: (reason) => {
      controller.abort(reason);
    },
    async [Symbol.asyncDispose]() {
      clients[Symbol.dispose]();
      await sandbox.close();
    },
  };
}

export function ambientKeys({ environment }: Sandbox): {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
} {
  return {
    accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
  };
}
