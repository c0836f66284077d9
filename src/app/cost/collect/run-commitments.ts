import type { CallObserver } from '../../../aws/call-observer.ts';
import type { Settings } from '../../../config/settings.ts';
import {
  commitmentCoverage,
  commitmentsOf,
  COMMITMENT_PERMISSIONS,
  type Commitment,
} from '../../../cost/explorer/commitments.ts';
import { USD_PER_REQUEST } from '../../../cost/explorer/explorer-calls.ts';
import { dayAfterMonth } from '../../../cost/billing/explorer-file.ts';
import { decimal, times, ZERO } from '../../../cost/money/decimal.ts';
import {
  CountedPaidCalls,
  SpendCap,
  spendLimits,
  type PaidCall,
  type PaidTotal,
} from '../../../cost/prices/paid-calls.ts';
import { StoredPaidCalls } from '../../../cost/prices/stored-paid-calls.ts';
import { ConfigurationError, LongshoreError } from '../../../lib/errors.ts';
import type { Store } from '../../../store/store.ts';
import { openStoreOrHost } from '../../store/open-store-or-host.ts';
import type { RuntimeOpener } from '../../runtime.ts';
import { overCap } from './collect-explorer.ts';
import { explorerAccess } from './explorer-access.ts';
import { assertInExplorer } from './explorer-plan.ts';
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
  /** `2026-10` */
  readonly month: string;
  readonly open: RuntimeOpener;
  readonly signal: AbortSignal;
  now(): number;
  /** Receives all attempts. @default none */
  readonly observer?: CallObserver;
  /** Called when a paid call was recorded, before it is sent. */
  onPaid?(call: PaidCall): void;
}

/** Each operation is one request at least. In US dollars. */
const LEAST_COST = times(USD_PER_REQUEST, decimal(String(COMMITMENT_PERMISSIONS.length)));

/** Commitments, and what it cost to read them. */
export interface CommitmentsAnswer {
  readonly reports: readonly CommitmentReport[];
  readonly paid: PaidTotal;
}

/**
 * The Savings Plans and reservations of the payer accounts: from the store while they are fresh, else from Cost
 * Explorer, in four requests or more within the cap. While `longshore serve` holds the store, it does this, with its own
 * settings and credentials.
 *
 * @throws {ConfigurationError} when nothing is stored and nothing may be paid, and for a month that Cost Explorer has not
 * @throws {CommitmentsError} when Cost Explorer does not answer, and before the first request when the limits do not
 *   allow all of them
 */
export async function runCommitments(
  options: RunCommitmentsOptions & { readonly cwd: string },
): Promise<CommitmentsAnswer> {
  const { settings, cwd, month, signal } = options;
  await using store = await openStoreOrHost(settings, cwd, signal);
  if (!('readCommitments' in store)) return await commitmentsInto(store, options);
  const { requests, usd } = await store.readCommitments({ month }, signal);
  const stored = await storedCommitments(store, signal);
  const reports = stored.filter(({ period }) => period === month);
  return { reports, paid: { requests, amount: decimal(usd) } };
}

/** The same, in a store that is open. */
export async function commitmentsInto(
  store: Store,
  options: RunCommitmentsOptions,
): Promise<CommitmentsAnswer> {
  const { settings, month, signal, open, now, onPaid, observer = () => undefined } = options;
  const stored = await storedCommitments(store, signal);
  const limits = spendLimits(settings.cost.spendLimits);
  if (limits === undefined) {
    const known = stored.filter(({ period }) => period === month);
    if (known.length > 0) return { reports: known, paid: { requests: 0, amount: ZERO } };
    throw new ConfigurationError('commitments come from Cost Explorer, which is paid', {
      remedy:
        'allow at least 0.04 USD: LONGSHORE_SPEND_CAP_USD=1 a month, or LONGSHORE_COST_API_BUDGET_USD=1 a day. While longshore serve runs, its settings count',
    });
  }
  assertInExplorer(month, now());
  const paid = new CountedPaidCalls(new StoredPaidCalls(store, signal), onPaid);
  const cap = new SpendCap({ ...limits, calls: paid, now });
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
  payer: Payer,
  cap: SpendCap,
  { month, signal, now }: RunCommitmentsOptions,
): Promise<CommitmentReport> {
  const { accountId } = payer.session;
  const room = await cap.room();
  if (LEAST_COST > room.left) {
    // The first answers would be paid, and not be used.
    const { reason = '' } = overCap(COMMITMENT_PERMISSIONS.length, room);
    throw new CommitmentsError(`could not read the commitments of ${accountId}: ${reason}`, {
      remedy: room.remedy,
    });
  }
  const access = explorerAccess(payer, cap);
  const time = { from: `${month}-01`, until: dayAfterMonth(month) };
  try {
    const found = await commitmentsOf(access, time, signal);
    const commitments = [...found].sort(byEnd);
    const coverage = await commitmentCoverage(access, time, signal);
    return {
      payer: accountId,
      period: month,
      commitments,
      coverage,
      currency: 'USD',
      readAt: now(),
    };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LongshoreError) throw error;
    const { reason = '', remedy } = failedScope(error, COMMITMENT_PERMISSIONS);
    throw new CommitmentsError(`could not read the commitments of ${accountId}: ${reason}`, {
      cause: error,
      ...(remedy !== undefined && { remedy }),
    });
  }
}

/** What ends first is first. */
function byEnd(one: Commitment, other: Commitment): number {
  const keyOf = ({ endsAt = '9999', id }: Commitment): string => `${endsAt} ${id}`;
  return keyOf(one) < keyOf(other) ? -1 : 1;
}
