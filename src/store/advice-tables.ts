import type { StoredRowOf, StoredTable } from './stored-table.ts';

/** AWS's own advice, of all sources. One part for each source, account and region. */
export const AWS_RECOMMENDATIONS = {
  name: 'aws_recommendations',
  description: "AWS's advice on what to change or purchase, by source; sources repeat each other",
  columns: [
    { name: 'source', type: 'text' },
    { name: 'payer', type: 'text' },
    { name: 'id', type: 'text' },
    { name: 'account', type: 'text', nullable: true },
    { name: 'region', type: 'text', nullable: true },
    { name: 'kind', type: 'text', nullable: true },
    { name: 'resource_id', type: 'text', nullable: true },
    { name: 'resource_arn', type: 'text', nullable: true },
    { name: 'action', type: 'text' },
    { name: 'finding', type: 'text', nullable: true },
    { name: 'current_configuration', type: 'text', nullable: true },
    { name: 'recommended_configuration', type: 'text', nullable: true },
    { name: 'monthly_cost', type: 'decimal', nullable: true },
    { name: 'saving_before_discounts', type: 'decimal', nullable: true },
    { name: 'saving_after_discounts', type: 'decimal', nullable: true },
    { name: 'currency', type: 'text' },
    { name: 'effort', type: 'text', nullable: true },
    { name: 'needs_restart', type: 'boolean', nullable: true },
    { name: 'can_be_rolled_back', type: 'boolean', nullable: true },
    { name: 'lookback_days', type: 'integer', nullable: true },
    { name: 'refreshed_at', type: 'time', nullable: true },
    { name: 'detail', type: 'json' },
    { name: 'read_at', type: 'time' },
  ],
} as const satisfies StoredTable;
export type AwsRecommendationRow = StoredRowOf<typeof AWS_RECOMMENDATIONS>;

/** What AWS's anomaly detection has found. One part for each payer account. */
export const AWS_ANOMALIES = {
  name: 'aws_anomalies',
  description: "unusual spend that AWS's monitors have detected in the last 90 days",
  columns: [
    { name: 'payer', type: 'text' },
    { name: 'id', type: 'text' },
    { name: 'starts_at', type: 'time', nullable: true },
    { name: 'ends_at', type: 'time', nullable: true },
    { name: 'monitor_arn', type: 'text' },
    { name: 'monitor_name', type: 'text', nullable: true },
    { name: 'dimension_value', type: 'text', nullable: true },
    { name: 'service', type: 'text', nullable: true },
    { name: 'account', type: 'text', nullable: true },
    { name: 'region', type: 'text', nullable: true },
    { name: 'usage_type', type: 'text', nullable: true },
    { name: 'impact', type: 'decimal', nullable: true },
    { name: 'worst_impact', type: 'decimal', nullable: true },
    { name: 'actual', type: 'decimal', nullable: true },
    { name: 'expected', type: 'decimal', nullable: true },
    { name: 'currency', type: 'text' },
    { name: 'score', type: 'decimal', nullable: true },
    { name: 'feedback', type: 'text', nullable: true },
    { name: 'detail', type: 'json' },
    { name: 'read_at', type: 'time' },
  ],
} as const satisfies StoredTable;
export type AwsAnomalyRow = StoredRowOf<typeof AWS_ANOMALIES>;

/** The budgets that accounts have at AWS. One part for each account. */
export const AWS_BUDGETS = {
  name: 'aws_budgets',
  description: 'the budgets that accounts have at AWS: limit, actual and forecast',
  columns: [
    { name: 'account', type: 'text' },
    { name: 'name', type: 'text' },
    { name: 'type', type: 'text' },
    { name: 'time_unit', type: 'text' },
    { name: 'limit_amount', type: 'decimal', nullable: true },
    { name: 'actual_amount', type: 'decimal', nullable: true },
    { name: 'forecast_amount', type: 'decimal', nullable: true },
    { name: 'unit', type: 'text', nullable: true },
    { name: 'starts_at', type: 'time', nullable: true },
    { name: 'ends_at', type: 'time', nullable: true },
    { name: 'updated_at', type: 'time', nullable: true },
    { name: 'filters', type: 'json' },
    { name: 'detail', type: 'json' },
    { name: 'read_at', type: 'time' },
  ],
} as const satisfies StoredTable;
export type AwsBudgetRow = StoredRowOf<typeof AWS_BUDGETS>;

/** When each of these was read, and how that ended. One part for each source, account and region. */
export const ADVICE_COLLECTIONS = {
  name: 'advice_collections',
  description: "when AWS's recommendations, anomalies and budgets were read, and how that ended",
  columns: [
    { name: 'source', type: 'text' },
    { name: 'account', type: 'text' },
    { name: 'region', type: 'text', nullable: true },
    { name: 'outcome', type: 'text' },
    { name: 'reason', type: 'text', nullable: true },
    { name: 'items', type: 'integer' },
    { name: 'collected_at', type: 'time', nullable: true },
    { name: 'tried_at', type: 'time' },
  ],
} as const satisfies StoredTable;

/** The part of a source, an account and a region. @param region undefined for all of them */
export function advicePart(source: string, account: string, region: string | undefined): string {
  return `${source}/${account}/${region ?? ''}`;
}
