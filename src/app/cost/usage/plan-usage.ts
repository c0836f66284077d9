import { decimalText } from '../../../cost/money/decimal.ts';
import { usageCost } from '../../../cost/usage/cloudwatch-calls.ts';
import { planCalls, type WantedSeries } from '../../../cost/usage/plan-calls.ts';
import { DAY_MS } from '../../../cost/usage/usage-days.ts';
import type { UsageScope } from '../../../cost/usage/usage-scope.ts';
import {
  settledKind,
  wantedMetrics,
  wantedSeries,
  type UsagePlace,
  type WantedUsage,
} from '../../../cost/usage/wanted-series.ts';
import type { Store } from '../../../store/store.ts';
import { scopeKey, type PlaceToRead } from './read-place.ts';
import type { UsagePlan } from './usage-report.ts';

export interface UsageToPlan {
  readonly places: readonly UsagePlace[];
  /** How each scope was last read, by its key. */
  readonly scopes: ReadonlyMap<string, UsageScope>;
  readonly wanted: WantedUsage;
}

/**
 * What is to be read, and what it costs, from the store alone. The places whose usage is the oldest come first: under a
 * cap, each gets its turn.
 */
export async function planUsage(
  store: Pick<Store, 'query'>,
  { places, scopes, wanted }: UsageToPlan,
  signal: AbortSignal,
): Promise<{ readonly plan: UsagePlan; readonly due: readonly PlaceToRead[] }> {
  let calls = 0;
  let metrics = 0;
  let hasListed = false;
  const due: PlaceToRead[] = [];
  for (const place of places) {
    const dueKinds = new Set<string>();
    async function* series(): AsyncGenerator<readonly WantedSeries[], void> {
      for (const kind of place.kinds.keys()) {
        if (isListedDue(place, kind)) dueKinds.add(kind);
        for await (const batch of wantedSeries(
          store,
          { ...place, kind },
          wanted,
          undefined,
          signal,
        )) {
          dueKinds.add(kind);
          yield batch;
        }
      }
    }
    for await (const call of planCalls(series())) {
      calls += 1;
      metrics += call.wanted.length;
    }
    hasListed ||= [...dueKinds].some(isListed);
    due.push({ place, due: [...dueKinds] });
  }
  const read = due.filter((one) => one.due.length > 0).length;
  const usd = decimalText(usageCost(metrics));
  return {
    plan: { places: read, calls, metrics, usd, hasListed },
    due: due.sort((one, other) => oldestOf(one) - oldestOf(other)),
  };

  function isListed(kind: string): boolean {
    const usage = wanted.usages.get(kind);
    return (
      usage !== undefined &&
      wantedMetrics(usage, wanted).some(([, { listed }]) => listed !== undefined)
    );
  }

  /** Whether metrics that CloudWatch lists may have days that the store lacks. */
  function isListedDue({ account, region }: UsagePlace, kind: string): boolean {
    const usage = wanted.usages.get(kind);
    if (usage === undefined || !isListed(kind)) return false;
    const known = scopes.get(scopeKey({ account, region, kind }));
    if (known?.completeUntil === undefined || known.outcome !== 'complete') return true;
    return settledKind(usage, wanted) - known.completeUntil >= wanted.everyDays * DAY_MS;
  }

  function oldestOf({ place: { account, region }, due: kinds }: PlaceToRead): number {
    const ends = kinds.map(
      (kind) => scopes.get(scopeKey({ account, region, kind }))?.completeUntil ?? 0,
    );
    return Math.min(...ends, Number.MAX_SAFE_INTEGER);
  }
}
