import type { AccountCandidate, AccountSession } from '../../../aws/session.ts';
import type { CallObserver } from '../../../aws/call-observer.ts';
import { decimalText } from '../../../cost/money/decimal.ts';
import type { CountedPaidCalls, SpendCap } from '../../../cost/prices/paid-calls.ts';
import { usageCost } from '../../../cost/usage/cloudwatch-calls.ts';
import { compactUsage } from '../../../cost/usage/usage-retention.ts';
import { usageScopes, type UsageScope } from '../../../cost/usage/usage-scope.ts';
import {
  usagePlaces,
  type UsageFilter,
  type WantedUsage,
} from '../../../cost/usage/wanted-series.ts';
import { merge } from '../../../lib/merge.ts';
import type { Store } from '../../../store/store.ts';
import { USAGE_SCOPES, type UsageScopeRow } from '../../../store/usage-tables.ts';
import type { Runtime } from '../../runtime.ts';
import { failedScope } from '../collect/failed-scope.ts';
import { planUsage } from './plan-usage.ts';
import { readPlace, scopeKey, scopesAfter, type PlaceToRead } from './read-place.ts';
import type { CollectedUsage, UsagePlan, UsageReport } from './usage-report.ts';

/** Accounts and regions that are read at once: CloudWatch limits each by itself. */
const PLACES_AT_ONCE = 8;
const NO_READ = ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'];

/** What is collected, from where, and into which store. */
export interface CollectUsageOptions {
  /** Undefined for a dry run. */
  readonly store: Store | undefined;
  /** What the store has already. */
  readonly stored: Pick<Store, 'query'>;
  /** Opens AWS when something is to be read. */
  open(): Runtime;
  readonly observer: CallObserver;
  readonly cap: SpendCap;
  readonly wanted: WantedUsage;
  readonly filter: UsageFilter;
  readonly retentionDays: number;
  readonly signal: AbortSignal;
  onStep?(step: string): void;
  /** Called before anything is paid. */
  onPlan?(plan: UsagePlan): void;
}

/**
 * Reads the usage of the store's resources from CloudWatch: only days that the store lacks. Each account and region is
 * read by itself; one that fails keeps what it has.
 *
 * @param calls the record of paid calls: the report says how many were added
 */
export async function collectUsage(
  options: CollectUsageOptions,
  calls: Pick<CountedPaidCalls, 'total'>,
): Promise<UsageReport> {
  const { store, stored, wanted, filter, signal } = options;
  const scopes = new Map((await usageScopes(stored, signal)).map((one) => [scopeKey(one), one]));
  const places = await usagePlaces(stored, wanted, filter, signal);
  const { plan, due } = await planUsage(stored, { places, scopes, wanted }, signal);
  options.onPlan?.(plan);
  const report = (collected: readonly CollectedUsage[]): UsageReport => ({
    isDryRun: store === undefined,
    plan,
    scopes: collected,
    paid: { requests: calls.total.requests, usd: decimalText(calls.total.amount) },
  });
  if (store === undefined) return report([]);
  const collected = due.filter((one) => one.due.length === 0).flatMap(notDue);
  const toRead = due.filter((one) => one.due.length > 0);
  if (toRead.length > 0) {
    using runtime = options.open();
    for await (const one of readAll(store, toRead, scopes, runtime, options))
      collected.push(...one);
  }
  options.onStep?.('Putting old days together');
  const { retentionDays } = options;
  await compactUsage(store, { now: wanted.now, retentionDays }, signal);
  return report(collected);
}

async function* readAll(
  store: Store,
  toRead: readonly PlaceToRead[],
  scopes: ReadonlyMap<string, UsageScope>,
  runtime: Runtime,
  options: CollectUsageOptions,
): AsyncGenerator<readonly CollectedUsage[], void> {
  const { signal, wanted, onStep } = options;
  const accounts = new Map<string, AccountCandidate>();
  for await (const candidate of runtime.discovery.candidates(signal)) {
    accounts.set(candidate.account.id, candidate);
  }
  let done = 0;
  async function* read(one: PlaceToRead): AsyncGenerator<readonly CollectedUsage[], void> {
    const { account, region } = one.place;
    onStep?.(`Reading the usage of ${account} in ${region} (${(done += 1)} of ${toRead.length})`);
    const collected = await readOne(store, one, accounts.get(account), runtime, options);
    await storeScopes(store, one, scopesAfter(collected, scopes, wanted), signal);
    yield collected;
  }
  async function* sources(): AsyncGenerator<AsyncIterable<readonly CollectedUsage[]>, void> {
    for (const one of toRead) yield await Promise.resolve(read(one));
  }
  yield* merge(sources(), PLACES_AT_ONCE);
}

async function readOne(
  store: Store,
  one: PlaceToRead,
  candidate: AccountCandidate | undefined,
  { clients }: Runtime,
  { wanted, signal, observer, cap }: CollectUsageOptions,
): Promise<readonly CollectedUsage[]> {
  if (candidate === undefined) {
    const reason = `the settings do not reach the account ${one.place.account}`;
    const remedy = 'check the settings of accounts: longshore doctor';
    return failedPlace(one, { outcome: 'failed', reason, remedy });
  }
  const { left, time, remedy } = await cap.room();
  if (left < usageCost(1)) {
    const reason = `nothing of what paid calls may cost ${time} is left`;
    return failedPlace(one, { outcome: 'spend-cap', reason, remedy });
  }
  let owner: AccountSession;
  try {
    owner = await candidate.open(signal);
  } catch (error) {
    signal.throwIfAborted();
    const { outcome, reason = '', remedy = '' } = failedScope(error, NO_READ);
    return failedPlace(one, {
      outcome: outcome === 'denied' ? 'denied' : 'failed',
      reason,
      remedy,
    });
  }
  const { region } = one.place;
  return readPlace({ clients, owner, region, observer, cap }, one, { store, wanted, signal });
}

function failedPlace(
  { place, due }: PlaceToRead,
  end: Pick<CollectedUsage, 'outcome' | 'reason' | 'remedy'>,
): readonly CollectedUsage[] {
  const { account, region, kinds } = place;
  return [...kinds].map(([kind, resources]) => {
    const base = { account, region, kind, resources, series: 0 };
    return due.includes(kind) ? { ...base, ...end } : { ...base, outcome: 'not-due' };
  });
}

function notDue({ place: { account, region, kinds } }: PlaceToRead): readonly CollectedUsage[] {
  return [...kinds].map(([kind, resources]) => ({
    ...{ account, region, kind, resources, series: 0, outcome: 'not-due' },
  }));
}

/** Replaces the outcomes of a place. Kinds that were not looked at stay. */
async function storeScopes(
  store: Store,
  { place: { account, region } }: PlaceToRead,
  scopes: readonly UsageScope[],
  signal: AbortSignal,
): Promise<void> {
  const looked = new Set(scopes.map(scopeKey));
  const others = (await usageScopes(store, signal)).filter(
    (one) => one.account === account && one.region === region && !looked.has(scopeKey(one)),
  );
  async function* rows(): AsyncGenerator<readonly UsageScopeRow[], void> {
    yield await Promise.resolve([...scopes, ...others].map(scopeRow));
  }
  await store.replacePart(USAGE_SCOPES, `${account}/${region}`, rows(), signal);
}

function scopeRow(scope: UsageScope): UsageScopeRow {
  const { account, region, kind, outcome, reason, resources, completeUntil, triedAt } = scope;
  return [
    account,
    region,
    kind,
    outcome,
    reason ?? null,
    resources,
    completeUntil ?? null,
    triedAt,
  ];
}
