import { z } from 'zod';
import { decimal, decimalText, sumOf, type Decimal } from '../../../cost/money/decimal.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import { FINDINGS_TABLE, type FindingRow } from '../../../store/finding-tables.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';
import { adviceReport, type AdviceReport, type ShownAdvice } from './advice/shown-advice.ts';
import { FINDING_STATE_NAMES } from './finding-states.ts';

/** Which findings are shown. */
export interface FindingFilter {
  readonly types: readonly string[] | undefined;
  readonly services: readonly string[] | undefined;
  readonly accounts: readonly string[] | undefined;
  /** Undefined: all that are stored. Those of `no` are not. */
  readonly verdict: 'yes' | 'unknown' | undefined;
  /** The least monthly saving that counts. */
  readonly minSaving: Decimal | undefined;
  /** Also those that were dismissed or done. */
  readonly showsAll: boolean;
  /** Most findings. */
  readonly limit: number;
}

/** The columns of a shown finding. */
export const SHOWN_COLUMNS = [
  ...([
    'id',
    'rule',
    'type',
    'service',
    'account',
    'region',
    'kind',
    'resource_id',
    'arn',
  ] as const),
  ...(['name', 'verdict', 'reason', 'detail', 'fix', 'title', 'description', 'evidence'] as const),
  ...(['remedy', 'change', 'effort', 'risk', 'priority', 'confidence', 'monthly_cost'] as const),
  ...(['own_saving', 'monthly_saving', 'currency', 'basis', 'period', 'source'] as const),
  ...(['saving_problem', 'overlapping', 'first_seen', 'last_seen'] as const),
] as const;

const text = z.string();
const maybe = z.string().nullable();
const json = z.string().transform((value): unknown => JSON.parse(value));
const Shown = z.object({
  ...{ id: text, rule: text, type: text, service: text, account: text, region: text, kind: text },
  ...{ resource_id: text, arn: maybe, name: maybe, verdict: text, reason: maybe, detail: maybe },
  ...{ fix: maybe, title: text, description: text, evidence: json, remedy: json.nullable() },
  ...{ change: text, effort: text, risk: text, priority: maybe, confidence: maybe },
  ...{ monthly_cost: maybe, own_saving: maybe, monthly_saving: maybe, currency: maybe },
  ...{ basis: maybe, period: maybe, source: maybe, saving_problem: maybe, overlapping: json },
  ...{ first_seen: text, last_seen: text, state: z.enum(FINDING_STATE_NAMES) },
  state_reason: maybe,
});
export type ShownFinding = z.output<typeof Shown>;

/** Verdicts that are open for one reason. */
export interface UnknownGroup {
  readonly reason: string;
  readonly findings: number;
  readonly fix: string | undefined;
}

/** Places whose findings are old. */
export interface StaleGroup {
  readonly why: string;
  readonly places: number;
}

/** How old the findings, and what they rest on, are: the oldest, in ISO 8601. */
export interface FindingAges {
  readonly evaluatedAt: string | null;
  readonly inventoryRead: string | null;
  readonly usageRead: string | null;
  readonly pricesRead: string | null;
}

/** A finding with what AWS itself advises about its resource. */
export interface ReportedFinding extends ShownFinding {
  readonly aws_advice: readonly Pick<
    ShownAdvice,
    'id' | 'source' | 'action' | 'description' | 'own_saving' | 'monthly_saving' | 'currency'
  >[];
}

export interface FindingReport {
  /** The greatest saving first. */
  readonly findings: readonly ReportedFinding[];
  /** Findings that the filter allows, with those beyond the limit. */
  readonly count: number;
  /** By currency: savings, each counted once, with what AWS's own advice adds. */
  readonly totals: readonly { readonly currency: string; readonly monthly: string }[];
  /** AWS's own advice, and what it adds to the savings of findings. */
  readonly aws: AdviceReport;
  readonly byType: readonly FoundOfType[];
  readonly unknown: readonly UnknownGroup[];
  readonly stale: readonly StaleGroup[];
  readonly ages: FindingAges;
}

export interface FoundOfType {
  readonly type: string;
  readonly findings: number;
  readonly currency: string | null;
  readonly monthly: string | null;
}

const TypeRow = z.tuple([text, z.coerce.number(), maybe, maybe]);
const UnknownRow = z.tuple([maybe, z.coerce.number(), maybe]);
const StaleRow = z.tuple([text, z.coerce.number()]);
const AgesRow = z.tuple([maybe, maybe, maybe, maybe]);

/** The findings of the store. */
export async function findingReport(
  reader: Pick<Store, 'query'>,
  filter: FindingFilter,
  signal: AbortSignal,
): Promise<FindingReport> {
  const ask = (sql: string): ReturnType<typeof allRows> => allRows(reader, sql, signal);
  const where = conditionOf(filter);
  const counted = await ask(
    `select f.type as finding_type, count(*), f.currency as finding_currency, sum(f.monthly_saving) ${FROM}
     where ${where} group by 1, 3 order by 4 desc nulls last, 1`,
  );
  const byType = counted.map((row): FoundOfType => {
    const [type, findings, currency, monthly] = TypeRow.parse(row);
    return { type, findings, currency, monthly };
  });
  const unknown = await ask(
    `select f.reason as why, count(*), max(f.fix) ${FROM}
     where ${conditionOf({ ...filter, verdict: 'unknown', minSaving: undefined })} group by 1 order by 2 desc, 1`,
  );
  const aws = await adviceOf(reader, filter, signal);
  const findings = await shownFindings(
    reader,
    `${where} order by ${BEST_FIRST} limit ${filter.limit}`,
    signal,
  );
  return {
    findings: withAdvice(findings, aws.advice),
    aws,
    count: byType.reduce((sum, { findings }) => sum + findings, 0),
    totals: totalsOf([...byType, ...aws.totals]),
    byType,
    unknown: unknown.map((row) => {
      const [reason, findings, fix] = UnknownRow.parse(row);
      return { reason: reason ?? '', findings, fix: fix ?? undefined };
    }),
    stale: await staleFindings(reader, signal),
    ages: await findingAges(reader, signal),
  };
}

/** One finding, by its id. */
export async function explainedFinding(
  reader: Pick<Store, 'query'>,
  id: string,
  signal: AbortSignal,
): Promise<ShownFinding | undefined> {
  const [found] = await shownFindings(reader, `f.id = ${sqlText(id)}`, signal);
  return found;
}

const BEST_FIRST = 'f.monthly_saving desc nulls last, f.verdict desc, f.id';
const FROM = `from findings as f join (select id as state_of, state as finding_state, state_reason as finding_state_reason
  from optimization_opportunities) as o on o.state_of = f.id`;
const STATE = 'o.finding_state';

async function shownFindings(
  reader: Pick<Store, 'query'>,
  where: string,
  signal: AbortSignal,
): Promise<readonly ShownFinding[]> {
  const columns = SHOWN_COLUMNS.map((name) => `f.${name} as ${name}`).join(', ');
  const rows = await allRows(
    reader,
    `select ${columns}, ${STATE} as state, o.finding_state_reason as state_reason ${FROM} where ${where}`,
    signal,
  );
  const names = [...SHOWN_COLUMNS, 'state', 'state_reason'];
  return rows.map((row) =>
    Shown.parse(Object.fromEntries(row.map((value, index) => [names[index] ?? '', value]))),
  );
}

const TIMES: readonly string[] = FINDINGS_TABLE.columns
  .filter(({ type }) => type === 'time')
  .map(({ name }) => name);

/** A row of `findings` as it is shown. */
export function shownRow(row: FindingRow): ShownFinding {
  const values = FINDINGS_TABLE.columns.map(({ name }, index): readonly [string, unknown] => {
    const value = row[index];
    return [name, TIMES.includes(name) ? new Date(Number(value)).toISOString() : value];
  });
  return Shown.parse({ ...Object.fromEntries(values), state: 'open', state_reason: null });
}

/** AWS's advice that the filter allows. It is not ours, so that no verdict of ours is asked for. */
async function adviceOf(
  reader: Pick<Store, 'query'>,
  filter: FindingFilter,
  signal: AbortSignal,
): Promise<AdviceReport> {
  if (filter.verdict === 'unknown') return { advice: [], totals: [] };
  const where = conditionOf({ ...filter, verdict: undefined, showsAll: true });
  return adviceReport(reader, { where, showsAll: filter.showsAll }, signal);
}

function withAdvice(
  findings: readonly ShownFinding[],
  advice: readonly ShownAdvice[],
): readonly ReportedFinding[] {
  const keyOf = (one: Pick<ShownAdvice, 'account' | 'region' | 'resource_id'>): string =>
    `${one.account} ${one.region} ${one.resource_id}`;
  const byResource = new Map<string, ReportedFinding['aws_advice'][number][]>();
  for (const one of advice) {
    const { id, source, action, description, own_saving, monthly_saving, currency } = one;
    const own = byResource.get(keyOf(one)) ?? [];
    byResource.set(keyOf(one), own);
    own.push({ id, source, action, description, own_saving, monthly_saving, currency });
  }
  return findings.map((finding) => ({
    ...finding,
    aws_advice: byResource.get(keyOf(finding)) ?? [],
  }));
}

type Amounts = readonly Pick<FoundOfType, 'currency' | 'monthly'>[];

function totalsOf(byType: Amounts): FindingReport['totals'] {
  const sums = new Map<string, Decimal[]>();
  for (const { currency, monthly } of byType) {
    if (currency === null || monthly === null) continue;
    sums.set(currency, [...(sums.get(currency) ?? []), decimal(monthly)]);
  }
  return [...sums].map(([currency, amounts]) => ({
    currency,
    monthly: decimalText(sumOf(amounts)),
  }));
}

/** Where findings were kept instead of evaluated again, and why. */
export async function staleFindings(
  reader: Pick<Store, 'query'>,
  signal: AbortSignal,
): Promise<readonly StaleGroup[]> {
  const sql =
    'select stale, count(*) from finding_scopes where stale is not null group by 1 order by 2 desc, 1';
  return (await allRows(reader, sql, signal)).map((row) => {
    const [why, places] = StaleRow.parse(row);
    return { why, places };
  });
}

/** How old the findings of the store are. */
export async function findingAges(
  reader: Pick<Store, 'query'>,
  signal: AbortSignal,
): Promise<FindingAges> {
  const sql = `select min(evaluated_at), min(inventory_read), min(usage_read), min(prices_read)
    from finding_scopes where resources > 0`;
  const [row] = await allRows(reader, sql, signal);
  const ages = row === undefined ? [null, null, null, null] : AgesRow.parse(row);
  const [evaluatedAt = null, inventoryRead = null, usageRead = null, pricesRead = null] = ages;
  return { evaluatedAt, inventoryRead, usageRead, pricesRead };
}

function conditionOf({
  types,
  services,
  accounts,
  verdict,
  minSaving,
  showsAll,
}: FindingFilter): string {
  const conditions = [
    isOneOf('f.type', types),
    isOneOf('f.service', services),
    isOneOf('f.account', accounts),
    verdict === undefined ? '' : `f.verdict = '${verdict}'`,
    minSaving === undefined ? '' : `f.monthly_saving >= ${decimalText(minSaving)}`,
    showsAll ? '' : `${STATE} = 'open'`,
  ].filter((condition) => condition !== '');
  return conditions.length === 0 ? 'true' : conditions.join(' and ');
}

function isOneOf(column: string, values: readonly string[] | undefined): string {
  if (values === undefined) return '';
  return values.length === 0 ? 'false' : `${column} in (${values.map(sqlText).join(', ')})`;
}
