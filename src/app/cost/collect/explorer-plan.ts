import { chargesPart } from '../../../store/charges.ts';
import { firstKeptPeriod } from '../bill/charge-retention.ts';
import type { CollectOptions } from './collect-options.ts';
import type { CollectedScope } from './collect-report.ts';
import type { CollectedPeriod } from './collected-periods.ts';

/** Months before the current one that Cost Explorer has. */
const MOST_MONTHS = 13;
const DAY_MS = 86_400_000;

/** Which months of an account are asked of Cost Explorer. */
export interface ExplorerNeeds {
  /** Newest first. */
  readonly months: readonly string[];
  /** Those that need not be asked. */
  readonly known: readonly CollectedScope[];
}

/**
 * The months that no export has, and that are neither final nor fresh.
 *
 * @param exported months that an export has
 */
export function explorerNeeds(
  account: string,
  exported: ReadonlySet<string>,
  collected: ReadonlyMap<string, CollectedPeriod>,
  options: CollectOptions,
): ExplorerNeeds {
  const months: string[] = [];
  const known: CollectedScope[] = [];
  for (const month of monthsOf(options)) {
    if (exported.has(month)) continue;
    const stored = collected.get(chargesPart(account, month));
    const outcome = outcomeOf(stored, options);
    if (outcome === undefined) months.push(month);
    else
      known.push({
        source: 'cost-explorer',
        name: 'Cost Explorer',
        account,
        period: month,
        outcome,
      });
  }
  return { months, known };
}

/** The months of the collection that Cost Explorer can have, newest first. */
export function monthsOf({
  from,
  to,
  lookbackDays,
  retentionMonths,
  now,
}: Pick<
  CollectOptions,
  'from' | 'to' | 'lookbackDays' | 'retentionMonths' | 'now'
>): readonly string[] {
  const at = now();
  const current = monthAt(at);
  const first = [
    from ?? monthAt(at - lookbackDays * DAY_MS),
    firstKeptPeriod(at, Math.min(MOST_MONTHS, retentionMonths)),
  ].reduce((one, other) => (one > other ? one : other));
  const last = to === undefined || to > current ? current : to;
  const months: string[] = [];
  for (let month = last; month >= first; month = monthBefore(month)) months.push(month);
  return months;
}

function outcomeOf(
  stored: CollectedPeriod | undefined,
  { isAgain, minAgeMs, now }: CollectOptions,
): 'final' | 'unchanged' | 'kept' | undefined {
  if (stored === undefined) return undefined;
  if (stored.source !== 'cost-explorer') return 'kept';
  if (isAgain) return undefined;
  if (stored.isFinal) return 'final';
  return now() - stored.collectedAt < minAgeMs ? 'unchanged' : undefined;
}

export function monthAt(time: number): string {
  return new Date(time).toISOString().slice(0, 'YYYY-MM'.length);
}

function monthBefore(month: string): string {
  return monthAt(Date.parse(`${month}-01`) - DAY_MS);
}
