import { z } from 'zod';
import type { QueryValue } from '../../../store/store.ts';
import { FINDING_STATE_NAMES } from './finding-states.ts';

/** The columns of the view `optimization_opportunities`. */
export const OPPORTUNITY_COLUMNS = [
  ...(['id', 'type', 'service', 'account_id', 'region', 'resource_ids', 'title'] as const),
  ...(['description', 'monthly_saving', 'currency', 'confidence', 'priority', 'effort'] as const),
  ...(['risk', 'verdict', 'first_seen', 'last_seen', 'state'] as const),
] as const;

/** What findings say besides: null for opportunities that come from elsewhere. */
export const FINDING_DETAILS = [
  ...(['rule', 'kind', 'arn', 'name', 'reason', 'fix', 'evidence', 'remedy', 'change'] as const),
  ...(['monthly_cost', 'own_saving', 'basis', 'period', 'source', 'saving_problem'] as const),
  ...(['overlapping'] as const),
] as const;

/** The opportunities as SQL that all stores understand: their columns begin with `o_`, those of findings with `f.`. */
export const OPPORTUNITIES = `(select ${OPPORTUNITY_COLUMNS.map((name) => `${name} as o_${name}`).join(', ')}
    from optimization_opportunities) as o left join findings as f on f.id = o_id`;

/** What {@link opportunityOf} reads. */
export const SELECTED = [
  ...OPPORTUNITY_COLUMNS.map((name) => `o_${name}`),
  ...FINDING_DETAILS.map((name) => `f.${name} as f_${name}`),
].join(', ');

const text = z.string();
const maybe = z.string().nullable();
/** A store gives an empty text where there is no finding. */
const detail = maybe.transform((value) => (value === '' ? null : value));
const json = detail.transform((value): unknown => (value === null ? null : JSON.parse(value)));

const Opportunity = z.object({
  ...{ id: text, type: text, service: text, account_id: text, region: text },
  resource_ids: z.array(text),
  ...{ title: text, description: text, monthly_saving: maybe, currency: maybe, confidence: maybe },
  ...{ priority: maybe, effort: text, risk: text, verdict: text },
  ...{ first_seen: text, last_seen: text, state: z.enum(FINDING_STATE_NAMES) },
  ...{ rule: detail, kind: detail, arn: detail, name: detail, reason: detail, fix: detail },
  ...{ evidence: json, remedy: json, change: detail, monthly_cost: maybe, own_saving: maybe },
  ...{ basis: detail, period: detail, source: detail, saving_problem: detail, overlapping: json },
});

/** Something that could be saved, or that could not be decided. Amounts are exact texts. */
export type Opportunity = z.output<typeof Opportunity>;

const NAMES: readonly string[] = [...OPPORTUNITY_COLUMNS, ...FINDING_DETAILS];

export function opportunityOf(row: readonly QueryValue[]): Opportunity {
  return Opportunity.parse(Object.fromEntries(NAMES.map((name, index) => [name, row[index]])));
}
