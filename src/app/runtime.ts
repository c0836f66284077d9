import { setMaxListeners } from 'node:events';
import { createDiscovery, type AccountSettings, type Discovery } from '../aws/accounts.ts';
import { AttemptGate } from '../aws/attempt-gate.ts';
import { CallTally, type CallObserver } from '../aws/call-observer.ts';
import type { ClientFactory, ClientFactoryOptions } from '../aws/client-factory.ts';
import { RateLimiter } from '../aws/rate-limiter.ts';
import { DEFAULT_RETRY_OPTIONS, JitteredRetryStrategy } from '../aws/retry-strategy.ts';
import type { NetworkValues } from '../config/network-settings.ts';
import type { Settings } from '../config/settings.ts';
import { systemClock, type Clock } from '../lib/clock.ts';
import type { SecretMask } from '../lib/secret-mask.ts';
import { networkOf } from './network.ts';
import { MaskedClientFactory } from './masked-clients.ts';

/** The dependencies of a command, created once from the settings. */
export interface Runtime extends Disposable {
  readonly clock: Clock;
  readonly clients: ClientFactory;
  readonly discovery: Discovery;
  /** Calls that discovery has made so far. */
  discoveryCalls(): { calls: number; retries: number; throttles: number };
}

/** Opens the clients of one run, whose calls the observer counts. */
export type RuntimeOpener = (observer: CallObserver, signal: AbortSignal) => Runtime;

/** Opens AWS with these settings. */
export function runtimeOpener(options: Omit<RuntimeOptions, 'observer' | 'signal'>): RuntimeOpener {
  return (observer, signal) => createRuntime({ ...options, observer, signal });
}

export interface RuntimeOptions {
  readonly settings: Pick<Settings, 'answerTimeoutMs' | 'concurrency' | 'maxAttempts'> & {
    readonly network?: NetworkValues;
    readonly accounts: AccountSettings;
  };
  readonly signal: AbortSignal;
  /** Receives every credential that is used. */
  readonly secrets: SecretMask;
  /** Receives every attempt, including those of discovery. */
  readonly observer: CallObserver;
  /** Fail within seconds if AWS was never reached: for commands that a user waits for. @default false */
  readonly failsFast?: boolean;
  /** Client options that override the settings: endpoints, retries. */
  readonly clients?: Partial<ClientFactoryOptions>;
  warn(message: string): void;
}

/** Creates the clients, the limiter and the discovery of accounts from the settings. */
function createRuntime(options: RuntimeOptions): Runtime {
  const { settings, signal, observer, secrets, warn } = options;
  setMaxListeners(0, signal); // every call in flight listens to it
  const clock = systemClock;
  const { network } = settings;
  const gate = new AttemptGate({
    clock,
    limiter: new RateLimiter(clock),
    concurrency: settings.concurrency,
  });
  const retry = { ...DEFAULT_RETRY_OPTIONS, maxAttempts: settings.maxAttempts };
  const clients = new MaskedClientFactory(secrets, {
    gate,
    clock,
    retryStrategy: new JitteredRetryStrategy(retry, clock.now, Math.random),
    maxSockets: settings.concurrency,
    answerTimeoutMs: settings.answerTimeoutMs,
    ...(network !== undefined && {
      network: networkOf(network),
      addressSource: (origin: string) => network.endpointVariables.get(origin),
    }),
    firstContact: { failsFast: options.failsFast, warn },
    ...options.clients,
  });
  const discoveryCalls = new CallTally();
  const discovery = createDiscovery(settings.accounts, {
    clients,
    warn,
    scope: {
      signal,
      observer: (attempt) => {
        discoveryCalls.add(attempt);
        observer(attempt);
      },
    },
  });
  return {
    clock,
    clients,
    discovery,
    discoveryCalls: () => discoveryCalls.counts,
    [Symbol.dispose]: () => {
      clients[Symbol.dispose]();
    },
  };
}
