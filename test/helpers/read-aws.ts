import type { AccountSettings } from '../../src/aws/accounts.ts';
import type { ClientFactoryOptions } from '../../src/aws/client-factory.ts';
import { JitteredRetryStrategy, type RetryOptions } from '../../src/aws/retry-strategy.ts';
import { runtimeOpener, type Runtime } from '../../src/app/runtime.ts';
import type { Kind } from '../../src/core/exporters/kind.ts';
import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import type { Resource } from '../../src/core/exporters/resource.ts';
import { loadAllKinds, loadKind } from '../../src/core/exporters/registry.ts';
import type { Selector } from '../../src/core/exporters/selector.ts';
import type { Gap } from '../../src/core/inspector/gap.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import type { RunProgress } from '../../src/ledger/run-progress.ts';
import type { ScopeRecord } from '../../src/ledger/scope.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { SecretMask } from '../../src/lib/secret-mask.ts';
import { handlerOf, type ResyncHandler } from '../../src/resync/handler.ts';
import { readPlan } from '../../src/resync/read-plan.ts';
import { ResyncRun } from '../../src/resync/resync.ts';

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
  /** Follows the run. */
  readonly progress?: RunProgress;
}

/** A gap, and the scope of its resource. */
export interface ReadGap extends Gap, Pick<ScopeRecord, 'kind' | 'accountId' | 'region'> {}

/** What a run gave. */
export interface ReadResult {
  readonly resources: readonly Resource[];
  readonly gaps: readonly ReadGap[];
  readonly records: readonly ScopeRecord[];
  readonly ledger: Ledger;
  of(kind: ObjectKind): readonly Resource[];
  /** The records of a kind that did not end as complete. */
  notComplete(): readonly ScopeRecord[];
}

/** What a run works with, of an AWS that is served somewhere. */
export interface OpenedAws extends Runtime {
  readonly signal: AbortSignal;
  readonly concurrency: number;
}

const ignored = (): void => undefined;

/** Opens an AWS as runs do, with short waits. */
export function openAws({ endpoint, accounts }: ServedAws, options: ReadOptions = {}): OpenedAws {
  const signal = options.signal ?? new AbortController().signal;
  const concurrency = options.concurrency ?? 64;
  const retry = { maxAttempts: 8, maxElapsedMs: 60_000, ...options.retry };
  const open = runtimeOpener({
    settings: {
      accounts: {
        credentialProviderPriority: ['AssumeRoleWithWebIdentity', 'StaticCredential', 'AssumeRole'],
        ...accounts,
        ...options.accounts,
      },
      concurrency,
      maxAttempts: retry.maxAttempts,
      answerTimeoutMs: 30_000,
    },
    secrets: new SecretMask(),
    warn: ignored,
    clients: {
      retryStrategy: new JitteredRetryStrategy(retry, systemClock.now, Math.random),
      endpointOf: () => endpoint,
      ...options.clients,
    },
  });
  return { ...open(ignored, signal), signal, concurrency };
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
  const { clients, discovery, discoveryCalls, signal, concurrency } = opened;
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
  const gaps: ReadGap[] = [];
  const run = new ResyncRun({
    plans,
    directory: discovery,
    discoveryCalls,
    clients,
    clock: systemClock,
    observer: () => options.progress?.countCall(),
    signal,
    seed: options.seed ?? 'test',
    regions: options.regions === undefined ? undefined : new Set(options.regions),
    accounts: options.accountIds === undefined ? undefined : new Set(options.accountIds),
    scopesInFlight: concurrency * 2,
    onPlanned: (plan) => options.progress?.planned(plan),
  });
  for await (const event of run.events()) {
    options.progress?.event(event);
    if (event.type === 'batch') {
      resources.push(...event.batch.resources);
      const { kind, accountId, region } = event.scope;
      gaps.push(...event.batch.gaps.map((gap) => ({ ...gap, kind, accountId, region })));
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
