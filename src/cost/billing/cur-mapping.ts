import type { Mapping } from './mapping.ts';

const TYPE = '{line_item_line_item_type}';
const COST = '{line_item_unblended_cost:amount}';
const USAGE = '{line_item_usage_amount:amount}';
const SAVINGS_PLAN = '{savings_plan_savings_plan_a_r_n}';
const RESERVATION = '{reservation_reservation_a_r_n}';
const PUBLIC_RATE = '{pricing_public_on_demand_rate:amount}';

const PURCHASES = "('Fee', 'RIFee', 'SavingsPlanRecurringFee', 'SavingsPlanUpfrontFee')";
/** The two sides of what a Savings Plan covers: the on-demand cost, and as much with a minus. */
const OFFSET = "('SavingsPlanCoveredUsage', 'SavingsPlanNegation')";
const COVERED = "('DiscountedUsage', 'SavingsPlanCoveredUsage')";

/**
 * Cost and Usage Reports, in the names of CUR 2.0; the legacy report has the same columns.
 *
 * Commitments are accounted for as in AWS's amortized costs: covered usage has its effective cost; what a
 * commitment did not use is a row of its own, `Unused`, with the effective cost of the fee; fees have none.
 *
 * @see https://docs.aws.amazon.com/cur/latest/userguide/table-dictionary-cur2.html
 * @see https://docs.aws.amazon.com/cur/latest/userguide/Lineitem-columns.html
 * @see https://docs.aws.amazon.com/cur/latest/userguide/reservation-columns.html
 * @see https://docs.aws.amazon.com/cur/latest/userguide/savingsplans-columns.html
 */
export const CUR: Mapping = {
  required: [
    'bill_billing_period_end_date',
    'bill_billing_period_start_date',
    'bill_payer_account_id',
    'line_item_currency_code',
    'line_item_line_item_type',
    'line_item_unblended_cost',
    'line_item_usage_end_date',
    'line_item_usage_start_date',
  ],
  lookups: {
    service: '{line_item_product_code}',
    region: 'coalesce({product_region_code}, {product_region})',
  },
  parts: {
    unused: `case ${TYPE}
      when 'RIFee' then coalesce({reservation_unused_amortized_upfront_fee_for_billing_period:amount}, 0)
        + coalesce({reservation_unused_recurring_fee:amount}, 0)
      when 'SavingsPlanRecurringFee' then coalesce({savings_plan_total_commitment_to_date:amount}, 0)
        - coalesce({savings_plan_used_commitment:amount}, 0)
      end`,
    category: `case when is_unused then 'Usage' when ${TYPE} in ${PURCHASES} then 'Purchase'
      when ${TYPE} in ('Tax', 'Credit') then ${TYPE}
      when ${TYPE} in ('Usage', 'DiscountedUsage') or ${TYPE} in ${OFFSET} or ${TYPE} like '%Discount' then 'Usage'
      else 'Adjustment' end`,
    commitment: `coalesce(${SAVINGS_PLAN}, ${RESERVATION})`,
    is_priced: `not is_unused and (${TYPE} in ('Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage') or ${TYPE} in ${PURCHASES})`,
    is_usage: `not is_unused and ${TYPE} in ('Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage')`,
    effective_cost: `case when is_unused then {=unused}
      when ${TYPE} = 'SavingsPlanCoveredUsage' then {savings_plan_savings_plan_effective_cost:amount}
      when ${TYPE} = 'DiscountedUsage' then {reservation_effective_cost:amount}
      when ${TYPE} in ('RIFee', 'SavingsPlanRecurringFee', 'SavingsPlanUpfrontFee', 'SavingsPlanNegation') then 0
      when ${TYPE} = 'Fee' and ${RESERVATION} is not null then 0
      else ${COST} end`,
    list_rate: `coalesce(${PUBLIC_RATE}, {line_item_unblended_rate:amount})`,
    contracted_rate: `case when ${TYPE} = 'DiscountedUsage' then ${PUBLIC_RATE}
      else coalesce({line_item_unblended_rate:amount}, ${PUBLIC_RATE}) end`,
    sku_price: 'coalesce({pricing_rate_code}, {pricing_rate_id})',
    pricing_currency: 'coalesce({pricing_currency}, {line_item_currency_code})',
  },
  offset: `case when ${TYPE} in ${OFFSET} then ${COST} end`,
  copies: `case when {=unused} <> 0 then [false, true] else [false] end`,
  columns: {
    AvailabilityZone: '{line_item_availability_zone}',
    BilledCost: `case when is_unused or ${TYPE} in ${OFFSET} then 0 else ${COST} end`,
    BillingAccountId: '{bill_payer_account_id}',
    BillingAccountName: '{bill_payer_account_name}',
    BillingAccountType: 'null',
    BillingCurrency: '{line_item_currency_code}',
    BillingPeriodEnd: '{bill_billing_period_end_date:time}',
    BillingPeriodStart: '{bill_billing_period_start_date:time}',
    CapacityReservationId: '{capacity_reservation_capacity_reservation_arn}',
    CapacityReservationStatus:
      'case when {capacity_reservation_capacity_reservation_arn} is not null then {capacity_reservation_capacity_reservation_status} end',
    ChargeCategory: '{=category}',
    ChargeClass: `case when ${TYPE} = 'Refund' or {bill_bill_type} = 'Refund' then 'Correction' end`,
    ChargeDescription: '{line_item_line_item_description}',
    ChargeFrequency: `case when {=category} = 'Usage' then 'Usage-Based'
      when ${TYPE} in ('RIFee', 'SavingsPlanRecurringFee') then 'Recurring' else 'One-Time' end`,
    ChargePeriodEnd: '{line_item_usage_end_date:time}',
    ChargePeriodStart: '{line_item_usage_start_date:time}',
    CommitmentDiscountCategory: `case when ${SAVINGS_PLAN} is not null then 'Spend' when ${RESERVATION} is not null then 'Usage' end`,
    CommitmentDiscountId: '{=commitment}',
    CommitmentDiscountName: 'null',
    CommitmentDiscountQuantity: `case when {=commitment} is null or {=category} not in ('Usage', 'Purchase') then null
      when ${RESERVATION} is not null and ${SAVINGS_PLAN} is null
        then case when is_unused then {reservation_unused_quantity:amount} else ${USAGE} end
      when is_unused then {=unused}
      when ${TYPE} = 'SavingsPlanCoveredUsage' then {savings_plan_savings_plan_effective_cost:amount}
      when ${TYPE} = 'SavingsPlanRecurringFee' then {savings_plan_total_commitment_to_date:amount}
      else ${COST} end`,
    CommitmentDiscountStatus: `case when {=commitment} is null then null when is_unused then 'Unused'
      when ${TYPE} in ${COVERED} then 'Used' end`,
    CommitmentDiscountType: `case when ${SAVINGS_PLAN} is not null then 'Savings Plan' when ${RESERVATION} is not null then 'Reserved Instance' end`,
    CommitmentDiscountUnit: `case when {=commitment} is null or {=category} not in ('Usage', 'Purchase') then null
      when ${SAVINGS_PLAN} is not null then {line_item_currency_code} else {pricing_unit} end`,
    ConsumedQuantity: `case when {=is_usage} then ${USAGE} end`,
    ConsumedUnit: `case when {=is_usage} and ${USAGE} is not null then {pricing_unit} end`,
    ContractedCost: `case when is_unused or ${TYPE} = 'SavingsPlanNegation' then 0
      when ${TYPE} = 'DiscountedUsage' then coalesce({pricing_public_on_demand_cost:amount}, ${COST}) else ${COST} end`,
    ContractedUnitPrice: 'case when {=is_priced} then {=contracted_rate} end',
    EffectiveCost: '{=effective_cost}',
    InvoiceId: '{bill_invoice_id}',
    InvoiceIssuerName: '{bill_invoicing_entity}',
    ListCost: `case when is_unused or ${TYPE} = 'SavingsPlanNegation' then 0
      when {=is_usage} then coalesce({pricing_public_on_demand_cost:amount}, ${COST}) else ${COST} end`,
    ListUnitPrice: 'case when {=is_priced} then {=list_rate} end',
    PricingCategory: `case when is_unused or ${TYPE} in ${COVERED} or ${TYPE} = 'SavingsPlanNegation' then 'Committed'
      when {=category} not in ('Usage', 'Purchase') then null
      when {line_item_usage_type} like '%SpotUsage%' then 'Dynamic' else 'Standard' end`,
    PricingCurrency: '{=pricing_currency}',
    PricingCurrencyContractedUnitPrice:
      'case when {=is_priced} and {=pricing_currency} = {line_item_currency_code} then {=contracted_rate} end',
    PricingCurrencyEffectiveCost:
      'case when {=pricing_currency} = {line_item_currency_code} then {=effective_cost} end',
    PricingCurrencyListUnitPrice:
      'case when {=is_priced} and {=pricing_currency} = {line_item_currency_code} then {=list_rate} end',
    PricingQuantity: `case when {=is_priced} then ${USAGE} end`,
    PricingUnit: `case when {=is_priced} and ${USAGE} is not null then {pricing_unit} end`,
    ProviderName: "coalesce({bill_billing_entity}, 'AWS')",
    PublisherName: "coalesce({line_item_legal_entity}, {bill_billing_entity}, 'AWS')",
    RegionId: 'coalesce({product_region_code}, {product_region})',
    RegionName: 'coalesce(region.name, {product_region_code}, {product_region})',
    ResourceId: '{line_item_resource_id}',
    ResourceName: 'null',
    ResourceType: `case when {line_item_resource_id} like 'arn:%:%:%:%:%'
      then coalesce(nullif(regexp_extract({line_item_resource_id}, '^(?:[^:]*:){5}([^:/]+)[:/]', 1), ''),
        split_part({line_item_resource_id}, ':', 3))
      when {line_item_resource_id} is not null then coalesce({product_product_family}, {line_item_product_code}) end`,
    ServiceCategory: "coalesce(service.category, 'Other')",
    ServiceName: 'coalesce({product_product_name}, {line_item_product_code})',
    ServiceSubcategory: "coalesce(service.subcategory, 'Other (Other)')",
    SkuId: `case when {=category} <> 'Tax' then {product_sku} end`,
    SkuMeter: `case when {=category} <> 'Tax' and {product_sku} is not null then {line_item_usage_type} end`,
    SkuPriceDetails: 'null',
    SkuPriceId: `case when {=category} <> 'Tax' then {=sku_price} end`,
    SubAccountId: '{line_item_usage_account_id}',
    SubAccountName: '{line_item_usage_account_name}',
    SubAccountType: 'null',
    Tags: '{resource_tags:tags}',
    x_CostCategories: '{cost_category:json}',
    x_Discounts: '{discount:json}',
    x_Operation: '{line_item_operation}',
    x_ServiceCode: '{line_item_product_code}',
    x_UsageType: '{line_item_usage_type}',
  },
  // https://docs.aws.amazon.com/cur/latest/userguide/table-dictionary-cur2-split-line-item.html
  split: {
    x_SplitCost: '{split_line_item_split_cost:amount}',
    x_SplitUnusedCost: '{split_line_item_unused_cost:amount}',
    x_SplitParentId: '{split_line_item_parent_resource_id}',
  },
};
