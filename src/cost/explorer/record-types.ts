/** What a record type of Cost Explorer is in FOCUS. */
export interface RecordCategory {
  readonly category: 'Usage' | 'Purchase' | 'Tax' | 'Credit' | 'Adjustment';
  readonly isCorrection: boolean;
}

/** Usage, covered by a commitment or not, and the other side of what a Savings Plan covers. One query reads them all. */
export const USAGE_RECORDS = [
  'Usage',
  'DiscountedUsage',
  'SavingsPlanCoveredUsage',
  'SavingsPlanNegation',
] as const;

const CATEGORIES: Readonly<Record<string, RecordCategory['category']>> = {
  Credit: 'Credit',
  Fee: 'Purchase',
  RIFee: 'Purchase',
  Recurring: 'Purchase',
  SavingsPlanRecurringFee: 'Purchase',
  SavingsPlanUpfrontFee: 'Purchase',
  Support: 'Purchase',
  Tax: 'Tax',
  Upfront: 'Purchase',
};

/**
 * The category of a record type, by the same rules as for Cost and Usage Reports.
 *
 * @see https://docs.aws.amazon.com/cur/latest/userguide/Lineitem-columns.html
 */
export function recordCategory(recordType: string): RecordCategory {
  const isUsage = isUsageRecord(recordType) || recordType.endsWith('Discount');
  const category = isUsage ? 'Usage' : (CATEGORIES[recordType] ?? 'Adjustment');
  return { category, isCorrection: recordType === 'Refund' };
}

/**
 * Fees of commitments: their amortized cost is that of the part that nothing used. FOCUS has that part as usage of its
 * own, and fees without an effective cost.
 *
 * @see https://docs.aws.amazon.com/cost-management/latest/userguide/ce-advanced.html
 */
export function isCommitmentFee(recordType: string): boolean {
  return recordType === 'RIFee' || recordType === 'SavingsPlanRecurringFee';
}

export function isUsageRecord(recordType: string): boolean {
  return USAGE_RECORDS.some((known) => known === recordType);
}
