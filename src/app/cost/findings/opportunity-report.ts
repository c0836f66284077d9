import { z } from 'zod';
import { LEVELS, type FindingType, type Level } from '../../../cost/findings/finding.ts';
import { decimalText, type Decimal } from '../../../cost/money/decimal.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { allRows } from '../../store/all-rows.ts';
import {
  findingAges,
  staleFindings,
  type FindingAges,
  type StaleGroup,
  type UnknownGroup,
} from './finding-report.ts';
import type { FindingStateName } from './finding-states.ts';
import { OPPORTUNITIES, opportunityOf, SELECTED, type Opportunity } from './opportunity.ts';

/** What opportunities can be sorted by. */
export const OPPORTUNITY_SORTS = [
  'monthly_saving',
  'priority',
  'confidence',
  'effort',
  'risk',
  'first_seen',
  'last_seen',
] as const;
export type OpportunitySort = (typeof OPPORTUNITY_SORTS)[number];

export const OPPORTUNITY_VERDICTS = ['yes', 'unknown'] as const;

/** Which opportunities are asked for. Undefined allows all. */
export interface OpportunityFilter {
  readonly types: readonly FindingType[] | undefined;
  readonly services: readonly string[] | undefined;
  readonly accounts: readonly string[] | undefined;
  readonly regions: readonly string[] | undefined;
  readonly priorities: readonly Level[] | undefined;
  readonly verdicts: readonly (typeof OPPORTUNITY_VERDICTS)[number][] | undefined;
  readonly states: readonly FindingStateName[] | undefined;
  /** The least monthly saving that counts. */
  readonly minSaving: Decimal | undefined;
  /** Of the saving; opportunities whose saving is not known have none, and are allowed. */
  readonly currency: string | undefined;
}

export interface OpportunityQuestion {
  readonly filter: OpportunityFilter;
  readonly sort: OpportunitySort;
  readonly isAscending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** Opportunities of one type, currency and state. */
export interface OpportunityCount {
  readonly type: string;
  readonly currency: string | null;
  readonly isOpen: boolean;
  readonly count: number;
  /** Exact; null while no saving is known. */
  readonly saving: string | null;
}

export interface OpportunityReport {
  readonly opportunities: readonly Opportunity[];
  /** Of all that the filter allows. */
  readonly counts: readonly OpportunityCount[];
  /** Of all that the filter allows but for its verdict and saving. */
  readonly unknown: readonly UnknownGroup[];
  readonly stale: readonly StaleGroup[];
  readonly ages: FindingAges;
}

const maybe = z.string().nullable();
const CountRow = z.tuple([z.string(), maybe, z.string(), z.coerce.number(), maybe]);
const UnknownRow = z.tuple([maybe, z.coerce.number(), maybe]);

/** The opportunities that the store has. */
export async function opportunityReport(
  reader: Pick<StoreReader, 'query'>,
  { filter, sort, isAscending, offset, limit }: OpportunityQuestion,
  signal: AbortSignal,
): Promise<OpportunityReport> {
  const ask = (sql: string): ReturnType<typeof allRows> => allRows(reader, sql, signal);
  const where = conditionOf(filter);
  const counted = await ask(
    `select o_type, o_currency, o_state, count(*), sum(o_monthly_saving) from ${OPPORTUNITIES}
     where ${where} group by 1, 2, 3 order by 1, 2, 3`,
  );
  const unknown = await ask(
    `select f.reason as why, count(*), max(f.fix) from ${OPPORTUNITIES}
     where ${conditionOf({ ...filter, verdicts: ['unknown'], minSaving: undefined })}
     group by 1 order by 2 desc, 1`,
  );
  const order = `${SORT_KEYS[sort]} ${isAscending ? 'asc' : 'desc'}, o_id`;
  const page =
    limit === 0
      ? []
      : await ask(
          `select ${SELECTED} from ${OPPORTUNITIES} where ${where} order by ${order} limit ${limit} offset ${offset}`,
        );
  return {
    opportunities: page.map(opportunityOf),
    counts: counted.map((row) => {
      const [type, currency, state, count, saving] = CountRow.parse(row);
      return { type, currency, isOpen: state === 'open', count, saving };
    }),
    unknown: unknown.map((row) => {
      const [reason, findings, fix] = UnknownRow.parse(row);
      return { reason: reason ?? '', findings, fix: fix ?? undefined };
    }),
    stale: await staleFindings(reader, signal),
    ages: await findingAges(reader, signal),
  };
}

/** One opportunity, by its id. */
export async function opportunityById(
  reader: Pick<StoreReader, 'query'>,
  id: string,
  signal: AbortSignal,
): Promise<Opportunity | undefined> {
  const sql = `select ${SELECTED} from ${OPPORTUNITIES} where o_id = ${sqlText(id)}`;
  const [row] = await allRows(reader, sql, signal);
  return row === undefined ? undefined : opportunityOf(row);
}

/** The services of the opportunities that the store has. */
export async function opportunityServices(
  reader: Pick<StoreReader, 'query'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const sql = 'select distinct service as its_service from optimization_opportunities order by 1';
  return (await allRows(reader, sql, signal)).flat().filter((name) => typeof name === 'string');
}

/** A missing saving or priority comes after all others, in either direction of the store's own order of nulls. */
const SORT_KEYS: Readonly<Record<OpportunitySort, string>> = {
  monthly_saving: 'coalesce(o_monthly_saving, -1)',
  confidence: 'coalesce(o_confidence, -1)',
  priority: levelRank('o_priority'),
  effort: levelRank('o_effort'),
  risk: levelRank('o_risk'),
  first_seen: 'o_first_seen',
  last_seen: 'o_last_seen',
};

function levelRank(column: string): string {
  const ranks = LEVELS.map((level, rank) => `when '${level}' then ${rank}`).join(' ');
  return `case ${column} ${ranks} else -1 end`;
}

function conditionOf(filter: OpportunityFilter): string {
  const { minSaving, currency } = filter;
  const conditions = [
    isOneOf('o_type', filter.types),
    isOneOf('o_service', filter.services),
    isOneOf('o_account_id', filter.accounts),
    isOneOf('o_region', filter.regions),
    isOneOf('o_priority', filter.priorities),
    isOneOf('o_verdict', filter.verdicts),
    isOneOf('o_state', filter.states),
    minSaving === undefined ? '' : `o_monthly_saving >= ${decimalText(minSaving)}`,
    currency === undefined
      ? ''
      : `coalesce(o_currency, ${sqlText(currency)}) = ${sqlText(currency)}`,
  ].filter((condition) => condition !== '');
  return conditions.length === 0 ? 'true' : conditions.join(' and ');
}

function isOneOf(column: string, values: readonly string[] | undefined): string {
  if (values === undefined) return '';
  return values.length === 0 ? 'false' : `${column} in (${values.map(sqlText).join(', ')})`;
}
