import {
  ADVICE_COLLECTIONS,
  AWS_ANOMALIES,
  AWS_BUDGETS,
  AWS_RECOMMENDATIONS,
} from './advice-tables.ts';
import { ANALYSIS_TABLES } from './anomaly-tables.ts';
import { CHARGES } from './charges.ts';
import { FINDING_TABLES } from './finding-tables.ts';
import { USAGE, USAGE_SCOPES } from './usage-tables.ts';
import type { StoredRowOf, StoredTable } from './stored-table.ts';

/** The prices of AWS that cost models need. One part for each region. */
export const PRICES = {
  name: 'prices',
  description: 'the prices that cost models use; one row for each region, kind, price and key',
  columns: [
    { name: 'region', type: 'text' },
    { name: 'kind', type: 'text' },
    { name: 'name', type: 'text' },
    { name: 'key', type: 'json' },
    { name: 'service', type: 'text' },
    { name: 'sku', type: 'text' },
    { name: 'usage_type', type: 'text' },
    { name: 'unit', type: 'text' },
    { name: 'currency', type: 'text' },
    { name: 'amount', type: 'decimal', nullable: true },
    { name: 'tiers', type: 'json' },
    { name: 'attributes', type: 'json' },
    { name: 'publication_date', type: 'time', nullable: true },
    { name: 'effective_date', type: 'time', nullable: true },
    { name: 'source', type: 'text' },
    { name: 'problem', type: 'text', nullable: true },
    { name: 'fetched_at', type: 'time' },
  ],
} as const satisfies StoredTable;
export type PriceRow = StoredRowOf<typeof PRICES>;

/** What each region's prices come from. One part for each region. */
export const PRICE_BOOKS = {
  name: 'price_books',
  description: 'where the prices of each region come from, and how old they are',
  columns: [
    { name: 'region', type: 'text' },
    { name: 'source', type: 'text' },
    { name: 'fetched_at', type: 'time' },
    { name: 'publication_date', type: 'time', nullable: true },
    { name: 'prices', type: 'integer' },
    { name: 'ambiguous', type: 'integer' },
    { name: 'rejected', type: 'json' },
    { name: 'needs', type: 'text' },
  ],
} as const satisfies StoredTable;
export type PriceBookRow = StoredRowOf<typeof PRICE_BOOKS>;

/** The list-price cost of what runs now, by component. One part for each account. */
export const RESOURCE_COSTS = {
  name: 'resource_costs',
  description: 'the cost of each resource at list prices; one row for each component',
  columns: [
    { name: 'account', type: 'text' },
    { name: 'region', type: 'text' },
    { name: 'kind', type: 'text' },
    { name: 'id', type: 'text' },
    { name: 'arn', type: 'text', nullable: true },
    { name: 'name', type: 'text', nullable: true },
    { name: 'tags', type: 'tags' },
    { name: 'component', type: 'text' },
    { name: 'unit', type: 'text', nullable: true },
    { name: 'quantity', type: 'decimal', nullable: true },
    { name: 'price', type: 'decimal', nullable: true },
    { name: 'monthly', type: 'decimal', nullable: true },
    { name: 'hourly', type: 'decimal', nullable: true },
    { name: 'currency', type: 'text', nullable: true },
    { name: 'basis', type: 'text' },
    { name: 'price_date', type: 'time', nullable: true },
    { name: 'source', type: 'text', nullable: true },
    { name: 'reason', type: 'text', nullable: true },
    { name: 'detail', type: 'text', nullable: true },
    { name: 'priced_at', type: 'time' },
  ],
} as const satisfies StoredTable;
export type ResourceCostRow = StoredRowOf<typeof RESOURCE_COSTS>;

/** The calls of AWS that cost money. Appended. */
export const PAID_CALLS = {
  name: 'paid_calls',
  description: 'every call of Longshore that AWS charges for',
  columns: [
    { name: 'called_at', type: 'time' },
    { name: 'service', type: 'text' },
    { name: 'operation', type: 'text' },
    { name: 'requests', type: 'integer' },
    { name: 'amount', type: 'decimal' },
    { name: 'currency', type: 'text' },
    { name: 'purpose', type: 'text' },
  ],
} as const satisfies StoredTable;

/** What instances in capacity blocks cost, from the bill. One part for each account. */
export const CAPACITY_BLOCK_RATES = {
  name: 'capacity_block_rates',
  description: 'the hourly price of instances in capacity blocks; one row for each block',
  columns: [
    { name: 'account', type: 'text' },
    { name: 'region', type: 'text' },
    { name: 'reservation_id', type: 'text' },
    { name: 'instance_type', type: 'text', nullable: true },
    { name: 'instances', type: 'integer', nullable: true },
    { name: 'starts_at', type: 'time', nullable: true },
    { name: 'ends_at', type: 'time', nullable: true },
    { name: 'usage_type', type: 'text', nullable: true },
    { name: 'rate', type: 'decimal', nullable: true },
    { name: 'currency', type: 'text', nullable: true },
    { name: 'problem', type: 'text', nullable: true },
    { name: 'read_at', type: 'time' },
  ],
} as const satisfies StoredTable;
export type CapacityBlockRateRow = StoredRowOf<typeof CAPACITY_BLOCK_RATES>;

/** What Cost Explorer answered about S3, so that nothing is paid twice. One part for each account. */
export const S3_RATES = {
  name: 's3_rates',
  description: 'what each account paid for S3 on average in 30 days; one row for each account',
  columns: [
    { name: 'account', type: 'text' },
    { name: 'asked_at', type: 'time' },
    { name: 'read_at', type: 'time', nullable: true },
    { name: 'rates', type: 'json', nullable: true },
    { name: 'problem', type: 'text', nullable: true },
  ],
} as const satisfies StoredTable;

/** Which version of the bill each period has. One part for each payer account and billing period. */
export const BILL_COLLECTIONS = {
  name: 'bill_collections',
  description:
    'what each period of the bill was collected from; one row for each account and period',
  columns: [
    { name: 'account', type: 'text' },
    { name: 'period', type: 'text' },
    { name: 'source', type: 'text' },
    { name: 'source_name', type: 'text' },
    { name: 'location', type: 'text' },
    { name: 'version', type: 'text' },
    { name: 'charges', type: 'integer' },
    { name: 'collected_at', type: 'time' },
  ],
} as const satisfies StoredTable;

/** Savings Plans and reservations, and what they cover. One part for each payer account. */
export const COMMITMENTS = {
  name: 'commitments',
  description: 'Savings Plans and reservations: use, savings, end; and the coverage of both',
  columns: [
    { name: 'payer', type: 'text' },
    { name: 'period', type: 'text' },
    { name: 'type', type: 'text' },
    { name: 'id', type: 'text', nullable: true },
    { name: 'account', type: 'text', nullable: true },
    { name: 'region', type: 'text', nullable: true },
    { name: 'what', type: 'text', nullable: true },
    { name: 'payment_option', type: 'text', nullable: true },
    { name: 'ends_at', type: 'time', nullable: true },
    { name: 'utilization_percent', type: 'decimal', nullable: true },
    { name: 'coverage_percent', type: 'decimal', nullable: true },
    { name: 'cost', type: 'decimal', nullable: true },
    { name: 'net_savings', type: 'decimal', nullable: true },
    { name: 'currency', type: 'text' },
    { name: 'read_at', type: 'time' },
  ],
} as const satisfies StoredTable;
export type CommitmentRow = StoredRowOf<typeof COMMITMENTS>;

/** Every table of this form, in the order in which `--tables` lists them. */
export const STORED_TABLES: readonly StoredTable[] = [
  PRICES,
  PRICE_BOOKS,
  RESOURCE_COSTS,
  CHARGES,
  BILL_COLLECTIONS,
  COMMITMENTS,
  AWS_RECOMMENDATIONS,
  AWS_ANOMALIES,
  AWS_BUDGETS,
  ADVICE_COLLECTIONS,
  PAID_CALLS,
  CAPACITY_BLOCK_RATES,
  S3_RATES,
  ...FINDING_TABLES,
  ...ANALYSIS_TABLES,
  USAGE,
  USAGE_SCOPES,
];
