import { BILL_COLUMNS, type BillColumn } from '../../store/charges.ts';
import type { StoredColumnType } from '../../store/stored-table.ts';
import type { Mapping } from './mapping.ts';

const SUFFIXES: Readonly<Partial<Record<StoredColumnType, string>>> = {
  decimal: ':amount',
  time: ':time',
  tags: ':tags',
  json: ':json',
};

/** Every column under its own name. */
const SAME = Object.fromEntries(
  BILL_COLUMNS.map(({ name, type }) => [name, `{${name}${SUFFIXES[type] ?? ''}}`]),
) as Record<BillColumn, string>;

/**
 * Exports of FOCUS 1.0 to 1.2, with AWS's columns. The older versions have fewer columns: the usage type, for example, is
 * `x_UsageType` in 1.0 and `SkuMeter` from 1.1 on.
 *
 * @see https://docs.aws.amazon.com/cur/latest/userguide/table-dictionary-focus-1-0-aws-columns.html
 * @see https://docs.aws.amazon.com/cur/latest/userguide/table-dictionary-focus-1-2-aws-columns.html
 */
export const FOCUS: Mapping = {
  required: [
    'BilledCost',
    'BillingAccountId',
    'BillingCurrency',
    'BillingPeriodEnd',
    'BillingPeriodStart',
    'ChargeCategory',
    'ChargePeriodEnd',
    'ChargePeriodStart',
    'EffectiveCost',
  ],
  columns: {
    ...SAME,
    ServiceCategory: "coalesce({ServiceCategory}, 'Other')",
    SkuMeter: 'coalesce({SkuMeter}, case when {SkuId} is not null then {x_UsageType} end)',
    x_UsageType: 'coalesce({x_UsageType}, {SkuMeter})',
  },
};

/** The costs of 1.0 and 1.1 are in one currency: they have no columns for others. */
function inPricingCurrency(name: BillColumn, same: BillColumn): string {
  return `coalesce({${name}:amount}, {${same}:amount})`;
}

/** FOCUS 1.0 and 1.1, with the columns of 1.2 that follow from theirs. */
export const OLDER_FOCUS: Mapping = {
  ...FOCUS,
  lookups: { service: '{x_ServiceCode}', region: '{RegionId}' },
  columns: {
    ...FOCUS.columns,
    PricingCurrency: 'coalesce({PricingCurrency}, {BillingCurrency})',
    PricingCurrencyContractedUnitPrice: inPricingCurrency('PricingCurrencyContractedUnitPrice', 'ContractedUnitPrice'),
    PricingCurrencyEffectiveCost: inPricingCurrency('PricingCurrencyEffectiveCost', 'EffectiveCost'),
    PricingCurrencyListUnitPrice: inPricingCurrency('PricingCurrencyListUnitPrice', 'ListUnitPrice'),
    // A subcategory has one category. https://focus.finops.org/focus-specification/v1-2/
    ServiceSubcategory: `coalesce({ServiceSubcategory}, case when service.category = {ServiceCategory} then service.subcategory end,
      'Other (' || coalesce({ServiceCategory}, 'Other') || ')')`,
  },
}; // prettier-ignore
