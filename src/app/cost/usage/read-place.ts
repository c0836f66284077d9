import {
  listSeries,
  readUsage,
  type CloudWatchAccess,
} from '../../../cost/usage/cloudwatch-calls.ts';
import { SpendCapError } from '../../../cost/prices/paid-calls.ts';
import { planCalls, type UsageCall, type WantedSeries } from '../../../cost/usage/plan-calls.ts';
import { ListedSeries } from '../../../cost/usage/series-names.ts';
import { DAY_MS, dayName } from '../../../cost/usage/usage-days.ts';
import { usageRow } from '../../../cost/usage/usage-rows.ts';
import {
  settledKind,
  wantedMetrics,
  wantedSeries,
  type UsagePlace,
  type WantedUsage,
} from '../../../cost/usage/wanted-series.ts';
import type { UsageScope } from '../../../cost/usage/usage-scope.ts';
import type { Store } from '../../../store/store.ts';
import { USAGE, type UsageRow } from '../../../store/usage-tables.ts';
import { failedScope } from '../collect/failed-scope.ts';
import type { CollectedUsage } from './usage-report.ts';

const METRIC_DATA = ['cloudwatch:GetMetricData'];
const LIST = ['cloudwatch:ListMetrics'];

/** What is to be read in an account and region. */
export interface PlaceToRead {
  readonly place: UsagePlace;
  /** The kinds with series that lack days. */
  readonly due: readonly string[];
}

/** What a kind's read has come to. */
interface KindProgress {
  series: number;
  problem: Pick<CollectedUsage, 'outcome' | 'reason' | 'remedy'> | undefined;
}

/**
 * Reads the usage of a place: call by call, each stored before the next is paid. What was stored is not asked for again.
 *
 * @returns how each kind ended
 */
export async function readPlace(
  access: CloudWatchAccess,
  { place, due }: PlaceToRead,
  {
    store,
    wanted,
    signal,
  }: { readonly store: Store; readonly wanted: WantedUsage; readonly signal: AbortSignal },
): Promise<readonly CollectedUsage[]> {
  const { account, region } = place;
  const kinds = new Map<string, KindProgress>(
    due.map((kind) => [kind, { series: 0, problem: undefined }]),
  );
  const fail = (failed: Iterable<string>, error: unknown, permissions: readonly string[]): void => {
    signal.throwIfAborted();
    for (const kind of failed) {
      const progress = kinds.get(kind);
      if (progress !== undefined) progress.problem ??= endOf(error, permissions);
    }
  };
  const listed = new ListedSeries();
  for (const { namespace, metric, kinds: its } of listedMetrics(due, wanted)) {
    try {
      await listSeries(access, { namespace, metric }, listed, signal);
    } catch (error) {
      fail(its, error, LIST);
    }
  }
  const series = seriesOf(store, { account, region, kinds: due }, wanted, listed, signal);
  try {
    for await (const call of planCalls(series)) {
      const answer = await readUsage(access, call, signal);
      await store.addToParts(USAGE, rowsByDay(call, answer.values), signal);
      call.wanted.forEach(({ series: { kind } }, index) => {
        const progress = kinds.get(kind);
        if (progress === undefined) return;
        if (answer.values[index] !== undefined) progress.series += 1;
        else progress.problem ??= { outcome: 'incomplete', reason: answer.problem ?? '' };
      });
    }
  } catch (error) {
    fail(due, error, METRIC_DATA);
  }
  return [...place.kinds].map(([kind, resources]) => {
    const progress = kinds.get(kind);
    const base = { account, region, kind, resources, series: progress?.series ?? 0 };
    if (progress === undefined) return { ...base, outcome: 'not-due' };
    return { ...base, outcome: 'complete', ...progress.problem };
  });
}

/** The state of a place's scopes after it was read, for the store. */
export function scopesAfter(
  collected: readonly CollectedUsage[],
  known: ReadonlyMap<string, UsageScope>,
  wanted: WantedUsage,
): readonly UsageScope[] {
  return collected.flatMap(({ account, region, kind, outcome, reason, resources }) => {
    const before = known.get(scopeKey({ account, region, kind }));
    const usage = wanted.usages.get(kind);
    if (outcome === 'not-due' || usage === undefined) return before ?? [];
    const completeUntil =
      outcome === 'complete' ? settledKind(usage, wanted) : before?.completeUntil;
    return {
      ...{ account, region, kind, outcome, reason, resources, completeUntil },
      triedAt: wanted.now,
    };
  });
}

export function scopeKey({
  account,
  region,
  kind,
}: Pick<UsageScope, 'account' | 'region' | 'kind'>): string {
  return `${account}/${region}/${kind}`;
}

function endOf(
  error: unknown,
  permissions: readonly string[],
): Pick<CollectedUsage, 'outcome' | 'reason' | 'remedy'> {
  if (error instanceof SpendCapError) {
    const { message: reason, remedy = '' } = error;
    return { outcome: 'spend-cap', reason, remedy };
  }
  const { outcome, reason = '', remedy } = failedScope(error, permissions);
  return {
    outcome: outcome === 'denied' ? 'denied' : 'failed',
    reason,
    ...(remedy !== undefined && { remedy }),
  };
}

/** The metrics whose series CloudWatch must list first, each once, with the kinds that need them. */
function listedMetrics(
  kinds: readonly string[],
  wanted: WantedUsage,
): readonly {
  readonly namespace: string;
  readonly metric: string;
  readonly kinds: readonly string[];
}[] {
  const lists = new Map<string, { namespace: string; metric: string; kinds: string[] }>();
  for (const kind of kinds) {
    const usage = wanted.usages.get(kind);
    if (usage === undefined) continue;
    for (const [, { listed, metric, namespace = usage.namespace }] of wantedMetrics(
      usage,
      wanted,
    )) {
      if (listed === undefined) continue;
      const key = `${namespace} ${metric}`;
      const list = lists.get(key) ?? { namespace, metric, kinds: [] };
      lists.set(key, list);
      if (!list.kinds.includes(kind)) list.kinds.push(kind);
    }
  }
  return [...lists.values()];
}

async function* seriesOf(
  store: Store,
  {
    account,
    region,
    kinds,
  }: { readonly account: string; readonly region: string; readonly kinds: readonly string[] },
  wanted: WantedUsage,
  listed: ListedSeries,
  signal: AbortSignal,
): AsyncGenerator<readonly WantedSeries[], void> {
  for (const kind of kinds) {
    yield* wantedSeries(store, { account, region, kind }, wanted, listed, signal);
  }
}

/** The rows of the series that were read completely, by day, the oldest first. */
function rowsByDay(
  { from, until, period, wanted }: UsageCall,
  values: readonly (readonly (number | null)[] | undefined)[],
): ReadonlyMap<string, readonly UsageRow[]> {
  const perDay = DAY_MS / 1_000 / period;
  const days = new Map<string, UsageRow[]>();
  for (let day = from, place = 0; day < until; day += DAY_MS, place += perDay) {
    const rows = wanted.flatMap(({ series }, index) => {
      const its = values[index]?.slice(place, place + perDay);
      return its === undefined ? [] : [usageRow(series, day, its)];
    });
    days.set(dayName(day), rows);
  }
  return days;
}
