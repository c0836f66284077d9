import { chargesPart } from '../../../store/charges.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import { firstKeptPeriod } from '../bill/charge-retention.ts';
import type { CollectOptions } from './collect-options.ts';
import type { CollectedScope } from './collect-report.ts';
import type { CollectedPeriod } from './collected-periods.ts';

/** Months before the current one that Cost Explorer has. */
const MOST_MONTHS = 13;
const DAY_MS = 86_400_000;

/**
 * @param month `2026-10`
 * @throws {ConfigurationError} for a month that Cost Explorer cannot have: the request would be paid anyway
 */
export function assertInExplorer(month: string, now: number): void {
  const first = firstExplorerMonth(now);
  const current = monthAt(now);
  if (month >= first && month <= current) return;
  throw new ConfigurationError(
    month > current ? `${month} is in the future` : `Cost Explorer no longer has ${month}`,
    { remedy: `choose a month from ${first} to ${current}` },
  );
}

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
 * @param payers of months in which another account's bill has its charges
 */
export function explorerNeeds(
  account: string,
  exported: ReadonlySet<string>,
  collected: ReadonlyMap<string, CollectedPeriod>,
  payers: ReadonlyMap<string, string>,
  options: CollectOptions,
): ExplorerNeeds {
  const months: string[] = [];
  const known: CollectedScope[] = [];
  for (const month of monthsOf(options)) {
    if (exported.has(month)) continue;
    const base = { source: 'cost-explorer', name: 'Cost Explorer', account, period: month };
    const payer = payers.get(month);
    if (payer !== undefined) {
      const reason = `the bill of ${payer} has the charges of this account`;
      known.push({ ...base, outcome: 'kept', reason });
      continue;
    }
    const outcome = outcomeOf(collected.get(chargesPart(account, month)), options);
    if (outcome === undefined) months.push(month);
    else known.push({ ...base, outcome });
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

/** The first month that Cost Explorer has. @param now milliseconds since the Unix epoch */
export function firstExplorerMonth(now: number): string {
  return firstKeptPeriod(now, MOST_MONTHS);
}

/**
 * The months of a collection that are older than what Cost Explorer has, and that no export has. None without a first
 * month.
 *
 * @param exported months that an export has
 */
export function outOfReach(
  exported: ReadonlySet<string>,
  { from, to, now }: Pick<CollectOptions, 'from' | 'to' | 'now'>,
): readonly string[] {
  if (from === undefined) return [];
  const months: string[] = [];
  let month = monthBefore(firstExplorerMonth(now()));
  for (; month >= from; month = monthBefore(month)) {
    if (!exported.has(month) && (to === undefined || month <= to)) months.push(month);
  }
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
