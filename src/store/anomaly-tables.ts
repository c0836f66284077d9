import type { StoredRowOf, StoredTable } from './stored-table.ts';

/** Unusual cost that the bill shows. One part for each payer account. Days are texts: `2026-10-31`. */
export const COST_ANOMALIES = {
  name: 'cost_anomalies',
  description:
    'unusual cost in the bill: what was expected, what it was, and which part explains it',
  columns: [
    /** Stays the same while the anomaly grows. */
    { name: 'id', type: 'text' },
    { name: 'payer', type: 'text' },
    { name: 'account', type: 'text', nullable: true },
    { name: 'service', type: 'text', nullable: true },
    { name: 'region', type: 'text', nullable: true },
    { name: 'method', type: 'text' },
    { name: 'rule', type: 'text' },
    { name: 'direction', type: 'text' },
    { name: 'severity', type: 'text' },
    /** `open` or `closed`. */
    { name: 'state', type: 'text' },
    /** Rests on days that are not complete. */
    { name: 'is_provisional', type: 'boolean' },
    { name: 'is_new_level', type: 'boolean' },
    { name: 'starts_on', type: 'text' },
    { name: 'detected_on', type: 'text' },
    { name: 'ends_on', type: 'text' },
    /** Of the day of detection. */
    { name: 'expected', type: 'decimal' },
    { name: 'actual', type: 'decimal' },
    { name: 'upper_limit', type: 'decimal' },
    /** Actual minus expected cost of all its days. */
    { name: 'impact', type: 'decimal' },
    /** Distance from the expectation, in usual errors. */
    { name: 'score', type: 'number' },
    { name: 'currency', type: 'text' },
    { name: 'basis', type: 'text' },
    /** The purchase of a commitment that explains a drop. */
    { name: 'purchase', type: 'text', nullable: true },
    { name: 'explanation', type: 'json' },
    { name: 'detail', type: 'json' },
    { name: 'first_seen', type: 'time' },
    { name: 'last_seen', type: 'time' },
  ],
} as const satisfies StoredTable;
export type CostAnomalyRow = StoredRowOf<typeof COST_ANOMALIES>;

/**
 * What the detector remembers of each series of the bill: an account, service and region. Parts belong to a payer
 * account: one as of the last stable day, and one for the first day of each month whose days may still change.
 */
export const ANOMALY_STATES = {
  name: 'anomaly_states',
  description: "what anomaly detection remembers of each account's services and regions",
  columns: [
    { name: 'payer', type: 'text' },
    { name: 'currency', type: 'text' },
    { name: 'account', type: 'text' },
    { name: 'service', type: 'text' },
    { name: 'region', type: 'text' },
    /** The day that the state takes next. */
    { name: 'next_day', type: 'text' },
    /** What the days that may still change have cost, to notice when they did. */
    { name: 'checksum', type: 'text' },
    { name: 'state', type: 'text' },
    /** Of several rows of a series in a part, the one of the latest generation counts. */
    { name: 'generation', type: 'integer' },
  ],
  sortedBy: ['account', 'service', 'region'],
} as const satisfies StoredTable;

/** How far anomaly detection has come. One part for each payer account. */
export const ANOMALY_RUNS = {
  name: 'anomaly_runs',
  description: 'how far anomaly detection has come; one row for each payer account',
  columns: [
    { name: 'payer', type: 'text' },
    { name: 'version', type: 'integer' },
    { name: 'first_day', type: 'text' },
    { name: 'stable_until', type: 'text' },
    { name: 'provisional_until', type: 'text' },
    /** Days from here on are compared with what was analysed. */
    { name: 'base_day', type: 'text' },
    { name: 'generation', type: 'integer' },
    /** The versions of the periods before the base day. */
    { name: 'older_periods', type: 'text' },
    { name: 'floor', type: 'number' },
    { name: 'series', type: 'integer' },
    { name: 'replayed', type: 'integer' },
    { name: 'analysed_at', type: 'time' },
  ],
} as const satisfies StoredTable;

/** What was sent to the webhook, so that nothing is sent twice. Appended. */
export const NOTIFICATIONS = {
  name: 'notifications',
  description: 'what was sent to the webhook: anomalies, budgets, failed collections',
  columns: [
    { name: 'id', type: 'text' },
    { name: 'type', type: 'text' },
    { name: 'subject', type: 'text' },
    /** `sent`, `failed`, `given-up` */
    { name: 'outcome', type: 'text' },
    { name: 'problem', type: 'text', nullable: true },
    { name: 'attempts', type: 'integer' },
    { name: 'sent_at', type: 'time' },
  ],
} as const satisfies StoredTable;

export const ANALYSIS_TABLES: readonly StoredTable[] = [
  COST_ANOMALIES,
  ANOMALY_STATES,
  ANOMALY_RUNS,
  NOTIFICATIONS,
];
