import { EXPORT_TYPES } from '../../../cost/billing/charge-source.ts';
import { decimalText } from '../../../cost/money/decimal.ts';
import type { CountedPaidCalls, PaidCalls } from '../../../cost/prices/paid-calls.ts';
import { firstKeptPeriod, removeExpired } from '../bill/charge-retention.ts';
import { payersOfMember } from '../bill/member-bills.ts';
import { adviceWork, inAdviceOrder, type AdviceWork } from './advice/advice-work.ts';
import { collectAdvice } from './advice/collect-advice.ts';
import { collectExplorer, leastExplorerPlan } from './collect-explorer.ts';
import { collectExport, knownOutcome, scopeOf } from './collect-exports.ts';
import type { CollectOptions } from './collect-options.ts';
import type { CollectedScope, CollectPlan, CollectReport } from './collect-report.ts';
import { collectedPeriods, type CollectedPeriod } from './collected-periods.ts';
import { downloadFolder } from './download-folder.ts';
import { explorerNeeds, outOfReach } from './explorer-plan.ts';
import { findExportPeriods, sourceOf, type FoundPeriod } from './export-sources.ts';
import type { Payer } from './payer-accounts.ts';

/** What is to be read for a payer account. */
interface PayerWork {
  readonly payer: Payer;
  readonly exports: readonly FoundPeriod[];
  /** Newest first. */
  readonly explorerMonths: readonly string[];
  /** See {@link CollectPlan.outOfReach}. */
  readonly outOfReach: readonly string[];
}

/**
 * Collects the bill: from exports in S3, and from Cost Explorer where there is none; then what AWS tells besides. Each
 * payer account's billing period is replaced whole or stays as it is.
 *
 * @param calls the record of paid calls: the report says how many were added
 * @throws {CollectionRunningError} while another collection uses the same state folder
 */
export async function collectBill(
  options: CollectOptions,
  calls: Pick<CountedPaidCalls, 'total'>,
): Promise<CollectReport> {
  const { store, stored, payers, signal } = options;
  // Before anything is planned: what another collection reads meanwhile would be read, and paid, again.
  await using folder = store === undefined ? undefined : await downloadFolder(options.stateFolder);
  const collected = await collectedPeriods(stored, signal);
  const scopes: CollectedScope[] = [];
  const add = (scope: CollectedScope): void => {
    scopes.push(scope);
    options.onScope?.(scope);
  };
  const notes: string[] = [];
  const work: PayerWork[] = [];
  const opened = await payers.payers(options.accounts);
  for (const [index, payer] of opened.entries()) {
    const found = await workOf(payer, index === 0, collected, options);
    work.push(found.work);
    for (const scope of found.scopes) add(scope);
    notes.push(...found.notes);
  }
  const advice = await adviceWork(opened, options);
  for (const scope of advice.scopes) add(scope);
  const plan = planOf(work, advice, notes);
  options.onPlan?.(plan);
  if (store === undefined || folder === undefined)
    return { isDryRun: true, plan, scopes, paid: paidOf(calls) };
  for (const { exports } of work) {
    for (const found of exports) {
      add(await collectExport(found, folder.path, store, options));
    }
  }
  for (const { payer, explorerMonths: months } of work) {
    if (months.length === 0 || options.cap === undefined) continue;
    const { cap } = options;
    const collection = { payer, months, cap, store, folder: folder.path };
    for await (const scope of collectExplorer(collection, options)) add(scope);
  }
  const isBillCut = scopes.some(({ outcome }) => outcome === 'spend-cap');
  const advised: CollectedScope[] = [];
  for await (const scope of collectAdvice({ store, work: advice, isBillCut }, options)) {
    const isUnused = options.sources === undefined && scope.outcome === 'not-enabled';
    const ended = isUnused ? { ...scope, isUnused } : scope;
    advised.push(ended);
    options.onScope?.(ended);
  }
  scopes.push(...advised.sort(inAdviceOrder));
  const { now, retentionMonths } = options;
  await removeExpired(store, { now: now(), retentionMonths }, signal);
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
  const wantsExports = sources === undefined || EXPORT_TYPES.some((type) => sources.has(type));
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
  let unreachable: readonly string[] = [];
  if (sources?.has('cost-explorer') !== false && isKnown) {
    const exported = new Set(periods.map(({ period }) => period));
    const others = await payersOfMember(options.stored, account, options.signal);
    unreachable = outOfReach(new Set([...exported, ...others.keys()]), options);
    if (unreachable.length > 0) {
      notes.push(
        `Cost Explorer has 14 months, and no export of ${account} has ${unreachable.join(', ')}`,
      );
    }
    const needs = explorerNeeds(account, exported, collected, others, options);
    if (cap !== undefined) {
      scopes.push(...needs.known);
      explorerMonths = needs.months;
    } else if (needs.months.length > 0) {
      notes.push(
        `Cost Explorer is not asked for ${needs.months.join(', ')} of ${account}: it is paid, and no setting allows it: LONGSHORE_SPEND_CAP_USD, LONGSHORE_COST_API_BUDGET_USD`,
      );
    }
  }
  return {
    work: { payer, exports, explorerMonths, outOfReach: unreachable },
    scopes,
    notes,
  };
}

function isWanted(
  { period }: FoundPeriod,
  { from, to, now, retentionMonths }: CollectOptions,
): boolean {
  if (period < firstKeptPeriod(now(), retentionMonths)) return false;
  return (from === undefined || period >= from) && (to === undefined || period <= to);
}

function planOf(
  work: readonly PayerWork[],
  advice: AdviceWork,
  notes: readonly string[],
): CollectPlan {
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
    advice: advice.planned,
    outOfReach: [...new Set(work.flatMap(({ outOfReach: months }) => months))].sort(),
    notes: [...notes, ...advice.notes],
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
