import type { Settings } from '../../../config/settings.ts';
import {
  commitmentCoverage,
  commitmentsOf,
  COMMITMENT_PERMISSIONS,
  type Commitment,
} from '../../../cost/explorer/commitments.ts';
import { dayAfterMonth } from '../../../cost/billing/explorer-file.ts';
import { decimal, ZERO } from '../../../cost/money/decimal.ts';
import { CountedPaidCalls, SpendCap, type PaidTotal } from '../../../cost/prices/paid-calls.ts';
import { StoredPaidCalls } from '../../../cost/prices/stored-paid-calls.ts';
import { ConfigurationError, LongshoreError } from '../../../lib/errors.ts';
import { openStoreOrHost } from '../../store/open-store-or-host.ts';
import type { RuntimeOpener } from '../../runtime.ts';
import { failedScope } from './failed-scope.ts';
import { PayerAccounts, type Payer } from './payer-accounts.ts';
import {
  storeCommitments,
  storedCommitments,
  type CommitmentReport,
} from './stored-commitments.ts';

/** Thrown when Cost Explorer does not give the commitments. The operator follows the remedy. */
export class CommitmentsError extends LongshoreError {
  readonly code = 'commitments';
  readonly audience = 'operator';
}

export interface RunCommitmentsOptions {
  readonly settings: Settings;
  readonly cwd: string;
  /** `2026-10` */
  readonly month: string;
  readonly open: RuntimeOpener;
  readonly signal: AbortSignal;
  now(): number;
}

/** Commitments, and what it cost to read them. */
export interface CommitmentsAnswer {
  readonly reports: readonly CommitmentReport[];
  readonly paid: PaidTotal;
}

/**
 * The Savings Plans and reservations of the payer accounts: from the store while they are fresh, else from Cost
 * Explorer, in four requests or more within the cap.
 *
 * @throws {ConfigurationError} when nothing is stored and nothing may be paid
 * @throws {CommitmentsError} when Cost Explorer does not answer
 */
export async function runCommitments(options: RunCommitmentsOptions): Promise<CommitmentsAnswer> {
  const { settings, cwd, month, signal, open, now } = options;
  await using store = await openStoreOrHost(settings, cwd, signal);
  const stored = await storedCommitments(store, signal);
  const monthlyCap = decimal(settings.cost.spendCapUsd);
  const isHeld = 'collectBill' in store;
  if (isHeld || monthlyCap === ZERO) {
    const known = stored.filter(({ period }) => period === month);
    if (known.length > 0) return { reports: known, paid: { requests: 0, amount: ZERO } };
    throw isHeld
      ? new ConfigurationError(
          `longshore serve holds the store, which has no commitments of ${month}`,
          {
            remedy: 'stop serve, run this once, and start it again',
          },
        )
      : new ConfigurationError('commitments come from Cost Explorer, which is paid', {
          remedy: 'allow at least 0.04 USD a month: LONGSHORE_SPEND_CAP_USD=1',
        });
  }
  const paid = new CountedPaidCalls(new StoredPaidCalls(store, signal));
  const cap = new SpendCap({ calls: paid, monthlyCap, now });
  const observer = (): void => undefined;
  using payers = new PayerAccounts({ open, openRole: () => open, observer, signal });
  const reports: CommitmentReport[] = [];
  const { accounts, minAgeMs } = settings.cost.collection;
  for (const payer of await payers.payers(accounts)) {
    const known = stored.find((one) => one.payer === payer.session.accountId);
    if (known?.period === month && now() - known.readAt < minAgeMs) {
      reports.push(known);
      continue;
    }
    const report = await askedReport(payer, cap, options);
    await storeCommitments(store, report, signal);
    reports.push(report);
  }
  return { reports, paid: paid.total };
}

async function askedReport(
  { session, runtime, observer }: Payer,
  cap: SpendCap,
  { month, signal, now }: RunCommitmentsOptions,
): Promise<CommitmentReport> {
  const { partition } = session.account;
  const access = { clients: runtime.clients, owner: session, partition, observer, cap };
  const time = { from: `${month}-01`, until: dayAfterMonth(month) };
  try {
    const found = await commitmentsOf(access, time, signal);
    const commitments = [...found].sort(byEnd);
    const coverage = await commitmentCoverage(access, time, signal);
    const payer = session.accountId;
    return { payer, period: month, commitments, coverage, currency: 'USD', readAt: now() };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LongshoreError) throw error;
    const { reason = '', remedy } = failedScope(error, COMMITMENT_PERMISSIONS);
    throw new CommitmentsError(
      `could not read the commitments of ${session.accountId}: ${reason}`,
      { cause: error, ...(remedy !== undefined && { remedy }) },
    );
  }
}

/** What ends first is first. */
function byEnd(one: Commitment, other: Commitment): number {
  const keyOf = ({ endsAt = '9999', id }: Commitment): string => `${endsAt} ${id}`;
  return keyOf(one) < keyOf(other) ? -1 : 1;
}
