import { decimalText } from '../../../cost/money/decimal.ts';
import type { CountedPaidCalls, PaidCalls } from '../../../cost/prices/paid-calls.ts';
import { firstKeptPeriod } from '../bill/charge-retention.ts';
import { collectExplorer, leastExplorerPlan } from './collect-explorer.ts';
import { collectExport, knownOutcome, scopeOf } from './collect-exports.ts';
import type { CollectOptions } from './collect-options.ts';
import type { CollectedScope, CollectPlan, CollectReport } from './collect-report.ts';
import { collectedPeriods, type CollectedPeriod } from './collected-periods.ts';
import { downloadFolder } from './download-folder.ts';
import { explorerNeeds } from './explorer-plan.ts';
import { findExportPeriods, sourceOf, type FoundPeriod } from './export-sources.ts';
import type { Payer } from './payer-accounts.ts';

/** What is to be read for a payer account. */
interface PayerWork {
  readonly payer: Payer;
  readonly exports: readonly FoundPeriod[];
  /** Newest first. */
  readonly explorerMonths: readonly string[];
}

/**
 * Collects the bill: from exports in S3, and from Cost Explorer where there is none. Each payer account's billing
 * period is replaced whole or stays as it is.
 *
 * @param calls the record of paid calls: the report says how many were added
 */
export async function collectBill(
  options: CollectOptions,
  calls: Pick<CountedPaidCalls, 'total'>,
): Promise<CollectReport> {
  const { store, stored, payers, signal } = options;
  const collected = await collectedPeriods(stored, signal);
  const scopes: CollectedScope[] = [];
  const notes: string[] = [];
  const work: PayerWork[] = [];
  const opened = await payers.payers(options.accounts);
  for (const [index, payer] of opened.entries()) {
    const found = await workOf(payer, index === 0, collected, options);
    work.push(found.work);
    scopes.push(...found.scopes);
    notes.push(...found.notes);
  }
  const plan = planOf(work, notes);
  options.onPlan?.(plan);
  if (store === undefined) return { isDryRun: true, plan, scopes, paid: paidOf(calls) };
  await using folder = await downloadFolder(options.stateFolder);
  for (const { exports } of work) {
    for (const found of exports) {
      scopes.push(await collectExport(found, folder.path, store, options));
    }
  }
  for (const { payer, explorerMonths: months } of work) {
    if (months.length === 0 || options.cap === undefined) continue;
    const { cap } = options;
    const collection = { payer, months, cap, store, folder: folder.path };
    for await (const scope of collectExplorer(collection, options)) scopes.push(scope);
  }
  return { isDryRun: false, plan, scopes, paid: paidOf(calls) };
}

async function workOf(
  payer: Payer,
  isFirst: boolean,
  collected: ReadonlyMap<string, CollectedPeriod>,
  options: CollectOptions,
): Promise<{
  readonly work: PayerWork;
  readonly scopes: readonly CollectedScope[];
  readonly notes: readonly string[];
}> {
  const { sources, cap, isAgain } = options;
  const account = payer.session.accountId;
  const wantsExports = sources === undefined || [...sources].some((one) => one !== 'cost-explorer');
  // Exports of the settings belong to the first payer account.
  const places = options.exports === undefined || isFirst ? options.exports : [];
  const { periods, failed, isKnown } = wantsExports
    ? await findExportPeriods(payer, places, options)
    : { periods: [], failed: [], isKnown: true };
  const scopes = [...failed];
  const exports: FoundPeriod[] = [];
  for (const found of periods.filter((one) => isWanted(one, options))) {
    const outcome = isAgain ? undefined : knownOutcome(found, collected);
    if (outcome === undefined) exports.push(found);
    else scopes.push({ ...scopeOf(found), outcome });
  }
  const notes: string[] = [];
  let explorerMonths: readonly string[] = [];
  if (sources?.has('cost-explorer') !== false && isKnown) {
    const exported = new Set(periods.map(({ period }) => period));
    const needs = explorerNeeds(account, exported, collected, options);
    if (cap !== undefined) {
      scopes.push(...needs.known);
      explorerMonths = needs.months;
    } else if (needs.months.length > 0) {
      notes.push(
        `Cost Explorer is not asked for ${needs.months.join(', ')} of ${account}: it is paid, and LONGSHORE_SPEND_CAP_USD is 0`,
      );
    }
  }
  return { work: { payer, exports, explorerMonths }, scopes, notes };
}

function isWanted(
  { period }: FoundPeriod,
  { from, to, now, retentionMonths }: CollectOptions,
): boolean {
  if (period < firstKeptPeriod(now(), retentionMonths)) return false;
  return (from === undefined || period >= from) && (to === undefined || period <= to);
}

function planOf(work: readonly PayerWork[], notes: readonly string[]): CollectPlan {
  return {
    exports: work.flatMap(({ exports }) =>
      exports.map(({ place, account, period }) => ({
        ...{ account, name: place.name, source: sourceOf(place), period },
      })),
    ),
    explorer: work
      .filter(({ explorerMonths }) => explorerMonths.length > 0)
      .map(({ payer, explorerMonths }) =>
        leastExplorerPlan(payer.session.accountId, explorerMonths),
      ),
    notes,
  };
}

function paidOf({ total }: Pick<CountedPaidCalls, 'total'>): CollectReport['paid'] {
  return { requests: total.requests, usd: decimalText(total.amount) };
}

/** A record of paid calls for a dry run, which makes none. */
export const NO_PAID_CALLS: PaidCalls = {
  spent: () => Promise.reject(new TypeError('a dry run pays nothing')),
  record: () => Promise.reject(new TypeError('a dry run pays nothing')),
};
