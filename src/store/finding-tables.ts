import type { StoredRowOf, StoredTable } from './stored-table.ts';
import type { StoredView } from './stored-view.ts';

/** The current verdicts of all rules. One part for each account and region. */
export const FINDINGS_TABLE = {
  name: 'findings',
  description:
    'what is wasted, or may be: each finding with its verdict (yes, unknown) and evidence',
  columns: [
    { name: 'id', type: 'text' },
    { name: 'rule', type: 'text' },
    { name: 'type', type: 'text' },
    { name: 'service', type: 'text' },
    { name: 'account', type: 'text' },
    { name: 'region', type: 'text' },
    { name: 'kind', type: 'text' },
    { name: 'resource_id', type: 'text' },
    { name: 'arn', type: 'text', nullable: true },
    { name: 'name', type: 'text', nullable: true },
    { name: 'verdict', type: 'text' },
    { name: 'reason', type: 'text', nullable: true },
    { name: 'detail', type: 'text', nullable: true },
    { name: 'fix', type: 'text', nullable: true },
    { name: 'title', type: 'text' },
    { name: 'description', type: 'text' },
    { name: 'evidence', type: 'json' },
    { name: 'remedy', type: 'json', nullable: true },
    { name: 'change', type: 'text' },
    { name: 'effort', type: 'text' },
    { name: 'risk', type: 'text' },
    { name: 'priority', type: 'text', nullable: true },
    { name: 'confidence', type: 'decimal', nullable: true },
    /** What the resource costs, and what the finding saves by itself, and beside the others of the resource. */
    { name: 'monthly_cost', type: 'decimal', nullable: true },
    { name: 'own_saving', type: 'decimal', nullable: true },
    { name: 'monthly_saving', type: 'decimal', nullable: true },
    { name: 'currency', type: 'text', nullable: true },
    { name: 'basis', type: 'text', nullable: true },
    { name: 'period', type: 'text', nullable: true },
    { name: 'source', type: 'text', nullable: true },
    /** Why the saving is not known. */
    { name: 'saving_problem', type: 'text', nullable: true },
    { name: 'overlapping', type: 'json' },
    { name: 'first_seen', type: 'time' },
    { name: 'last_seen', type: 'time' },
  ],
} as const satisfies StoredTable;
export type FindingRow = StoredRowOf<typeof FINDINGS_TABLE>;

/** How old the findings of each account, region and kind are. One part for each account and region. */
export const FINDING_SCOPES = {
  name: 'finding_scopes',
  description: 'each account, region and kind: when its findings were evaluated, and why not since',
  columns: [
    { name: 'account', type: 'text' },
    { name: 'region', type: 'text' },
    { name: 'kind', type: 'text' },
    { name: 'resources', type: 'integer' },
    { name: 'inventory_read', type: 'time', nullable: true },
    { name: 'usage_read', type: 'time', nullable: true },
    { name: 'prices_read', type: 'time', nullable: true },
    { name: 'evaluated_at', type: 'time', nullable: true },
    /** Why the findings were kept instead of evaluated again. */
    { name: 'stale', type: 'text', nullable: true },
  ],
} as const satisfies StoredTable;
export type FindingScopeRow = StoredRowOf<typeof FINDING_SCOPES>;

/** What people decided about findings. Appended: the last row of a finding counts. */
export const FINDING_STATES = {
  name: 'finding_states',
  description: 'which findings were dismissed, done or opened again, and when',
  columns: [
    { name: 'finding_id', type: 'text' },
    { name: 'state', type: 'text' },
    /** The end of a dismissal; for other states, the time of the change. */
    { name: 'until', type: 'time' },
    { name: 'changed_at', type: 'time' },
  ],
} as const satisfies StoredTable;

/**
 * The state of each finding, in SQL that all stores understand. A finding that was done and came back is open: it was
 * first seen after that.
 */
const STATE = `case when s.last_state = 'done' and s.last_change >= f.first_seen then 'done'
      when s.last_state = 'dismissed' and s.last_until > now() then 'dismissed' else 'open' end`;

const LAST_STATES = `(select finding_id, argMax(state, changed_at) as last_state, argMax(until, changed_at) as last_until,
      max(changed_at) as last_change from finding_states group by finding_id)`;

/** What can be saved, and what might be: verdicts `yes` and `unknown`. */
export const OPTIMIZATION_OPPORTUNITIES: StoredView = {
  name: 'optimization_opportunities',
  description: 'what can be saved: findings with verdict yes or unknown; savings are counted once',
  of: FINDINGS_TABLE,
  sql: `select f.id as id, f.type as type, f.service as service, f.account as account_id, f.region as region,
      [f.resource_id] as resource_ids, f.title as title, f.description as description,
      f.monthly_saving as monthly_saving, f.currency as currency, f.confidence as confidence, f.priority as priority,
      f.effort as effort, f.risk as risk, f.verdict as verdict, f.first_seen as first_seen, f.last_seen as last_seen,
      ${STATE} as state
    from findings as f left join ${LAST_STATES} as s on s.finding_id = f.id`,
};

export const FINDING_TABLES: readonly StoredTable[] = [
  FINDINGS_TABLE,
  FINDING_SCOPES,
  FINDING_STATES,
];
