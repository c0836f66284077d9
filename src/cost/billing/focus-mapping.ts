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
    PricingCurrency: 'coalesce({PricingCurrency}, {BillingCurrency})',
    ServiceCategory: "coalesce({ServiceCategory}, 'Other')",
    SkuMeter: 'coalesce({SkuMeter}, case when {SkuId} is not null then {x_UsageType} end)',
    x_UsageType: 'coalesce({x_UsageType}, {SkuMeter})',
  },
};
