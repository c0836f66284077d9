import { z } from 'zod';
import { decimal, decimalText, plus, ZERO, type Decimal } from '../../../../cost/money/decimal.ts';
import { sqlText } from '../../../../cost/usage/query-rows.ts';
import type { Store } from '../../../../store/store.ts';
import { allRows } from '../../../store/all-rows.ts';
import { FINDING_STATE_NAMES } from '../finding-states.ts';

const COLUMNS = [
  ...(['id', 'source', 'type', 'service', 'account', 'region', 'kind', 'resource_id'] as const),
  ...(['arn', 'title', 'description', 'action', 'change', 'effort', 'priority'] as const),
  ...(['monthly_cost', 'cost_basis', 'own_saving', 'monthly_saving', 'currency'] as const),
  ...(['basis', 'lookback_days', 'saving_problem', 'overlapping'] as const),
  ...(['first_seen', 'last_seen', 'read_at'] as const),
] as const;

const text = z.string();
const maybe = z.string().nullable();
const Shown = z.object({
  ...{ id: text, source: text, type: text, service: text, account: text, region: text },
  ...{ kind: maybe, resource_id: text, arn: maybe, title: text, description: text },
  ...{ action: text, change: text, effort: maybe, priority: maybe, monthly_cost: maybe },
  ...{ cost_basis: maybe, own_saving: maybe, monthly_saving: text, currency: text, basis: maybe },
  ...{ lookback_days: z.coerce.number().nullable(), saving_problem: maybe },
  overlapping: z.string().transform((value) => z.array(text).parse(JSON.parse(value))),
  ...{ first_seen: text, last_seen: text, read_at: text, state: z.enum(FINDING_STATE_NAMES) },
  state_reason: maybe,
});
/** A recommendation of AWS, as reports show it. */
export type ShownAdvice = z.output<typeof Shown>;

/** AWS's advice in a report. */
export interface AdviceReport {
  /** What counts most comes first. */
  readonly advice: readonly ShownAdvice[];
  /** By currency: what it adds to the savings of findings. */
  readonly totals: readonly { readonly currency: string; readonly monthly: string }[];
}

const FROM = `from aws_opportunities as f join (select id as state_of, state as finding_state, state_reason as finding_state_reason
  from optimization_opportunities where advisor <> 'longshore') as o on o.state_of = f.id`;

/** AWS's advice that a condition on `f` allows. */
export async function adviceReport(
  reader: Pick<Store, 'query'>,
  { where, showsAll }: { readonly where: string; readonly showsAll: boolean },
  signal: AbortSignal,
): Promise<AdviceReport> {
  const state = showsAll ? '' : " and o.finding_state = 'open'";
  const advice = await shownAdvice(reader, `${where}${state}`, signal);
  const sums = new Map<string, Decimal>();
  for (const { currency, monthly_saving: saving } of advice) {
    sums.set(currency, plus(sums.get(currency) ?? ZERO, decimal(saving)));
  }
  const totals = [...sums]
    .filter(([, sum]) => sum > ZERO)
    .map(([currency, sum]) => ({ currency, monthly: decimalText(sum) }));
  return { advice, totals };
}

/** One recommendation, by its id in `aws_opportunities`. */
export async function explainedAdvice(
  reader: Pick<Store, 'query'>,
  id: string,
  signal: AbortSignal,
): Promise<ShownAdvice | undefined> {
  const [found] = await shownAdvice(reader, `f.id = ${sqlText(id)}`, signal);
  return found;
}

/** AWS's advice on a resource. */
export async function adviceOn(
  reader: Pick<Store, 'query'>,
  { account, region, resource_id: id }: Pick<ShownAdvice, 'account' | 'region' | 'resource_id'>,
  signal: AbortSignal,
): Promise<readonly ShownAdvice[]> {
  const where = `f.account = ${sqlText(account)} and f.region = ${sqlText(region)} and f.resource_id = ${sqlText(id)}`;
  return shownAdvice(reader, where, signal);
}

async function shownAdvice(
  reader: Pick<Store, 'query'>,
  where: string,
  signal: AbortSignal,
): Promise<readonly ShownAdvice[]> {
  const columns = COLUMNS.map((name) => `f.${name} as ${name}`).join(', ');
  const sql = `select ${columns}, o.finding_state as state, o.finding_state_reason as state_reason ${FROM} where ${where}
    order by f.monthly_saving desc, f.own_saving desc nulls last, f.id`;
  const names = [...COLUMNS, 'state', 'state_reason'];
  return (await allRows(reader, sql, signal)).map((row) =>
    Shown.parse(Object.fromEntries(row.map((value, index) => [names[index] ?? '', value]))),
  );
}
