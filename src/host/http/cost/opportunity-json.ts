import { z } from 'zod';
import type { Opportunity } from '../../../app/cost/findings/opportunity.ts';
import { FINDING_STATE_NAMES } from '../../../app/cost/findings/finding-states.ts';
import type { QueryColumn, QueryValue } from '../../../store/store.ts';

const maybe = z.string().nullable();

/** As the store has it. */
const StoredEvidence = z.object({
  metric: z.string(),
  statistic: z.string(),
  windowDays: z.number().optional(),
  value: z.union([z.number(), z.string()]).nullable(),
  threshold: z.union([z.number(), z.string()]).optional(),
  comparison: z.string().optional(),
  unit: z.string().optional(),
  setting: z.string().optional(),
  points: z.number().optional(),
  expected: z.number().optional(),
  isMet: z.boolean().nullable(),
});

const Evidence = StoredEvidence.omit({ windowDays: true, expected: true, isMet: true })
  .extend({
    window_days: z.number().optional(),
    expected_points: z.number().optional().describe('that the window should have'),
    is_met: z.boolean().nullable().describe('null where it cannot be decided'),
  })
  .meta({ id: 'Evidence' });

const Remedy = z.object({
  title: z.string(),
  command: z.string().optional().describe('for a shell'),
  link: z.string().optional().describe('a page of the console'),
});

/** One opportunity, as answers have it. */
export const OpportunityJson = z
  .object({
    id: z.string().describe('the same in every evaluation'),
    type: z.string().describe('idle, rightsizing, …'),
    service: z.string().describe('EC2, RDS, …'),
    account_id: z.string(),
    region: z.string(),
    resource_ids: z.array(z.string()),
    title: z.string(),
    description: z.string(),
    monthly_saving: maybe.describe(
      'what counts beside the others of the resource; null if unknown',
    ),
    currency: maybe,
    confidence: z.number().min(0).max(1).nullable(),
    priority: maybe.describe('high, medium or low'),
    effort: maybe.describe('high, medium or low'),
    risk: maybe.describe('high, medium or low'),
    verdict: z.string().describe('yes or unknown'),
    first_seen: z.string(),
    last_seen: z.string(),
    state: z.enum(FINDING_STATE_NAMES),
    state_reason: maybe.describe('why it was dismissed, done or opened again, if that was said'),
    advisor: z.string().describe('longshore, or whose advice it is: compute-optimizer, …'),
    rule: maybe.describe('null for advice of AWS'),
    kind: maybe,
    arn: maybe,
    resource_name: maybe,
    reason: maybe.describe('why the verdict is unknown'),
    fix: maybe.describe('what makes it known'),
    change: maybe.describe('end, reduce, commit or spot'),
    monthly_cost: maybe.describe('of the resource'),
    own_saving: maybe.describe('without the other opportunities of the resource'),
    basis: maybe.describe('of the savings'),
    cost_basis: maybe.describe('of the cost'),
    period: maybe.describe('of the amounts'),
    saving_source: maybe.describe('where the amounts come from'),
    lookback_days: z.number().nullable().describe('that AWS has looked at, for its advice'),
    saving_problem: maybe.describe('why the saving is not known'),
    overlaps: z.array(z.string()).describe('opportunities of the resource that come before it'),
    evidence: z.array(Evidence),
    remedy: Remedy.nullable(),
  })
  .meta({ id: 'Opportunity' });
export type OpportunityJson = z.output<typeof OpportunityJson>;

const Overlaps = z.array(z.string());

export function opportunityJson(opportunity: Opportunity): OpportunityJson {
  const { confidence, name, overlapping, evidence, remedy, ...rest } = opportunity;
  return {
    ...rest,
    confidence: confidence === null ? null : Number(confidence),
    resource_name: name,
    overlaps: Overlaps.nullable().parse(overlapping) ?? [],
    evidence: (StoredEvidence.array().nullable().parse(evidence) ?? []).map(evidenceJson),
    remedy: Remedy.nullable().parse(remedy),
  };
}

function evidenceJson({
  windowDays,
  expected,
  isMet,
  ...rest
}: z.output<typeof StoredEvidence>): z.output<typeof Evidence> {
  return {
    ...rest,
    ...(windowDays !== undefined && { window_days: windowDays }),
    ...(expected !== undefined && { expected_points: expected }),
    is_met: isMet,
  };
}

/** Columns of CSV: those of the view, then what the amounts are. */
const CSV_COLUMNS = [
  ...(['id', 'type', 'service', 'account_id', 'region', 'resource_ids', 'title'] as const),
  ...(['description', 'monthly_saving', 'currency', 'confidence', 'priority', 'effort'] as const),
  ...([
    'risk',
    'verdict',
    'first_seen',
    'last_seen',
    'state',
    'advisor',
    'rule',
    'kind',
    'arn',
  ] as const),
  ...([
    'name',
    'reason',
    'fix',
    'change',
    'monthly_cost',
    'own_saving',
    'basis',
    'cost_basis',
  ] as const),
  ...(['period', 'saving_source', 'saving_problem', 'state_reason'] as const),
] as const;

export function opportunityColumns(): readonly QueryColumn[] {
  return CSV_COLUMNS.map((name) => ({
    name: name === 'name' ? 'resource_name' : name,
    type: 'text',
  }));
}

export function opportunityRow(opportunity: Opportunity): readonly QueryValue[] {
  return CSV_COLUMNS.map((name) => opportunity[name]);
}
