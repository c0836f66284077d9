import { committedAccount, planRate, type Commitment, type Reservation } from '../commitments.ts';
import { lastDay } from '../refresh.ts';
import { times, type Exact } from '../exact.ts';
import { seenAccounts, type ExplorerContext } from './requests.ts';

/** Sums of what a commitment did on some days. USD and hours. */
export interface CommitmentSum {
  readonly commitment: Commitment;
  total: Exact;
  used: Exact;
  /** Paid for these days, without the upfront payment. */
  recurring: Exact;
  /** What the covered usage would have cost on demand. */
  onDemand: Exact;
  totalHours: Exact;
  usedHours: Exact;
}

/** What stays on demand, and what commitments covered, of usage that they could cover. */
export interface CoverageSum {
  onDemandCost: Exact;
  coveredByPlan: Exact;
  onDemandHours: Exact;
  reservedHours: Exact;
}

/** Commitments that were in force on some days, as far as the caller may see them. */
export function commitmentSums(
  days: readonly string[],
  context: ExplorerContext,
): readonly CommitmentSum[] {
  const { ledger, estate } = context;
  const accountId = committedAccount(estate);
  if (!seenAccounts(context).includes(accountId)) return [];
  const sums = new Map<Commitment, CommitmentSum>();
  const last = lastDay(ledger.refresh());
  for (const day of days.filter((one) => one <= last)) {
    for (const use of ledger.usesOf(accountId, day)) {
      const { commitment, total, used, totalHours, usedHours } = use;
      const sum = sums.get(commitment) ?? emptySum(commitment);
      sum.total += total;
      sum.used += used;
      sum.totalHours += totalHours;
      sum.usedHours += usedHours;
      sum.recurring += times(totalHours, commitment.recurringHourly);
      sum.onDemand += onDemandOf(commitment, used, usedHours);
      sums.set(commitment, sum);
    }
  }
  return [...sums.values()];
}

function emptySum(commitment: Commitment): CommitmentSum {
  return { commitment, total: 0n, used: 0n, recurring: 0n, onDemand: 0n, totalHours: 0n, usedHours: 0n }; // prettier-ignore
}

/** A plan's rates are the same share of every price. */
function onDemandOf(commitment: Commitment, used: Exact, usedHours: Exact): Exact {
  if (commitment.type === 'reservation') return times(usedHours, onDemandRate(commitment));
  const covered = commitment.reference;
  return (used * covered.tiers[0].rate) / planRate(covered);
}

export function onDemandRate({ covers }: Reservation): Exact {
  return covers.tiers[0].rate;
}

/** Usage of instances on some days, by what paid for it. */
export function coverageSum(days: readonly string[], context: ExplorerContext): CoverageSum {
  const sum: CoverageSum = { onDemandCost: 0n, coveredByPlan: 0n, onDemandHours: 0n, reservedHours: 0n }; // prettier-ignore
  const refresh = context.ledger.refresh();
  for (const accountId of seenAccounts(context)) {
    for (const day of days) {
      for (const { labels, billed, effective, quantity } of context.ledger.cells(accountId, day, refresh)) {
        const { RECORD_TYPE, USAGE_TYPE, OPERATION } = labels.dimensions;
        if (!USAGE_TYPE.includes('BoxUsage:') || OPERATION !== 'RunInstances') continue;
        if (RECORD_TYPE === 'DiscountedUsage') sum.reservedHours += quantity;
        if (RECORD_TYPE === 'SavingsPlanCoveredUsage') sum.coveredByPlan += effective;
        if (RECORD_TYPE === 'Usage') sum.onDemandCost += billed;
        if (RECORD_TYPE === 'Usage' || RECORD_TYPE === 'SavingsPlanCoveredUsage') sum.onDemandHours += quantity;
      }
    }
  } // prettier-ignore
  return sum;
}
