import type { BilledProduct } from './billed-product.ts';
import type { Commitment } from './commitments.ts';
import type { Exact } from './exact.ts';
import type { MeteredResource } from './metered-resource.ts';

/** Kinds of lines, as Cost Explorer names them. */
export type RecordType =
  | 'Usage'
  | 'DiscountedUsage'
  | 'SavingsPlanCoveredUsage'
  | 'SavingsPlanNegation'
  | 'SavingsPlanRecurringFee'
  | 'SavingsPlanUpfrontFee'
  | 'RIFee'
  | 'Upfront'
  | 'Support'
  | 'Credit'
  | 'Refund'
  | 'Tax';

/** The part of a commitment that a line is about. */
export interface CommitmentPart {
  readonly commitment: Commitment;
  /** Of a fee: what was committed, used and left in its period, in effective cost. USD. */
  readonly total: Exact;
  readonly used: Exact;
  readonly unused: Exact;
  /** Of a reservation's fee: hours that nothing used. */
  readonly unusedQuantity: Exact;
  /** The upfront payment's share of the effective cost. USD. */
  readonly upfront: Exact;
}

/** One line of the bill. Costs are in USD. */
export interface LineItem {
  /** Unique and the same whenever the line is read. */
  readonly id: string;
  readonly accountId: string;
  /** The day that the line counts for. */
  readonly day: string;
  /** The period charged for; monthly fees cover their month. Milliseconds, the end is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly recordType: RecordType;
  readonly product: BilledProduct;
  /** Undefined for lines that no resource causes. */
  readonly resource: MeteredResource | undefined;
  readonly quantity: Exact;
  /** Prices of a unit: public, and agreed. */
  readonly listRate: Exact;
  readonly contractedRate: Exact;
  readonly listCost: Exact;
  readonly contractedCost: Exact;
  /** Invoiced: what Cost Explorer calls unblended. */
  readonly billedCost: Exact;
  /** With commitments spread over their term: what Cost Explorer calls amortized. */
  readonly effectiveCost: Exact;
  readonly commitment?: CommitmentPart;
  /** Corrects a month whose invoice was issued already. */
  readonly isCorrection?: boolean;
  readonly description: string;
}
