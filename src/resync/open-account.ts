import type { Account } from '../aws/account.ts';
import { isRegionAllowed } from '../aws/region-policy.ts';
import { enabledRegions, homeRegion } from '../aws/regions.ts';
import type { AccountCandidate, AccountSession } from '../aws/session.ts';
import { GLOBAL_REGION } from '../core/exporters/object-kind.ts';
import type { RunEvent } from '../ledger/run-event.ts';
import type { Scope, ScopeRecord } from '../ledger/scope.ts';
import { causeOf, discoveryOutcome, failureOf } from './outcome.ts';
import type { ReadPlan } from './read-plan.ts';
import type { RunContext } from './read-scope.ts';
import { scopeTimeLimit } from './scope-time-limit.ts';
import type { WaitingScope } from './scope-pool.ts';
import { ScopeTally } from './scope-tally.ts';

export interface OpenAccountOptions {
  readonly run: RunContext;
  /** The kinds to read in each account. */
  readonly plans: readonly ReadPlan[];
  /** Regions to read, in addition to the mapping's policies; undefined for all. */
  readonly regions: ReadonlySet<string> | undefined;
  /** Lists the regions of accounts even when no kind needs them. @default false */
  readonly listsRegions?: boolean | undefined;
  /** Called with an account before it is opened. */
  found(account: Account): void;
  /** Called with an opened account, and its regions if they were listed. */
  opened(session: AccountSession, regions: readonly string[]): void;
  /** Called with the regions that the account has enabled. */
  onRegions(enabled: readonly string[]): void;
  /** Called with each scope to read, as soon as it is known. */
  push(scope: WaitingScope): void;
}

/**
 * Opens one account: its credentials, its regions, and its scopes. Failures are outcomes of their own scope,
 * `credentials` or `regions`.
 */
export async function* openAccount(
  candidate: AccountCandidate,
  options: OpenAccountOptions,
): AsyncGenerator<RunEvent, void> {
  const { run, plans, push, found, opened } = options;
  found(candidate.account);
  const free = plans.filter((plan) => !plan.handler.callsAws);
  if (candidate.listed) pushFree(candidate, free, push);

  const session = yield* attempt(
    run,
    scopeOf('credentials', candidate),
    ['sts:AssumeRole'],
    (_, signal) => candidate.open(signal),
  );
  if (session === undefined) return;
  if (!candidate.listed) pushFree(candidate, free, push);

  const paid = plans.filter((plan) => plan.handler.callsAws);
  if (options.listsRegions !== true && !paid.some((plan) => needsRegions(plan, options))) {
    const home = homeRegion(session.account.partition);
    opened(session, [home]);
    for (const plan of paid) pushAccountScope(plan, session.account, [home], push);
    return;
  }
  const regions = yield* attempt(
    run,
    scopeOf('regions', candidate),
    ['account:ListRegions'],
    (observer, signal) =>
      enabledRegions(session, run.clients.open(session, { signal, observer }), signal),
    (regions) => ({ regions }),
  );
  if (regions === undefined) return;
  opened(session, regions);
  options.onRegions(regions);
  for (const plan of paid) pushScopes(plan, session, regions, options);
}

function scopeOf(kind: 'credentials' | 'regions', { account }: AccountCandidate): Scope {
  return { kind, accountId: account.id, region: GLOBAL_REGION };
}

/** Runs one step of discovery, and yields its record; returns undefined when it failed. */
async function* attempt<Result extends object>(
  run: RunContext,
  scope: Scope,
  permissions: readonly string[],
  step: (observer: RunContext['observer'], signal: AbortSignal) => Promise<Result>,
  noted: (result: Result) => Pick<ScopeRecord, 'regions'> = () => ({}),
): AsyncGenerator<RunEvent, Result | undefined> {
  const tally = new ScopeTally(scope, run.clock.now());
  const limit = scopeTimeLimit(scope, run);
  try {
    const result = await limit.run(() => step(tally.observing(run.observer), limit.signal));
    const record = { ...tally.record(run.clock.now(), 'complete', 1), ...noted(result) };
    yield { type: 'scope', record };
    return result;
  } catch (error) {
    const failure = failureOf(error, run.signal);
    const cause = causeOf(failure, permissions);
    const record = tally.record(run.clock.now(), discoveryOutcome(failure), 0, cause);
    yield { type: 'scope', record };
    return undefined;
  }
}

function needsRegions(plan: ReadPlan, { regions }: OpenAccountOptions): boolean {
  const hasPolicy = plan.regionPolicies.some(({ allow, deny }) => allow.length + deny.length > 0);
  return plan.handler.reach === 'regional' || hasPolicy || regions !== undefined;
}

function pushScopes(
  plan: ReadPlan,
  { accountId, account }: AccountSession,
  enabled: readonly string[],
  { push, regions }: OpenAccountOptions,
): void {
  const { kind, reach } = plan.handler;
  const allowed = enabled.filter(
    (region) =>
      regions?.has(region) !== false &&
      plan.regionPolicies.some((policy) => isRegionAllowed(policy, region)),
  );
  if (reach !== 'regional') pushAccountScope(plan, account, allowed, push);
  else for (const region of allowed) push({ kind, accountId, region, endpoints: [region] });
}

/** A kind that is read once per account uses its home endpoint, or another allowed one. */
function pushAccountScope(
  { handler: { kind } }: ReadPlan,
  { id: accountId, partition }: Account,
  allowed: readonly string[],
  push: (scope: WaitingScope) => void,
): void {
  const home = homeRegion(partition);
  const endpoints = [...allowed].sort(
    (one, other) => Number(other === home) - Number(one === home),
  );
  if (endpoints.length > 0) push({ kind, accountId, region: GLOBAL_REGION, endpoints });
}

/** Kinds without calls need neither credentials nor regions. */
function pushFree(
  { account }: AccountCandidate,
  plans: readonly ReadPlan[],
  push: (scope: WaitingScope) => void,
): void {
  for (const plan of plans) pushAccountScope(plan, account, [homeRegion(account.partition)], push);
}
