import type { Estate } from '../estate/estate.ts';
import type { Commitment } from './commitments.ts';
import type { CommitmentUse } from './coverage.ts';
import type { Exact } from './exact.ts';
import type { Refresh } from './refresh.ts';

/** What the lines of a month rest on. */
export interface MonthFacts {
  readonly estate: Estate;
  readonly accountId: string;
  readonly month: string;
  readonly refresh: Refresh;
  readonly commitments: readonly Commitment[];
  /** How the account's commitments were used on a day. */
  readonly usesOf: (day: string) => readonly CommitmentUse[];
  /** What is billed for usage in the month so far, by service. */
  readonly billedByService: () => ReadonlyMap<string, Exact>;
}
