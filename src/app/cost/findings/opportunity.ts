import { z } from 'zod';
import type { QueryValue } from '../../../store/store.ts';
import { FINDING_STATE_NAMES } from './finding-states.ts';

/** The columns of the view `optimization_opportunities`. */
const OPPORTUNITY_COLUMNS = [
  ...(['id', 'type', 'service', 'account_id', 'region', 'resource_ids', 'title'] as const),
  ...(['description', 'monthly_saving', 'currency', 'confidence', 'priority', 'effort'] as const),
  ...(['risk', 'verdict', 'first_seen', 'last_seen', 'state', 'advisor', 'own_saving'] as const),
  'state_reason',
] as const;

/** What only findings say. */
const FINDING_DETAILS = [
  ...(['rule', 'name', 'reason', 'fix', 'evidence', 'remedy', 'period', 'source'] as const),
] as const;

/** What findings and AWS's advice both say. */
const SHARED_DETAILS = [
  ...(['kind', 'arn', 'change', 'monthly_cost', 'basis', 'saving_problem', 'overlapping'] as const),
] as const;

/** The opportunities as SQL that all stores understand: their columns begin with `o_`, those of findings with `f.`. */
export const OPPORTUNITIES = `(select ${OPPORTUNITY_COLUMNS.map((name) => `${name} as o_${name}`).join(', ')}
    from optimization_opportunities) as o left join findings as f on f.id = o.o_id
    left join aws_opportunities as a on a.id = o.o_id`;

const SELECTED_COLUMNS = [
  ...OPPORTUNITY_COLUMNS.map((name) => [`o.o_${name}`, name] as const),
  ...FINDING_DETAILS.map((name) => [`f.${name}`, `finding_${name}`] as const),
  ...SHARED_DETAILS.map((name) => [`f.${name}`, `finding_${name}`] as const),
  ...SHARED_DETAILS.map((name) => [`a.${name}`, `advice_${name}`] as const),
  ...(['cost_basis', 'lookback_days', 'read_at'] as const).map(
    (name) => [`a.${name}`, `advice_${name}`] as const,
  ),
];

/** What {@link opportunityOf} reads. */
export const SELECTED = SELECTED_COLUMNS.map(([column, name]) => `${column} as its_${name}`).join(
  ', ',
);

const text = z.string();
const maybe = z.string().nullable();
/** A store gives an empty text where there is no finding, or no advice. */
const detail = maybe.transform((value) => (value === '' ? null : value));
const json = detail.transform((value): unknown => (value === null ? null : JSON.parse(value)));

const Row = z.object({
  ...{ id: text, type: text, service: text, account_id: text, region: text },
  resource_ids: z.array(text),
  ...{ title: text, description: text, monthly_saving: maybe, currency: maybe, confidence: maybe },
  ...{ priority: detail, effort: detail, risk: detail, verdict: text, advisor: text },
  ...{ first_seen: text, last_seen: text, state: z.enum(FINDING_STATE_NAMES), own_saving: maybe },
  state_reason: maybe,
  ...{ finding_rule: detail, finding_name: detail, finding_reason: detail, finding_fix: detail },
  ...{ finding_evidence: json, finding_remedy: json, finding_period: detail },
  ...{ finding_source: detail, finding_kind: detail, finding_arn: detail, finding_change: detail },
  ...{ finding_monthly_cost: maybe, finding_basis: detail, finding_saving_problem: detail },
  ...{ finding_overlapping: json, advice_kind: detail, advice_arn: detail, advice_change: detail },
  ...{ advice_monthly_cost: maybe, advice_basis: detail, advice_saving_problem: detail },
  ...{ advice_overlapping: json, advice_cost_basis: detail, advice_read_at: maybe },
  advice_lookback_days: z.coerce.number().nullable(),
});

/** Something that could be saved, or that could not be decided. Amounts are exact texts. */
export interface Opportunity extends Pick<
  z.output<typeof Row>,
  (typeof OPPORTUNITY_COLUMNS)[number]
> {
  readonly rule: string | null;
  readonly kind: string | null;
  readonly arn: string | null;
  readonly name: string | null;
  readonly reason: string | null;
  readonly fix: string | null;
  readonly evidence: unknown;
  readonly remedy: unknown;
  readonly change: string | null;
  readonly monthly_cost: string | null;
  /** Of the saving, and of the cost: what AWS tells may rest on another one. */
  readonly basis: string | null;
  readonly cost_basis: string | null;
  readonly period: string | null;
  /** Where the amounts come from. */
  readonly saving_source: string | null;
  readonly saving_problem: string | null;
  readonly overlapping: unknown;
  /** Days that AWS has looked at; null for findings, whose evidence says it. */
  readonly lookback_days: number | null;
}

/** AWS tells what a month would save. */
const ADVICE_PERIOD = 'month';
const OWN = 'longshore';

export function opportunityOf(row: readonly QueryValue[]): Opportunity {
  const named = SELECTED_COLUMNS.map(([, name], index) => [name, row[index]]);
  const all = Row.parse(Object.fromEntries(named));
  const isOwn = all.advisor === OWN;
  return {
    ...{ id: all.id, type: all.type, service: all.service, account_id: all.account_id },
    ...{ region: all.region, resource_ids: all.resource_ids, title: all.title },
    ...{ description: all.description, monthly_saving: all.monthly_saving },
    ...{ currency: all.currency, confidence: all.confidence, priority: all.priority },
    ...{ effort: all.effort, risk: all.risk, verdict: all.verdict, state: all.state },
    ...{ first_seen: all.first_seen, last_seen: all.last_seen, advisor: all.advisor },
    state_reason: all.state_reason,
    ...{ own_saving: all.own_saving, rule: all.finding_rule, name: all.finding_name },
    ...{ reason: all.finding_reason, fix: all.finding_fix, evidence: all.finding_evidence },
    remedy: all.finding_remedy,
    kind: all.finding_kind ?? all.advice_kind,
    arn: all.finding_arn ?? all.advice_arn,
    change: all.finding_change ?? all.advice_change,
    monthly_cost: all.finding_monthly_cost ?? all.advice_monthly_cost,
    basis: all.finding_basis ?? all.advice_basis,
    cost_basis: isOwn ? all.finding_basis : all.advice_cost_basis,
    period: isOwn ? all.finding_period : ADVICE_PERIOD,
    saving_source: isOwn ? all.finding_source : all.advisor,
    saving_problem: all.finding_saving_problem ?? all.advice_saving_problem,
    overlapping: all.finding_overlapping ?? all.advice_overlapping,
    lookback_days: isOwn ? null : all.advice_lookback_days,
  };
}
