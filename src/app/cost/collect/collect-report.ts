/** How the collection of a payer account's billing period, or of a whole source, ended. */
export type CollectOutcome =
  /** Its charges are in the store now. */
  | 'complete'
  /** The store has this version already. */
  | 'unchanged'
  /** The store has it with its invoice: it does not change any more. */
  | 'final'
  /** A better source has filled the period. */
  | 'kept'
  | 'failed'
  /** AWS does not allow it. */
  | 'denied'
  /** The account does not use Cost Explorer. */
  | 'not-enabled'
  /** The next request would exceed the cap: a later run goes on. */
  | 'spend-cap';

/** A period of a source, and how its collection ended. */
export interface CollectedScope {
  /** `focus-1.2`, `cost-explorer`; `exports` when they could not be listed. */
  readonly source: string;
  /** The export's name. */
  readonly name: string;
  /** The payer account. */
  readonly account: string;
  /** `2026-10`; undefined for all of them. */
  readonly period: string | undefined;
  readonly outcome: CollectOutcome;
  /** Charges that were stored. */
  readonly charges?: number;
  /** What was stored, by currency, as exact text. */
  readonly billed?: Readonly<Record<string, string>>;
  readonly reason?: string;
  readonly remedy?: string;
}

/** What a collection will read, and what that costs. */
export interface CollectPlan {
  readonly exports: readonly PlannedExport[];
  readonly explorer: readonly PlannedExplorer[];
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
}

/** What a collection found and did. */
export interface CollectReport {
  readonly isDryRun: boolean;
  readonly plan: CollectPlan;
  readonly scopes: readonly CollectedScope[];
  /** What was paid, in US dollars as exact text. */
  readonly paid: { readonly requests: number; readonly usd: string };
}

const INCOMPLETE: readonly CollectOutcome[] = ['failed', 'denied', 'not-enabled', 'spend-cap'];

/** Is there anything that was wanted and not read? */
export function isIncomplete({ scopes }: CollectReport): boolean {
  return scopes.some(({ outcome }) => INCOMPLETE.includes(outcome));
}
