import type { StoredTable } from './stored-table.ts';

/**
 * Every charge of the bill, in the columns of FOCUS 1.2 under their own names, then AWS's columns (`x_`), then ours.
 * One part for each payer account and billing period: `210000000001/2026-10`.
 *
 * @see https://focus.finops.org/focus-specification/v1-2/
 * @see https://docs.aws.amazon.com/cur/latest/userguide/table-dictionary-focus-1-2-aws-columns.html
 */
export const CHARGES = {
  name: 'charges',
  description: 'the bill: every charge, in the columns of FOCUS 1.2',
  sortedBy: ['SubAccountId', 'ServiceName', 'ChargePeriodStart'],
  columns: [
    { name: 'AvailabilityZone', type: 'text', nullable: true },
    { name: 'BilledCost', type: 'decimal' },
    { name: 'BillingAccountId', type: 'text' },
    { name: 'BillingAccountName', type: 'text', nullable: true },
    { name: 'BillingAccountType', type: 'text', nullable: true },
    { name: 'BillingCurrency', type: 'text' },
    { name: 'BillingPeriodEnd', type: 'time' },
    { name: 'BillingPeriodStart', type: 'time' },
    { name: 'CapacityReservationId', type: 'text', nullable: true },
    { name: 'CapacityReservationStatus', type: 'text', nullable: true },
    { name: 'ChargeCategory', type: 'text' },
    { name: 'ChargeClass', type: 'text', nullable: true },
    { name: 'ChargeDescription', type: 'text', nullable: true },
    { name: 'ChargeFrequency', type: 'text', nullable: true },
    { name: 'ChargePeriodEnd', type: 'time' },
    { name: 'ChargePeriodStart', type: 'time' },
    { name: 'CommitmentDiscountCategory', type: 'text', nullable: true },
    { name: 'CommitmentDiscountId', type: 'text', nullable: true },
    { name: 'CommitmentDiscountName', type: 'text', nullable: true },
    { name: 'CommitmentDiscountQuantity', type: 'decimal', nullable: true },
    { name: 'CommitmentDiscountStatus', type: 'text', nullable: true },
    { name: 'CommitmentDiscountType', type: 'text', nullable: true },
    { name: 'CommitmentDiscountUnit', type: 'text', nullable: true },
    { name: 'ConsumedQuantity', type: 'decimal', nullable: true },
    { name: 'ConsumedUnit', type: 'text', nullable: true },
    { name: 'ContractedCost', type: 'decimal', nullable: true },
    { name: 'ContractedUnitPrice', type: 'decimal', nullable: true },
    { name: 'EffectiveCost', type: 'decimal' },
    { name: 'InvoiceId', type: 'text', nullable: true },
    { name: 'InvoiceIssuerName', type: 'text', nullable: true },
    { name: 'ListCost', type: 'decimal', nullable: true },
    { name: 'ListUnitPrice', type: 'decimal', nullable: true },
    { name: 'PricingCategory', type: 'text', nullable: true },
    { name: 'PricingCurrency', type: 'text', nullable: true },
    { name: 'PricingCurrencyContractedUnitPrice', type: 'decimal', nullable: true },
    { name: 'PricingCurrencyEffectiveCost', type: 'decimal', nullable: true },
    { name: 'PricingCurrencyListUnitPrice', type: 'decimal', nullable: true },
    { name: 'PricingQuantity', type: 'decimal', nullable: true },
    { name: 'PricingUnit', type: 'text', nullable: true },
    { name: 'ProviderName', type: 'text', nullable: true },
    { name: 'PublisherName', type: 'text', nullable: true },
    { name: 'RegionId', type: 'text', nullable: true },
    { name: 'RegionName', type: 'text', nullable: true },
    { name: 'ResourceId', type: 'text', nullable: true },
    { name: 'ResourceName', type: 'text', nullable: true },
    { name: 'ResourceType', type: 'text', nullable: true },
    { name: 'ServiceCategory', type: 'text' },
    { name: 'ServiceName', type: 'text', nullable: true },
    { name: 'ServiceSubcategory', type: 'text', nullable: true },
    { name: 'SkuId', type: 'text', nullable: true },
    { name: 'SkuMeter', type: 'text', nullable: true },
    { name: 'SkuPriceDetails', type: 'json', nullable: true },
    { name: 'SkuPriceId', type: 'text', nullable: true },
    { name: 'SubAccountId', type: 'text', nullable: true },
    { name: 'SubAccountName', type: 'text', nullable: true },
    { name: 'SubAccountType', type: 'text', nullable: true },
    { name: 'Tags', type: 'tags' },
    { name: 'x_CostCategories', type: 'json', nullable: true },
    { name: 'x_Discounts', type: 'json', nullable: true },
    { name: 'x_Operation', type: 'text', nullable: true },
    { name: 'x_ServiceCode', type: 'text', nullable: true },
    { name: 'x_UsageType', type: 'text', nullable: true },
    { name: 'source', type: 'text' },
    { name: 'source_name', type: 'text' },
    { name: 'source_period', type: 'text' },
    { name: 'collected_at', type: 'time' },
    { name: 'is_final', type: 'boolean' },
    // Whether there is a ResourceId: to ask for it in millions of charges is slow.
    { name: 'has_resource', type: 'boolean' },
    // What a container used of its node, and its part of what no container used, from reports with split cost
    // allocation data. The node's own charge has that cost already: these are in no sum of the bill.
    { name: 'x_SplitCost', type: 'decimal', nullable: true },
    { name: 'x_SplitUnusedCost', type: 'decimal', nullable: true },
    { name: 'x_SplitParentId', type: 'text', nullable: true },
  ],
} as const satisfies StoredTable;

type ColumnName = (typeof CHARGES)['columns'][number]['name'];
/** What Longshore adds to a charge: it is not part of an export in the form of FOCUS. */
const OWN_COLUMNS = [
  'source',
  'source_name',
  'source_period',
  'collected_at',
  'is_final',
  'has_resource',
] as const satisfies readonly ColumnName[];
/** The costs of containers, which only Cost and Usage Reports have. */
export const SPLIT_COLUMNS = [
  'x_SplitCost',
  'x_SplitUnusedCost',
  'x_SplitParentId',
] as const satisfies readonly ColumnName[];
export type SplitColumn = (typeof SPLIT_COLUMNS)[number];
/** The columns of the bill itself: those of FOCUS and AWS's own. */
export type BillColumn = Exclude<ColumnName, (typeof OWN_COLUMNS)[number] | SplitColumn>;

/** The columns of the bill, in the table's order. */
export const BILL_COLUMNS = CHARGES.columns.filter(
  (column): column is Extract<(typeof CHARGES)['columns'][number], { name: BillColumn }> =>
    ![...OWN_COLUMNS, ...SPLIT_COLUMNS].some((name) => name === column.name),
);

/** The part of a payer account's billing period. @param period `2026-10` */
export function chargesPart(billingAccountId: string, period: string): string {
  return `${billingAccountId}/${period}`;
}
