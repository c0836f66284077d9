import { setMaxListeners } from 'node:events';
import { AttemptGate } from '../../src/aws/attempt-path.ts';
import { createDiscovery, type AccountSettings, type Discovery } from '../../src/aws/accounts.ts';
import { ClientFactory, type ClientFactoryOptions } from '../../src/aws/client-factory.ts';
import type { CallObserver } from '../../src/aws/call-observer.ts';
import { RateLimiter } from '../../src/aws/rate-limiter.ts';
import { PatientRetryStrategy, type RetryOptions } from '../../src/aws/retry-strategy.ts';
import type { Runtime } from '../../src/app/runtime.ts';
import type { Kind } from '../../src/core/exporters/kind.ts';
import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import type { Resource } from '../../src/core/exporters/resource.ts';
import { loadAllKinds, loadKind } from '../../src/core/exporters/registry.ts';
import type { Selector } from '../../src/core/exporters/selector.ts';
import type { Gap } from '../../src/core/inspector/gap.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import type { ScopeRecord } from '../../src/ledger/scope.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { handlerOf, type ResyncHandler } from '../../src/resync/handler.ts';
import { readPlan } from '../../src/resync/read-plan.ts';
import { resync } from '../../src/resync/resync.ts';

/** An AWS to read: the sandbox, or any other that is served somewhere. */
export interface ServedAws {
  readonly endpoint: string;
  readonly accounts: Pick<AccountSettings, 'accountRoleArn' | 'staticCredentials'>;
}

export interface ReadOptions {
  /** Every kind when left out. */
  readonly kinds?: readonly ObjectKind[];
  /** With every optional action. @default false */
  readonly everything?: boolean;
  readonly selector?: Partial<Selector>;
  readonly accounts?: Partial<AccountSettings>;
  readonly retry?: Partial<RetryOptions>;
  readonly concurrency?: number;
  readonly seed?: string;
  /** Only these regions; all when left out. */
  readonly regions?: readonly string[];
  /** Only these accounts; all when left out. */
  readonly accountIds?: readonly string[];
  readonly signal?: AbortSignal;
  readonly clients?: Partial<ClientFactoryOptions>;
  /** Handlers registered by hand, read beside the kinds. */
  readonly handlers?: readonly ResyncHandler[];
}

/** What a run gave. */
export interface ReadResult {
  readonly resources: readonly Resource[];
  readonly gaps: readonly (Gap & { readonly kind: string })[];
  readonly records: readonly ScopeRecord[];
  readonly ledger: Ledger;
  of(kind: ObjectKind): readonly Resource[];
  /** The records of a kind that did not end as complete. */
  notComplete(): readonly ScopeRecord[];
}

/** Clients and discovery of an AWS, made as the command makes them. */
export interface OpenedAws extends Disposable {
  readonly clients: ClientFactory;
  readonly directory: Discovery;
  readonly observer: CallObserver;
  readonly signal: AbortSignal;
  readonly concurrency: number;
}

/** What a command runs on, of an opened AWS; discovery's calls are not counted. */
export function runtimeOf(opened: OpenedAws): Runtime {
  return {
    clock: systemClock,
    clients: opened.clients,
    discovery: opened.directory,
    discoveryCalls: () => ({ calls: 0, retries: 0, throttles: 0 }),
    [Symbol.dispose]: () => {
      opened[Symbol.dispose]();
    },
  };
}

export function openAws({ endpoint, accounts }: ServedAws, options: ReadOptions = {}): OpenedAws {
  const signal = options.signal ?? new AbortController().signal;
  setMaxListeners(0, signal);
  const clock = systemClock;
  const concurrency = options.concurrency ?? 64;
  const observer = (): void => undefined;
  const gate = new AttemptGate({ clock, limiter: new RateLimiter(clock), concurrency });
  const retry = { maxAttempts: 8, maxElapsedMs: 60_000, ...options.retry };
  const clients = new ClientFactory({
    gate,
    clock,
    retryStrategy: new PatientRetryStrategy(retry, clock.now, Math.random),
    endpointOf: () => endpoint,
    ...options.clients,
  });
  const directory = createDiscovery(
    {
      credentialProviderPriority: ['AssumeRoleWithWebIdentity', 'StaticCredential', 'AssumeRole'],
      ...accounts,
      ...options.accounts,
    },
    { clients, scope: { signal, observer }, warn: () => undefined },
  );
  return {
    clients,
    directory,
    observer,
    signal,
    concurrency,
    [Symbol.dispose]() {
      clients[Symbol.dispose]();
    },
  };
}

/** Reads a whole AWS as the command does, over HTTP with the real SDK. */
export async function readAws(aws: ServedAws, options: ReadOptions = {}): Promise<ReadResult> {
  const store: ScopeRecord[] = [];
  const ledger = new Ledger(new Date(), {
    add: (record) => {
      store.push(record);
      return Promise.resolve();
    },
  });
  using opened = openAws(aws, options);
  const { clients, directory, observer, signal, concurrency } = opened;
  const wanted = options.kinds === undefined ? await loadAllKinds() : await load(options.kinds);
  const plans = wanted.map((kind) => {
    const all = kind.actions.options.map(({ name }) => name);
    const selector: Selector = {
      query: 'true',
      regionPolicy: { allow: [], deny: [] },
      includeActions: options.everything === true ? all : [],
      ...options.selector,
    };
    return readPlan(handlerOf(kind), [selector]);
  });
  const selector: Selector = {
    query: 'true',
    regionPolicy: { allow: [], deny: [] },
    includeActions: [],
  };
  plans.push(...(options.handlers ?? []).map((handler) => readPlan(handler, [selector])));
  const resources: Resource[] = [];
  const gaps: (Gap & { kind: string })[] = [];
  const run = resync({
    plans,
    directory,
    discoveryCalls: () => ({ calls: 0, retries: 0, throttles: 0 }),
    clients,
    clock: systemClock,
    observer,
    signal,
    seed: options.seed ?? 'test',
    regions: options.regions === undefined ? undefined : new Set(options.regions),
    accounts: options.accountIds === undefined ? undefined : new Set(options.accountIds),
    scopesInFlight: concurrency * 2,
  });
  for await (const event of run) {
    if (event.type === 'batch') {
      resources.push(...event.batch.resources);
      gaps.push(...event.batch.gaps.map((gap) => ({ ...gap, kind: event.scope.kind })));
    } else {
      await ledger.record(event.record);
    }
  }
  return {
    resources,
    gaps,
    records: store,
    ledger,
    of: (kind) => resources.filter(({ Type }) => Type === kind),
    notComplete: () => store.filter(({ outcome }) => outcome !== 'complete'),
  };
}

/** One after another: Jest's module loader stumbles over imports that overlap and share modules. */
async function load(names: readonly ObjectKind[]): Promise<readonly Kind[]> {
  const kinds: Kind[] = [];
  for (const name of names) kinds.push(await loadKind(name));
  return kinds;
}
