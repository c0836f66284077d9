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

/**
 * AWS's own recommendations in the words of findings, with what of their saving counts beside the findings of the same
 * resource. One part for each account.
 */
export const AWS_OPPORTUNITIES = {
  name: 'aws_opportunities',
  description:
    "AWS's recommendations beside findings, by source: what each saves, and what of it counts",
  columns: [
    { name: 'id', type: 'text' },
    /** As in `aws_recommendations`. */
    { name: 'source', type: 'text' },
    { name: 'type', type: 'text' },
    { name: 'service', type: 'text' },
    { name: 'account', type: 'text' },
    { name: 'region', type: 'text' },
    { name: 'kind', type: 'text', nullable: true },
    /** As in `resources`, where it is there; empty for a purchase. */
    { name: 'resource_id', type: 'text' },
    { name: 'arn', type: 'text', nullable: true },
    { name: 'title', type: 'text' },
    { name: 'description', type: 'text' },
    { name: 'action', type: 'text' },
    { name: 'change', type: 'text' },
    { name: 'effort', type: 'text', nullable: true },
    { name: 'priority', type: 'text', nullable: true },
    { name: 'monthly_cost', type: 'decimal', nullable: true },
    /** What the cost is: `ListCost`, `EffectiveCost`; `aws` for what AWS tells with its advice. */
    { name: 'cost_basis', type: 'text', nullable: true },
    /** What AWS says that it saves, and what of that counts. */
    { name: 'own_saving', type: 'decimal', nullable: true },
    { name: 'monthly_saving', type: 'decimal' },
    { name: 'currency', type: 'text' },
    /** Whether the saving is before or after discounts: `ListCost`, `EffectiveCost`. */
    { name: 'basis', type: 'text', nullable: true },
    { name: 'lookback_days', type: 'integer', nullable: true },
    /** Why nothing of it counts, if not for what it overlaps. */
    { name: 'saving_problem', type: 'text', nullable: true },
    /** Findings and other advice with the same saving. */
    { name: 'overlapping', type: 'json' },
    { name: 'first_seen', type: 'time' },
    { name: 'last_seen', type: 'time' },
    { name: 'read_at', type: 'time' },
  ],
} as const satisfies StoredTable;
export type AwsOpportunityRow = StoredRowOf<typeof AWS_OPPORTUNITIES>;

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
  description: 'which findings were dismissed, done or opened again, when and why',
  columns: [
    { name: 'finding_id', type: 'text' },
    { name: 'state', type: 'text' },
    /** The end of a dismissal; for other states, the time of the change. */
    { name: 'until', type: 'time' },
    { name: 'changed_at', type: 'time' },
    /** Why, in the words of who decided. */
    { name: 'reason', type: 'text', nullable: true },
  ],
} as const satisfies StoredTable;

/**
 * The state of each finding, in SQL that all stores understand. A finding that was done and came back is open: it was
 * first seen after that.
 */
const STATE = `case when s.last_state = 'done' and s.last_change >= f.first_seen then 'done'
      when s.last_state = 'dismissed' and s.last_until > now() then 'dismissed' else 'open' end`;

/** Why it has its state: the reason of a dismissal ends with it. */
const STATE_REASON = `case when ${STATE} = s.last_state then nullif(s.last_reason, '') else null end`;

/** The stores' `argMax` skips nulls: a later decision without a reason has none. */
const LAST_STATES = `(select finding_id, argMax(state, changed_at) as last_state, argMax(until, changed_at) as last_until,
      argMax(coalesce(reason, ''), changed_at) as last_reason, max(changed_at) as last_change
    from finding_states group by finding_id)`;

/** Findings, and AWS's own recommendations, in the columns of the view. */
const BOTH = `(select id, type, service, account, region, [resource_id] as resources, title, description, monthly_saving,
      own_saving, currency, confidence, priority, effort, risk, verdict, first_seen, last_seen, 'longshore' as advisor
    from findings
    union all select id, type, service, account, region,
      case when resource_id = '' then [] else [resource_id] end as resources, title, description, monthly_saving,
      own_saving, currency, null as confidence, priority, effort, null as risk, 'yes' as verdict, first_seen, last_seen,
      source as advisor
    from aws_opportunities)`;

/**
 * What can be saved, and what might be: verdicts `yes` and `unknown`, and AWS's own advice. `advisor` says whose it is;
 * the sum of `monthly_saving` counts nothing twice.
 */
export const OPTIMIZATION_OPPORTUNITIES: StoredView = {
  name: 'optimization_opportunities',
  description:
    "what can be saved: findings (yes or unknown) and AWS's own advice, by advisor; savings are counted once",
  of: FINDINGS_TABLE,
  sql: `select f.id as id, f.type as type, f.service as service, f.account as account_id, f.region as region,
      f.resources as resource_ids, f.title as title, f.description as description,
      f.monthly_saving as monthly_saving, f.currency as currency, f.confidence as confidence, f.priority as priority,
      f.effort as effort, f.risk as risk, f.verdict as verdict, f.first_seen as first_seen, f.last_seen as last_seen,
      ${STATE} as state, f.advisor as advisor, f.own_saving as own_saving, ${STATE_REASON} as state_reason
    from ${BOTH} as f left join ${LAST_STATES} as s on s.finding_id = f.id`,
};

export const FINDING_TABLES: readonly StoredTable[] = [
  FINDINGS_TABLE,
  AWS_OPPORTUNITIES,
  FINDING_SCOPES,
  FINDING_STATES,
];
