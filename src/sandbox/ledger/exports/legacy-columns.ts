import { CUR_2_0 } from './cur-columns.ts';
import type { Row } from './export-row.ts';

/** A column of the older report, and where CUR 2.0 has its value. */
export interface LegacyColumn {
  readonly category: string;
  readonly name: string;
  readonly valueOf: (row: Row, tags: Readonly<Record<string, string>>) => string | undefined;
}

const CATEGORIES: readonly (readonly [prefix: string, category: string])[] = [
  ['identity', 'identity'],
  ['bill', 'bill'],
  ['line_item', 'lineItem'],
  ['product', 'product'],
  ['pricing', 'pricing'],
  ['reservation', 'reservation'],
  ['savings_plan', 'savingsPlan'],
];
/** Maps of CUR 2.0 are columns of their own in the older report. */
const NOT_THERE = /^(?:cost_category|discount|product$|resource_tags)|account_name$/;
/** Names that do not follow from those of CUR 2.0. */
const NAMES: Readonly<Record<string, string>> = {
  reservation_reservation_a_r_n: 'ReservationARN',
  savings_plan_savings_plan_a_r_n: 'SavingsPlanARN',
  line_item_line_item_type: 'LineItemType',
  line_item_line_item_description: 'LineItemDescription',
  savings_plan_savings_plan_effective_cost: 'SavingsPlanEffectiveCost',
  savings_plan_savings_plan_rate: 'SavingsPlanRate',
  identity_line_item_id: 'LineItemId',
  pricing_public_on_demand_cost: 'publicOnDemandCost',
  pricing_public_on_demand_rate: 'publicOnDemandRate',
  pricing_term: 'term',
  pricing_unit: 'unit',
  pricing_currency: 'currency',
};
/** Tags that were activated for cost allocation. */
const TAGS = ['Name', 'environment', 'team'] as const;

/** @see https://docs.aws.amazon.com/cur/latest/userguide/data-dictionary.html */
export const LEGACY_COLUMNS: readonly LegacyColumn[] = [
  ...CATEGORIES.flatMap(([prefix, category]) =>
    CUR_2_0.filter(({ name }) => name.startsWith(`${prefix}_`) && !NOT_THERE.test(name)).map(
      ({ name }): LegacyColumn => ({
        category,
        name: NAMES[name] ?? camel(name.slice(prefix.length + 1), category),
        valueOf: (row) => row[name],
      }),
    ),
  ),
  {
    category: 'product',
    name: 'ProductName',
    valueOf: ({ product }) => /"product_name":"([^"]*)"/.exec(product ?? '')?.[1],
  },
  ...TAGS.map((tag): LegacyColumn => ({
    category: 'resourceTags',
    name: `user:${tag}`,
    valueOf: (_, tags) => tags[tag],
  })),
];

/** `UsageStartDate`; names of products begin with a small letter: `productFamily`. */
function camel(name: string, category: string): string {
  const words = name.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const joined = words.join('');
  return category === 'product' ? joined.charAt(0).toLowerCase() + joined.slice(1) : joined;
}
