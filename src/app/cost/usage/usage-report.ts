import type { UsageOutcome } from '../../../cost/usage/usage-scope.ts';

/** How the read of an account, region and kind ended. */
export type CollectedUsageOutcome =
  | UsageOutcome
  /** The store has all settled days. */
  | 'not-due';

/** An account, region and kind, and how its usage was read. */
export interface CollectedUsage {
  readonly account: string;
  readonly region: string;
  readonly kind: string;
  readonly outcome: CollectedUsageOutcome;
  readonly resources: number;
  /** Series that were read to the end. */
  readonly series: number;
  readonly reason?: string;
  readonly remedy?: string;
}

/** What GetMetricData will be asked, and what that costs. */
export interface UsagePlan {
  /** Accounts and regions. */
  readonly places: number;
  readonly calls: number;
  /** Metrics requested: AWS charges for each. */
  readonly metrics: number;
  /** As exact text. */
  readonly usd: string;
  /** Some metrics are asked for where CloudWatch lists them: they come on top. */
  readonly hasListed: boolean;
}

/** What a collection of usage found and did. */
export interface UsageReport {
  readonly isDryRun: boolean;
  readonly plan: UsagePlan;
  readonly scopes: readonly CollectedUsage[];
  /** What was paid, in US dollars as exact text. */
  readonly paid: { readonly requests: number; readonly usd: string };
}

const READ: readonly CollectedUsageOutcome[] = ['complete', 'not-due'];

/** Is there anything that was wanted and not read? */
export function isUsageIncomplete({ scopes }: UsageReport): boolean {
  return scopes.some(({ outcome }) => !READ.includes(outcome));
}
