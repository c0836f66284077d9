import type { Account } from '../../../../aws/account.ts';
import type { AccountSession } from '../../../../aws/session.ts';
import {
  ADVICE_FACTS,
  ADVICE_SOURCES,
  isPaidAdvice,
  type AdviceSource,
  type PaidAdvice,
} from '../../../../cost/advice/advice-source.ts';
import { PLAN_TYPES, RESERVED_SERVICES } from '../../../../cost/advice/purchases.ts';
import { USD_PER_REQUEST } from '../../../../cost/explorer/explorer-calls.ts';
import { decimal, decimalText, times } from '../../../../cost/money/decimal.ts';
import type { CollectOptions } from '../collect-options.ts';
import type { CollectedScope, PlannedAdvice } from '../collect-report.ts';
import { failedScope } from '../failed-scope.ts';
import type { Payer } from '../payer-accounts.ts';
import { AdviceRecords, type AdviceScope } from './advice-records.ts';

/** An account that is asked for its budgets and for Compute Optimizer's advice. */
export interface AdviceAccount {
  readonly account: Account;
  open(signal: AbortSignal): Promise<AccountSession>;
}

/** A source that an account is asked for, with the payer account that it belongs to. */
export interface AdviceTask {
  readonly source: AdviceSource;
  readonly payer: Payer;
  readonly asked: AdviceAccount;
}

/** What is to be read, and what need not be. */
export interface AdviceWork {
  readonly tasks: readonly AdviceTask[];
  readonly planned: readonly PlannedAdvice[];
  readonly scopes: readonly CollectedScope[];
  readonly notes: readonly string[];
  readonly records: AdviceRecords;
}

/** The fewest requests of each paid source: anomalies need one more, for the names of their monitors. */
export const LEAST_REQUESTS: Readonly<Record<PaidAdvice, number>> = {
  anomalies: 2,
  rightsizing: 1,
  'savings-plans-purchase': PLAN_TYPES.length,
  'reservation-purchase': RESERVED_SERVICES.length,
};

/** Sources that each account is asked for; the others see the whole organization from the payer account. */
const BY_ACCOUNT: readonly AdviceSource[] = ['budgets', 'compute-optimizer'];

/** Finds out which accounts to ask, and for what. It makes free calls only. */
export async function adviceWork(
  payers: readonly Payer[],
  options: CollectOptions,
): Promise<AdviceWork> {
  const { sources, cap, stored, signal } = options;
  const wanted = ADVICE_SOURCES.filter((source) => sources?.has(source) !== false);
  const records = await AdviceRecords.read(wanted.length === 0 ? undefined : stored, signal);
  const scopes: CollectedScope[] = [];
  const tasks: AdviceTask[] = [];
  const known: AdviceScope[] = [];
  const add = (task: AdviceTask): void => {
    const fresh = freshScopes(task, records, options);
    if (fresh === undefined) tasks.push(task);
    else known.push(...fresh);
  };
  const byAccount = wanted.filter((source) => BY_ACCOUNT.includes(source));
  const [first] = payers;
  if (first !== undefined && byAccount.length > 0) {
    const { accounts, failed } = await askedAccounts(first, payers, signal);
    scopes.push(...failed);
    for (const source of byAccount) {
      for (const asked of accounts) {
        const own = payers.find(({ session }) => session.accountId === asked.account.id);
        add({ source, payer: own ?? first, asked });
      }
    }
  }
  const unpaid: AdviceSource[] = [];
  for (const source of wanted.filter((one) => !BY_ACCOUNT.includes(one))) {
    if (isPaidAdvice(source) && cap === undefined) {
      unpaid.push(source);
      continue;
    }
    for (const payer of payers) {
      // AWS has the Hub in its commercial partition alone.
      const { partition } = payer.session.account;
      if (source === 'cost-optimization-hub' && partition !== 'aws') continue;
      add({ source, payer, asked: accountOf(payer) });
    }
  }
  scopes.push(...known.map((scope) => ({ ...scopeOf(scope), outcome: 'unchanged' as const })));
  return { tasks, planned: plannedOf(tasks), scopes, notes: notesOf(unpaid), records };
}

/** As a scope of the report. */
export function scopeOf({
  source,
  account,
  region,
}: AdviceScope): Pick<CollectedScope, 'source' | 'name' | 'account' | 'period' | 'region'> {
  const { title: name } = ADVICE_FACTS[source];
  return { source, name, account, period: undefined, ...(region !== undefined && { region }) };
}

/** By source as they are listed, account and region: scopes end in any order. */
export function inAdviceOrder(one: CollectedScope, other: CollectedScope): number {
  const rank = ({ source }: CollectedScope): number =>
    ADVICE_SOURCES.findIndex((known) => known === source);
  const place = ({ account, region = '' }: CollectedScope): string => `${account} ${region}`;
  return rank(one) - rank(other) || (place(one) < place(other) ? -1 : 1);
}

/** @returns undefined when the task must be done: something of it is too old, or was never read */
function freshScopes(
  { source, asked }: AdviceTask,
  records: AdviceRecords,
  { isAgain, minAgeMs, now }: CollectOptions,
): readonly AdviceScope[] | undefined {
  if (isAgain) return undefined;
  const account = asked.account.id;
  const scopes: readonly AdviceScope[] =
    source === 'compute-optimizer'
      ? records.regionsOf(source, account).map(({ region }) => ({ source, account, region }))
      : [{ source, account, region: undefined }];
  const areFresh = scopes.every((scope) => records.isFresh(scope, minAgeMs, now()));
  return scopes.length > 0 && areFresh ? scopes : undefined;
}

/** All accounts that the settings reach, with the payer accounts. */
async function askedAccounts(
  { runtime }: Payer,
  payers: readonly Payer[],
  signal: AbortSignal,
): Promise<{ readonly accounts: readonly AdviceAccount[]; readonly failed: readonly CollectedScope[] }> {
  const accounts = new Map(payers.map((payer) => [payer.session.accountId, accountOf(payer)]));
  try {
    for await (const { account, open } of runtime.discovery.candidates(signal)) {
      if (!accounts.has(account.id)) accounts.set(account.id, { account, open });
    }
    return { accounts: [...accounts.values()], failed: [] };
  } catch (error) {
    signal.throwIfAborted();
    const account = payers[0]?.session.accountId ?? '';
    const scope = { source: 'accounts', name: 'accounts', account, period: undefined };
    const failed = [{ ...scope, ...failedScope(error, ['organizations:ListAccounts']) }];
    return { accounts: [...accounts.values()], failed };
  }
} // prettier-ignore

function accountOf({ session }: Payer): AdviceAccount {
  return { account: session.account, open: () => Promise.resolve(session) };
}

function plannedOf(tasks: readonly AdviceTask[]): readonly PlannedAdvice[] {
  const bySource = new Map<AdviceSource, string[]>();
  for (const { source, asked } of tasks) {
    bySource.set(source, [...(bySource.get(source) ?? []), asked.account.id]);
  }
  return [...bySource].map(([source, accounts]) => {
    const each = isPaidAdvice(source) ? LEAST_REQUESTS[source] : 0;
    const requests = each * accounts.length;
    const usd = decimalText(times(USD_PER_REQUEST, decimal(String(requests))));
    return { source, name: ADVICE_FACTS[source].title, accounts, requests, usd };
  });
}

function notesOf(unpaid: readonly AdviceSource[]): readonly string[] {
  if (unpaid.length === 0) return [];
  return [
    `Not asked for, because each request is paid and no setting allows it: ${unpaid.join(', ')}. LONGSHORE_SPEND_CAP_USD or LONGSHORE_COST_API_BUDGET_USD allows it`,
  ];
}
