import { rm } from 'node:fs/promises';
import path from 'node:path';
import {
  dayAfterMonth,
  EXPLORER_NAME,
  ExplorerFile,
  explorerRows,
} from '../../../cost/billing/explorer-file.ts';
import { explorerWaitMinutes, USD_PER_REQUEST } from '../../../cost/explorer/explorer-calls.ts';
import {
  explorerCosts,
  explorerMonths,
  queriesFor,
  type ExplorerMonth,
} from '../../../cost/explorer/explorer-bill.ts';
import { paysForOthers } from '../../../cost/explorer/pays-for-others.ts';
import { decimal, decimalText, minus, plus, times, ZERO } from '../../../cost/money/decimal.ts';
import type { SpendCap, SpendRoom } from '../../../cost/prices/paid-calls.ts';
import { LongshoreError } from '../../../lib/errors.ts';
import { plural } from '../../../lib/plural.ts';
import { CHARGES, chargesPart } from '../../../store/charges.ts';
import type { Store } from '../../../store/store.ts';
import type { CollectOptions } from './collect-options.ts';
import type { CollectedScope, PlannedExplorer } from './collect-report.ts';
import { removeCoveredMembers } from '../bill/member-bills.ts';
import { recordCollection } from './collected-periods.ts';
import { explorerAccess } from './explorer-access.ts';
import { failedScope } from './failed-scope.ts';
import type { Payer } from './payer-accounts.ts';

export const EXPLORER_PERMISSIONS = [
  'ce:GetCostAndUsage',
  'organizations:DescribeOrganization',
] as const;

const SOURCE = { source: 'cost-explorer', name: EXPLORER_NAME } as const;
/** Days and months are rounded apart: their sums may differ by less. In the currency's unit. */
const LEAST_DIFFERENCE = decimal('0.005');
const DAY_MS = 86_400_000;

/** Thrown when the days of a month do not add up to the month. Nothing was stored; a later run reads it again. */
export class ExplorerSumError extends LongshoreError {
  readonly code = 'explorer-sum';
  readonly audience = 'operator';
}

export interface ExplorerCollection {
  readonly payer: Payer;
  /** Newest first. */
  readonly months: readonly string[];
  readonly cap: SpendCap;
  readonly store: Store;
  readonly folder: string;
}

/** What reading these months needs at least: the regions of all, and one query for each. */
export function leastExplorerPlan(account: string, months: readonly string[]): PlannedExplorer {
  return plannedRequests(account, months, 1 + months.length, false);
}

/**
 * Reads months from Cost Explorer, newest first. A month that the cap does not allow is not begun; a later run goes on
 * there.
 */
export async function* collectExplorer(
  { payer, months, cap, store, folder }: ExplorerCollection,
  options: CollectOptions,
): AsyncGenerator<CollectedScope, void> {
  const { signal } = options;
  const { session } = payer;
  const account = session.accountId;
  const access = explorerAccess(payer, cap);
  const until = tomorrow(options.now());
  let isOrganization: boolean;
  let found: ReadonlyMap<string, ExplorerMonth>;
  try {
    isOrganization = await paysForOthers(payer.clients, session.account, signal);
    options.onStep?.('Asking Cost Explorer for the regions with spend');
    const from = `${months.at(-1) ?? ''}-01`;
    found = await explorerMonths(access, { from, until: endOf(months[0] ?? '', until) }, signal);
  } catch (error) {
    signal.throwIfAborted();
    const ended = failedScope(error, EXPLORER_PERMISSIONS);
    for (const period of months) yield { ...SOURCE, account, period, ...ended };
    return;
  }
  const queries = (month: string): number => {
    const its = found.get(month);
    return its === undefined ? 0 : queriesFor(its, isOrganization);
  };
  const requests = 1 + months.reduce((sum, month) => sum + queries(month), 0);
  options.onExplorerPlan?.(plannedRequests(account, months, requests, true));
  for (const month of months) {
    const base = { ...SOURCE, account, period: month };
    const needed = times(USD_PER_REQUEST, decimal(String(queries(month))));
    const room = await cap.room();
    if (needed > room.left) {
      yield { ...base, outcome: 'spend-cap', ...overCap(queries(month), room) };
      continue;
    }
    options.onStep?.(`Reading ${month} from Cost Explorer`);
    const details = found.get(month) ?? nothingIn(month);
    const time = { from: `${month}-01`, until: endOf(month, until) };
    try {
      const costs = explorerCosts(access, details, { time, isOrganization }, signal);
      const stored = await storeMonth({ account, details, costs, store, folder }, options);
      await removeCoveredMembers(store, signal);
      yield { ...base, outcome: 'complete', ...stored };
    } catch (error) {
      signal.throwIfAborted();
      yield { ...base, ...failedScope(error, EXPLORER_PERMISSIONS) };
    }
  }
}

interface MonthToStore {
  readonly account: string;
  readonly details: ExplorerMonth;
  readonly costs: ReturnType<typeof explorerCosts>;
  readonly store: Store;
  readonly folder: string;
}

async function storeMonth(
  { account, details, costs, store, folder }: MonthToStore,
  { now, signal }: CollectOptions,
): Promise<Pick<CollectedScope, 'charges' | 'billed'>> {
  const { month } = details;
  const file = path.join(folder, `cost-explorer-${account}-${month}.csv`);
  const part = chargesPart(account, month);
  const collectedAt = now();
  let sum = ZERO;
  let currency = 'USD';
  try {
    await using written = await ExplorerFile.create(file, { account, month });
    for await (const cost of costs) {
      sum = plus(sum, cost.unblended);
      ({ currency } = cost);
      await written.add(cost);
    }
    await written.end();
    const difference = minus(sum, details.unblended);
    if (difference > LEAST_DIFFERENCE || difference < minus(ZERO, LEAST_DIFFERENCE)) {
      throw new ExplorerSumError(
        `the days of ${month} add up to ${decimalText(sum)}, and the month is ${decimalText(details.unblended)}`,
        { remedy: 'run again: AWS may have refreshed the bill meanwhile; nothing was replaced' },
      );
    }
    const { rows } = written;
    if (rows === 0) await store.replacePart(CHARGES, part, noRows(), signal);
    else {
      await store.replacePartsFrom(
        CHARGES,
        {
          files: [file],
          parts: new Map([[part, rows]]),
          sql: (linked) => explorerRows(collectedAt, linked),
        },
        signal,
      );
    }
    await recordCollection(
      store,
      {
        ...{ account, period: month, source: SOURCE.source, sourceName: SOURCE.name, collectedAt },
        ...{ location: 'ce:GetCostAndUsage', version: String(collectedAt), charges: rows },
      },
      signal,
    );
    return { charges: rows, billed: { [currency]: decimalText(sum) } };
  } finally {
    await rm(file, { force: true });
  }
}

async function* noRows(): AsyncGenerator<never, void> {
  // A month without charges.
}

function plannedRequests(
  account: string,
  months: readonly string[],
  requests: number,
  isExact: boolean,
): PlannedExplorer {
  const usd = decimalText(times(USD_PER_REQUEST, decimal(String(requests))));
  return { account, months, requests, isExact, usd, waitMinutes: explorerWaitMinutes(requests) };
}

/** Why a scope is not begun that needs so many paid requests. */
export function overCap(
  requests: number,
  { left, time, remedy }: SpendRoom,
): Pick<CollectedScope, 'reason' | 'remedy'> {
  return {
    reason: `needs ${plural(requests, 'paid request')}, and ${decimalText(left)} USD are left ${time}`,
    remedy: `${remedy}: the next collection goes on here`,
  };
}

function nothingIn(month: string): ExplorerMonth {
  return { month, regions: [], others: new Map(), unblended: ZERO };
}

/** The day after the last one: not later than tomorrow. */
function endOf(month: string, until: string): string {
  const end = dayAfterMonth(month);
  return end < until ? end : until;
}

function tomorrow(now: number): string {
  return new Date(now + DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);
}
