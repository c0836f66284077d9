import type { AnalysedBill } from '../analysis/after-bill.ts';
import type { StoredPart, PartTotal } from './charge-totals.ts';

/** A payer account's billing period in an export, and how its import ended. */
export interface ImportedPart {
  readonly account: string;
  /** `2026-10` */
  readonly period: string;
  /** What the export is: `focus-1.2`. */
  readonly source: string;
  readonly sourceName: string;
  readonly rows: number;
  /**
   * `loaded`: its charges are in the store now. `kept`: a better source has filled the period. `too-old`: it lies before
   * what the store keeps. In a dry run, how its import would end.
   */
  readonly outcome: 'loaded' | 'kept' | 'too-old';
  /** The better source. */
  readonly keptSource?: string;
  /** What the store had, and what a loaded period has replaced. */
  readonly before: StoredPart | undefined;
  /** By currency; empty for a period that was not loaded. */
  readonly totals: readonly PartTotal[];
}

/** What an import found and did. */
export interface ImportReport {
  readonly isDryRun: boolean;
  readonly parts: readonly ImportedPart[];
  /** What was found in the bill. Undefined for a dry run. */
  readonly analysis?: AnalysedBill;
}
