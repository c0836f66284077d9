import type { AnalysedBill } from '../analysis/after-bill.ts';

/** How the collection of a payer account's billing period, of AWS's advice, or of a whole source, ended. */
export type CollectOutcome =
  /** Its charges, or its advice, are in the store now. */
  | 'complete'
  /** The store has this version already, or it is not old enough to be read again. */
  | 'unchanged'
  /** The store has it with its invoice: it does not change any more. */
  | 'final'
  /** A better source has filled the period. */
  | 'kept'
  /** AWS is writing the export: a later run reads it. */
  | 'changing'
  | 'failed'
  /** AWS does not allow it. */
  | 'denied'
  /** The account does not use the service: Cost Explorer, Compute Optimizer, Cost Optimization Hub. */
  | 'not-enabled'
  /** AWS does not have the service in the region. */
  | 'not-offered'
  /** The next request would exceed what may be spent: a later run goes on. */
  | 'spend-cap';

/** A period of a source, or its advice for an account, and how its collection ended. */
export interface CollectedScope {
  /** `focus-1.2`, `cost-explorer`, `budgets`; `exports` and `accounts` when these could not be listed. */
  readonly source: string;
  /** The export's name, or the source's for people. */
  readonly name: string;
  /** The payer account, or the one that was asked. */
  readonly account: string;
  /** `2026-10`; undefined for all of them, and for advice. */
  readonly period: string | undefined;
  /** Of advice that each region has. */
  readonly region?: string;
  readonly outcome: CollectOutcome;
  /** Charges that were stored. */
  readonly charges?: number;
  /** Recommendations, anomalies or budgets that were stored. */
  readonly items?: number;
  /** What was stored, by currency, as exact text. */
  readonly billed?: Readonly<Record<string, string>>;
  readonly reason?: string;
  readonly remedy?: string;
  /** True when the account does not use the service, and no setting or flag names it: then nothing is missing. */
  readonly isUnused?: true;
}

/** What a collection will read, and what that costs. */
export interface CollectPlan {
  readonly exports: readonly PlannedExport[];
  readonly explorer: readonly PlannedExplorer[];
  readonly advice: readonly PlannedAdvice[];
  /** Months that were asked for, that no export has, and that are older than what Cost Explorer has. */
  readonly outOfReach: readonly string[];
  /** Why there is nothing to do, or less than expected. */
  readonly notes: readonly string[];
}

/** A period of an export that will be read. */
export interface PlannedExport {
  readonly account: string;
  readonly name: string;
  readonly source: string;
  readonly period: string;
}

/** What will be asked of Cost Explorer for an account. */
export interface PlannedExplorer {
  readonly account: string;
  /** Newest first. */
  readonly months: readonly string[];
  /** The fewest requests. */
  readonly requests: number;
  /** Undefined until the regions with spend are known. */
  readonly isExact: boolean;
  /** For these requests, in US dollars, as exact text. */
  readonly usd: string;
  /** How long they wait in all, because Cost Explorer allows so many an hour. */
  readonly waitMinutes: number;
}

/** A source of AWS's advice that will be read. */
export interface PlannedAdvice {
  /** `budgets` */
  readonly source: string;
  /** For people. */
  readonly name: string;
  /** The accounts that are asked. */
  readonly accounts: readonly string[];
  /** The fewest paid requests: each page is one. 0 for what is free. */
  readonly requests: number;
  /** For these requests, in US dollars, as exact text. */
  readonly usd: string;
}

/** What a collection found and did. */
export interface CollectReport {
  readonly isDryRun: boolean;
  readonly plan: CollectPlan;
  readonly scopes: readonly CollectedScope[];
  /** What was paid, in US dollars as exact text. */
  readonly paid: { readonly requests: number; readonly usd: string };
  /** What was found in the bill. Undefined for a dry run. */
  readonly analysis?: AnalysedBill;
}

const INCOMPLETE: readonly CollectOutcome[] = [
  'changing',
  'failed',
  'denied',
  'not-enabled',
  'spend-cap',
];

/** Is there anything that was wanted and not read? */
export function isIncomplete({ scopes }: CollectReport): boolean {
  return scopes.some(isMissing);
}

/** Was this wanted and not read? */
export function isMissing({ outcome, isUnused }: CollectedScope): boolean {
  return isUnused === undefined && INCOMPLETE.includes(outcome);
}
