import type { Column, ColumnType } from './export-row.ts';

const TYPES: Readonly<Record<string, ColumnType>> = {
  Tags: 'map',
  x_CostCategories: 'map',
  x_Discounts: 'map of double',
  SkuPriceDetails: 'map',
};
const DOUBLE = /(?:Cost|Price|Quantity)$/;
const TIME = /Period(?:Start|End)$/;

function column(name: string): Column {
  if (TYPES[name] !== undefined) return { name, type: TYPES[name] };
  if (TIME.test(name)) return { name, type: 'timestamp' };
  return { name, type: DOUBLE.test(name) ? 'double' : 'string' };
}

/** @see https://docs.aws.amazon.com/cur/latest/userguide/table-dictionary-focus-1-0-aws-columns.html */
export const FOCUS_1_0: readonly Column[] = [
  'AvailabilityZone', 'BilledCost', 'BillingAccountId', 'BillingAccountName', 'BillingCurrency',
  'BillingPeriodEnd', 'BillingPeriodStart', 'ChargeCategory', 'ChargeClass', 'ChargeDescription',
  'ChargeFrequency', 'ChargePeriodEnd', 'ChargePeriodStart', 'CommitmentDiscountCategory',
  'CommitmentDiscountId', 'CommitmentDiscountName', 'CommitmentDiscountStatus',
  'CommitmentDiscountType', 'ConsumedQuantity', 'ConsumedUnit', 'ContractedCost',
  'ContractedUnitPrice', 'EffectiveCost', 'InvoiceIssuerName', 'ListCost', 'ListUnitPrice',
  'PricingCategory', 'PricingQuantity', 'PricingUnit', 'ProviderName', 'PublisherName', 'RegionId',
  'RegionName', 'ResourceId', 'ResourceName', 'ResourceType', 'ServiceCategory', 'ServiceName',
  'SkuId', 'SkuPriceId', 'SubAccountId', 'SubAccountName', 'Tags', 'x_CostCategories',
  'x_Discounts', 'x_Operation', 'x_ServiceCode', 'x_UsageType',
].map(column); // prettier-ignore

/** @see https://docs.aws.amazon.com/cur/latest/userguide/table-dictionary-focus-1-2-aws-columns.html */
export const FOCUS_1_2: readonly Column[] = [
  'AvailabilityZone', 'BilledCost', 'BillingAccountId', 'BillingAccountName', 'BillingAccountType',
  'BillingCurrency', 'BillingPeriodEnd', 'BillingPeriodStart', 'CapacityReservationId',
  'CapacityReservationStatus', 'ChargeCategory', 'ChargeClass', 'ChargeDescription',
  'ChargeFrequency', 'ChargePeriodEnd', 'ChargePeriodStart', 'CommitmentDiscountCategory',
  'CommitmentDiscountId', 'CommitmentDiscountName', 'CommitmentDiscountQuantity',
  'CommitmentDiscountStatus', 'CommitmentDiscountType', 'CommitmentDiscountUnit',
  'ConsumedQuantity', 'ConsumedUnit', 'ContractedCost', 'ContractedUnitPrice', 'EffectiveCost',
  'InvoiceId', 'InvoiceIssuerName', 'ListCost', 'ListUnitPrice', 'PricingCategory',
  'PricingCurrency', 'PricingCurrencyContractedUnitPrice', 'PricingCurrencyEffectiveCost',
  'PricingCurrencyListUnitPrice', 'PricingQuantity', 'PricingUnit', 'ProviderName',
  'PublisherName', 'RegionId', 'RegionName', 'ResourceId', 'ResourceName', 'ResourceType',
  'ServiceCategory', 'ServiceName', 'ServiceSubcategory', 'SkuId', 'SkuMeter', 'SkuPriceDetails',
  'SkuPriceId', 'SubAccountId', 'SubAccountName', 'SubAccountType', 'Tags', 'x_Discounts',
  'x_Operation', 'x_ServiceCode',
].map(column); // prettier-ignore
