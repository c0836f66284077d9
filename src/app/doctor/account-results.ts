import { count } from '../../lib/table.ts';
import type { CheckResult, CheckStatus } from './check.ts';

/** Accounts that a line names; the rest are counted. */
const MAX_NAMED = 3;

/** A problem of one account. */
export interface AccountProblem {
  readonly accountId: string;
  readonly status: CheckStatus;
  readonly message: string;
  readonly fix: string;
}

/** One line for all accounts that have the same problem. */
export function groupedByProblem(problems: readonly AccountProblem[]): readonly CheckResult[] {
  const groups = new Map<string, AccountProblem[]>();
  for (const problem of problems) {
    const { status, message, fix, accountId } = problem;
    const key = JSON.stringify([
      status,
      ...[message, fix].map((text) => text.replaceAll(accountId, '…')),
    ]);
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const ids = group.map(({ accountId }) => accountId).sort();
    return [
      {
        status: first.status,
        message: `${accountsText(ids)}: ${first.message}`,
        fix: first.fix,
        details: group.map(({ accountId, message }) => ({ accountId, message })),
      },
    ];
  });
}

/** `account 210000000001`, `accounts 210000000001, 210000000002 and 7 more` */
export function accountsText(ids: readonly string[]): string {
  const others = ids.length - MAX_NAMED;
  const named = ids.slice(0, MAX_NAMED).join(', ');
  return `account${ids.length === 1 ? '' : 's'} ${named}${others > 0 ? ` and ${count(others)} more` : ''}`;
}

/** `1 account`, `2,000 accounts` */
export function countOf(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}
