import pLimit from 'p-limit';
import { classify } from '../../aws/errors.ts';
import { remedyFor } from '../../aws/remedy.ts';
import type { AccountCandidate } from '../../aws/session.ts';
import { accountsText, countOf, groupedByProblem, type AccountProblem } from './account-results.ts';
import type { Check, CheckResult } from './check.ts';

/** Roles that are assumed at once. */
const AT_ONCE = 32;

/** Can each account be opened with its role? */
export const accountsCheck: Check = {
  name: 'accounts',
  async run(context, signal) {
    const accounts = await context.accounts();
    const { strategy } = context.runtime.discovery;
    const missing = missingAccounts(accounts, context.options.accounts);
    if (accounts.length === 0 && missing.length === 0) {
      const fix = 'check ouId, and the role of accountRoleArn';
      return [{ status: 'failed', message: 'no account was found', fix }];
    }
    const limit = pLimit(AT_ONCE);
    const problems = (
      await Promise.all(accounts.map((account) => limit(() => problemOf(account, signal))))
    ).flat();
    const failed = new Set(problems.map(({ accountId }) => accountId));
    const opened = accounts.filter(({ account }) => !failed.has(account.id));
    const how = strategy === 'single' ? 'read with these credentials' : 'role assumed';
    const ok: CheckResult = {
      status: 'ok',
      message: `${countOf(opened.length, 'account')}: ${how} (${strategy})`,
      details: opened.map(({ account: { id, name } }) => ({ accountId: id, name })),
    };
    return [...(opened.length > 0 ? [ok] : []), ...missing, ...groupedByProblem(problems)];
  },
};

async function problemOf(
  candidate: AccountCandidate,
  signal: AbortSignal,
): Promise<readonly AccountProblem[]> {
  const accountId = candidate.account.id;
  try {
    await candidate.open(signal);
    return [];
  } catch (error) {
    if (signal.aborted) {
      const fix = 'wait longer: --timeout 60, or check fewer: --accounts';
      return [{ accountId, status: 'unknown', message: 'not checked in time', fix }];
    }
    const failure = classify(error);
    const { message } = failure;
    const fix = remedyFor(failure, ['sts:AssumeRole']);
    return [{ accountId, status: 'failed', message, fix }];
  }
}

function missingAccounts(
  accounts: readonly AccountCandidate[],
  wanted: ReadonlySet<string> | undefined,
): readonly CheckResult[] {
  const found = new Set(accounts.map(({ account }) => account.id));
  const missing = [...(wanted ?? [])].filter((id) => !found.has(id));
  if (missing.length === 0) return [];
  return [
    {
      status: 'failed',
      message: `${accountsText(missing)}: not among the accounts of these settings`,
      fix: 'check --accounts, accountRoleArn and accountRoleArns',
    },
  ];
}
