import { BillingExportError } from './export-error.ts';
import type { ExportType } from './charge-source.ts';
import type { FileFormat } from './charge-query.ts';
import type { ExportColumns } from './export-columns.ts';

/** Columns that came with a version of FOCUS. */
const SINCE_1_2 = ['InvoiceId', 'PricingCurrency', 'BillingAccountType'];
const SINCE_1_1 = [
  'SkuMeter',
  'SkuPriceDetails',
  'CommitmentDiscountQuantity',
  'ServiceSubcategory',
];

/** Columns that the legacy report does not have, in whatever form. */
const SINCE_CUR_2 = [
  'bill_payer_account_name',
  'line_item_usage_account_name',
  'resource_tags',
  'product',
  'cost_category',
  'discount',
];

/**
 * What an export is, by its columns.
 *
 * @throws {BillingExportError} for a file that is none
 */
export function exportTypeOf(columns: ExportColumns, format: FileFormat, file: string): ExportType {
  const has = (names: readonly string[]): boolean =>
    names.some((name) => columns.find(name) !== undefined);
  if (has(['BilledCost'])) {
    if (has(SINCE_1_2)) return 'focus-1.2';
    return has(SINCE_1_1) ? 'focus-1.1' : 'focus-1.0';
  }
  if (columns.all.some(({ name }) => name.toLowerCase() === 'lineitem/unblendedcost')) {
    return 'cur-legacy';
  }
  if (has(['line_item_unblended_cost'])) {
    // As CSV, the legacy report names its columns with a slash; as Parquet, both name them alike.
    return format === 'csv' || has(SINCE_CUR_2) ? 'cur-2.0' : 'cur-legacy';
  }
  const found = columns.all.slice(0, 3).map(({ name }) => name);
  throw new BillingExportError(file, `is no bill: its columns begin with ${found.join(', ')}`, {
    remedy:
      'import exports of FOCUS (BilledCost), CUR 2.0 (line_item_unblended_cost) or legacy CUR (lineItem/UnblendedCost)',
  });
}
