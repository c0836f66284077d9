import type { ThresholdValues } from '../../../cost/findings/threshold.ts';
import type { CostModel } from '../../../cost/models/define-cost-model.ts';
import type { Decimal } from '../../../cost/money/decimal.ts';
import type { RegionPrices } from '../../../cost/prices/price-book.ts';
import type { UsageScope } from '../../../cost/usage/usage-scope.ts';
import type { FindingScopeRow } from '../../../store/finding-tables.ts';
import type { Store } from '../../../store/store.ts';
import type { AccountSubject } from './account-subjects.ts';
import type { FindingState } from './finding-states.ts';
import type { RulesByKind } from './load-rules.ts';
import type { InventoryScope } from './stored-scopes.ts';
import type { NeededMetrics, UsageDefinitions } from './window-usages.ts';

/** What the resources of an account are judged with, and what happens to its scopes. */
export interface AccountInputs extends AccountGiven {
  /** Receives each scope when it has ended. */
  onScope(row: FindingScopeRow): void;
}

/** What the resources of an account are judged with. Times in milliseconds since the Unix epoch. */
export interface AccountGiven {
  readonly store: Pick<Store, 'query'>;
  readonly account: string;
  readonly rules: RulesByKind;
  readonly metrics: NeededMetrics;
  /** Of these, those whose percentiles rules need. */
  readonly percentiles: NeededMetrics;
  readonly usages: UsageDefinitions;
  readonly models: ReadonlyMap<string, CostModel>;
  prices(region: string): Promise<RegionPrices | undefined>;
  readonly thresholds: ThresholdValues;
  /** The end of the window of usage. */
  readonly until: number;
  /** Until when the usage of a kind is known where it was read last. */
  usageEndOf(kind: string): number;
  readonly windowDays: number;
  readonly now: number;
  /** Of the account. */
  readonly scopes: readonly InventoryScope[];
  /** Of the account. */
  readonly usageScopes: readonly UsageScope[];
  readonly states: ReadonlyMap<string, FindingState>;
  readonly serviceCosts: ReadonlyMap<string, Decimal>;
  /** Ids and ARNs of resources for which AWS itself advises a change. */
  readonly advised: ReadonlySet<string>;
  /** What the account has purchased. */
  readonly commitments: readonly AccountSubject[];
  /** Verdicts of no are not needed. */
  readonly leavesOutNo: boolean;
  readonly signal: AbortSignal;
}
