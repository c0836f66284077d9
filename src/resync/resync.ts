import type { AccountCandidate, AccountSession } from '../aws/session.ts';
import { homeRegion } from '../aws/regions.ts';
import { GLOBAL_REGION } from '../core/exporters/object-kind.ts';
import type { ConfirmGone } from '../ledger/confirmation.ts';
import type { RunEvent } from '../ledger/run-event.ts';
import type { RunPlan } from '../ledger/run-plan.ts';
import type { ScopeRecord } from '../ledger/scope.ts';
import { merge } from '../lib/merge.ts';
import { MemoryBudget } from '../lib/memory-budget.ts';
import { GoneChecker } from './gone-checker.ts';
import { openAccount } from './open-account.ts';
import { KnownAccounts } from './known-accounts.ts';
import { causeOf, discoveryOutcome, failureOf } from './outcome.ts';
import type { ReadPlan } from './read-plan.ts';
import { ScopeReader, type RunContext, type ScopeSource } from './read-scope.ts';
import { ListCache } from './list-cache.ts';
import { ScopePool, type WaitingScope } from './scope-pool.ts';
import { ScopeTally } from './scope-tally.ts';

/** Where a run's accounts come from. */
export interface AccountDirectory {
  /** All accounts, as they are found. A throw means that the list is incomplete. */
  candidates(signal: AbortSignal): AsyncGenerator<AccountCandidate, void>;
  /** The session that may read the organization; undefined when any account may have to be asked. */
  organization(signal: AbortSignal): Promise<AccountSession | undefined>;
  /** After listing: whether the accounts come from an organization. @default 'settings' */
  readonly listedBy?: 'organization' | 'settings';
}

export interface ResyncOptions extends Omit<RunContext, 'memory' | 'lists'> {
  readonly plans: readonly ReadPlan[];
  readonly directory: AccountDirectory;
  /** Calls made by discovery: listing accounts, assuming roles. */
  readonly discoveryCalls: () => Pick<ScopeRecord, 'calls' | 'retries' | 'throttles'>;
  /** Fixes the start order of scopes. */
  readonly seed: string;
  /** Scopes read at once. */
  readonly scopesInFlight: number;
  /** Account ids to read; undefined for all. */
  readonly accounts?: ReadonlySet<string> | undefined;
  /** Regions to read, in addition to the mapping's policies; undefined for all. */
  readonly regions?: ReadonlySet<string> | undefined;
  /** Lists the regions of accounts even when no kind needs them. @default false */
  readonly listsRegions?: boolean | undefined;
  /** Receives accounts and regions as the run finds them. */
  readonly estate?: EstateObserver | undefined;
  /** Receives the work ahead as soon as it is known. */
  readonly onPlanned?: ((plan: RunPlan) => void) | undefined;
}

/** Receives every existing account and region, read or not. */
export interface EstateObserver {
  account(id: string): void;
  /** Of an account that is read. */
  regions(enabled: readonly string[]): void;
}

/** Resources held in memory between AWS and the sinks: about 40 MB of the largest kinds. */
const RESOURCES_IN_MEMORY = 4_000;
/**
 * No further account is opened while this many scopes wait: enough for a random choice, without holding all
 * of them.
 */
const SCOPES_WAITING = 4_096;
const ACCOUNTS_OPENING = 64;

/**
 * Reads every planned kind in all accounts and regions; afterwards asks AWS about single resources that are
 * missing from listings. AWS failures are recorded, not thrown. On abort, scopes in progress end as
 * `cancelled`, and the run ends.
 */
export class ResyncRun {
  readonly #options: ResyncOptions;
  readonly #context: RunContext;
  readonly #reader: ScopeReader;
  readonly #pool: ScopePool;
  /** By kind. */
  readonly #plans: ReadonlyMap<string, ReadPlan>;
  readonly #accounts = new KnownAccounts();
  readonly #candidates: AccountCandidate[] = [];
  readonly #list: AsyncGenerator<AccountCandidate, void>;
  readonly #listTally: ScopeTally;
  #listState: 'idle' | 'asked' | 'complete' | { readonly error: unknown } = 'idle';
  #opening = 0;
  #wake: (() => void) | undefined;
  readonly #checker: GoneChecker;
  /** The session that has read the organization. */
  #organization: AccountSession | undefined;

  constructor(options: ResyncOptions) {
    this.#options = options;
    this.#context = {
      ...options,
      memory: new MemoryBudget(RESOURCES_IN_MEMORY),
      lists: new ListCache(),
    };
    this.#reader = new ScopeReader(this.#context);
    this.#plans = new Map(options.plans.map((plan) => [plan.handler.kind, plan]));
    this.#pool = new ScopePool(options.seed, (kind) => this.#planOf(kind));
    this.#checker = new GoneChecker({
      run: this.#context,
      plans: options.plans,
      accounts: this.#accounts,
      organization: () => this.#organization,
    });
    this.#list = options.directory.candidates(options.signal);
    const scope = { kind: 'accounts', accountId: '*', region: GLOBAL_REGION };
    this.#listTally = new ScopeTally(scope, options.clock.now());
    options.signal.addEventListener(
      'abort',
      () => {
        this.#changed();
      },
      { once: true },
    );
  }

  /** Yields batches as they arrive, and a record for each finished scope. Call once. */
  async *events(): AsyncGenerator<RunEvent, void> {
    yield* merge(this.#sources(), this.#options.scopesInFlight);
    yield this.#accountListRecord();
  }

  /** AWS's answers about resources that are missing from a scope's listing. Call after the run has ended. */
  get confirmGone(): ConfirmGone {
    return (scope, missing) => this.#checker.check(scope, missing);
  }

  /** Streams to merge, each started only when there is a free slot. */
  async *#sources(): AsyncGenerator<AsyncGenerator<RunEvent, void>, void> {
    const { plans } = this.#options;
    for (const plan of plans.filter(({ handler }) => handler.reach === 'organization')) {
      this.#options.onPlanned?.({ type: 'scope', kind: plan.handler.kind });
      yield this.#readOrganization(plan);
    }
    for (;;) {
      this.#askForAccount();
      const next = this.#next();
      if (next !== undefined) yield next;
      else if (this.#isFinished()) return;
      else await this.#change();
    }
  }

  /** The outcome of the account list, with all calls that discovery made. */
  #accountListRecord(): RunEvent {
    const { clock, signal, discoveryCalls } = this.#options;
    const base = this.#listTally.record(clock.now(), 'complete', 1);
    const state = this.#listState;
    if (state === 'complete') {
      const { listedBy = 'settings' } = this.#options.directory;
      return { type: 'scope', record: { ...base, ...discoveryCalls(), listedBy } };
    }
    const failure = failureOf(typeof state === 'object' ? state.error : signal.reason, signal);
    const record: ScopeRecord = {
      ...base,
      ...discoveryCalls(),
      pages: 0,
      outcome: discoveryOutcome(failure),
      error: causeOf(failure, ['organizations:ListAccounts']),
    };
    return { type: 'scope', record };
  }

  #next(): AsyncGenerator<RunEvent, void> | undefined {
    const mayOpen = this.#opening < ACCOUNTS_OPENING && this.#pool.size < SCOPES_WAITING;
    const candidate = mayOpen ? this.#candidates.shift() : undefined;
    if (candidate !== undefined) return this.#open(candidate);
    const waiting = this.#pool.take();
    return waiting === undefined ? undefined : this.#readWaiting(waiting);
  }

  async *#open(candidate: AccountCandidate): AsyncGenerator<RunEvent, void> {
    const { plans, regions, listsRegions, estate, onPlanned } = this.#options;
    this.#opening += 1;
    try {
      yield* openAccount(candidate, {
        run: this.#context,
        plans: plans.filter(({ handler }) => handler.reach !== 'organization'),
        regions,
        listsRegions,
        found: (account) => {
          this.#accounts.found(account);
        },
        opened: (session, enabled) => {
          this.#accounts.opened(session, enabled);
        },
        onRegions: (enabled) => estate?.regions(enabled),
        push: (scope) => {
          this.#pool.push(scope);
          onPlanned?.({ type: 'scope', kind: scope.kind });
          this.#changed();
        },
      });
    } finally {
      this.#opening -= 1;
      onPlanned?.({ type: 'account-opened' });
      this.#changed();
    }
  }

  async *#readWaiting(waiting: WaitingScope): AsyncGenerator<RunEvent, void> {
    const { endpoints, ...scope } = waiting;
    const session = this.#accounts.of(scope.accountId)?.session;
    const sources =
      session === undefined ? [] : endpoints.map((endpoint) => ({ session, endpoint }));
    try {
      yield* this.#reader.read(scope, this.#planOf(scope.kind), sources);
    } finally {
      this.#pool.done(waiting);
      this.#changed();
    }
  }

  #planOf(kind: string): ReadPlan {
    const plan = this.#plans.get(kind);
    if (plan === undefined)
      throw new Error(`a scope of ${kind} is queued, but the run does not read that kind`);
    return plan;
  }

  async *#readOrganization(plan: ReadPlan): AsyncGenerator<RunEvent, void> {
    const scope = { kind: plan.handler.kind, accountId: '*', region: GLOBAL_REGION };
    yield* this.#reader.read(scope, plan, this.#organizationSources());
  }

  /** Accounts that may read the organization: the known one, or all in turn. */
  async *#organizationSources(): AsyncGenerator<ScopeSource, void> {
    const { directory, signal } = this.#options;
    const known = await directory.organization(signal);
    if (known !== undefined) {
      this.#organization = known;
      yield { session: known, endpoint: homeRegion(known.account.partition) };
      return;
    }
    for await (const candidate of directory.candidates(signal)) {
      const session = await candidate.open(signal).catch(() => undefined); // its own record has the reason
      if (session === undefined) continue;
      this.#organization = session; // the last one tried is the one with access
      yield { session, endpoint: homeRegion(session.account.partition) };
    }
  }

  #askForAccount(): void {
    const { signal, onPlanned } = this.#options;
    if (this.#listState !== 'idle' || signal.aborted) return;
    this.#listState = 'asked';
    this.#list.next().then(
      (next) => {
        this.#listState = next.done === true ? 'complete' : 'idle';
        if (next.done === true) onPlanned?.({ type: 'accounts-listed' });
        else this.#listed(next.value);
        this.#changed();
      },
      (error: unknown) => {
        this.#listState = { error };
        onPlanned?.({ type: 'accounts-listed' });
        this.#changed();
      },
    );
  }

  #listed(candidate: AccountCandidate): void {
    const { accounts, estate, onPlanned } = this.#options;
    const { id } = candidate.account;
    estate?.account(id);
    if (accounts?.has(id) === false) return;
    this.#candidates.push(candidate);
    onPlanned?.({ type: 'account' });
  }

  #isFinished(): boolean {
    const isListing = this.#listState === 'idle' || this.#listState === 'asked';
    const mayList = isListing && !this.#options.signal.aborted;
    return (
      !mayList && this.#opening === 0 && this.#candidates.length === 0 && this.#pool.size === 0
    );
  }

  async #change(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  #changed(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
