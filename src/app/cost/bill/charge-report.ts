import { z } from 'zod';
import type { Basis } from '../../../cost/money/basis.ts';
import { decimal, minus, plus, ZERO, type Decimal } from '../../../cost/money/decimal.ts';
import { CHARGES } from '../../../store/charges.ts';
import type { QueryValue } from '../../../store/store.ts';
import { NO_QUERY_LIMITS, type StoreReader } from '../../store/store-reader.ts';
import {
  filterSql,
  groupSql,
  withoutValue,
  type ChargeFilter,
  type ChargeGroup,
} from './charge-groups.ts';
import { dayAfter, type ChargePeriod } from './charge-period.ts';
import { chargeSources, type ChargeSources } from './charge-sources.ts';

/** How finely charges are shown over time. */
export const GRANULARITIES = ['total', 'monthly', 'daily'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

export interface ChargeQuestion {
  readonly period: ChargePeriod;
  readonly granularity: Granularity;
  readonly groups: readonly ChargeGroup[];
  readonly filters: readonly ChargeFilter[];
  readonly basis: Basis;
}

/** What one group costs in one currency. Credits and taxes are in the totals, not here. */
export interface ChargeGroupCost {
  /** `2026-10` or `2026-10-31`; undefined for the whole time. */
  readonly time: string | undefined;
  /** A value for each group. */
  readonly values: readonly string[];
  readonly currency: string;
  readonly amount: Decimal;
}

/** What the bill is in one currency: charges, credits and taxes are the total. */
export interface ChargeTotals {
  readonly charges: Decimal;
  readonly credits: Decimal;
  readonly taxes: Decimal;
  readonly total: Decimal;
  /** The part of the total that is not tied to a resource. */
  readonly withoutResource: Decimal;
  /** Charges that do not have this basis: they are not in the total. */
  readonly unknown: number;
}

/** The bill, as the store has it. */
export interface ChargeReport extends ChargeSources {
  readonly question: ChargeQuestion;
  /** In the order of time, the most expensive first. */
  readonly rows: readonly ChargeGroupCost[];
  /** What the groups after the first {@link MOST_GROUPS} cost, by currency: they are in no row. */
  readonly others: ReadonlyMap<string, { readonly groups: number; readonly amount: Decimal }>;
  /** By currency. */
  readonly totals: ReadonlyMap<string, ChargeTotals>;
}

/** Groups that are kept in memory. */
export const MOST_GROUPS = 100_000;

const Count = z.union([z.number(), z.string()]).transform(Number);
const Amount = z.string().nullable();
const Row = z.tuple([z.string().nullable(), z.string(), Amount, Amount, Amount, Amount, Count]);

/** Adds up charges. Sums are exact, and every charge of the time is in the totals. */
export async function chargeReport(
  reader: Pick<StoreReader, 'query'>,
  question: ChargeQuestion,
  signal: AbortSignal,
): Promise<ChargeReport> {
  const sums = new ChargeSums(question);
  const { rows } = await reader.query(chargeSql(question), NO_QUERY_LIMITS, signal);
  for await (const batch of rows()) for (const row of batch) sums.add(row);
  const sources = await chargeSources(reader, conditionOf(question), signal);
  return { question, ...sources, ...sums.result() };
}

/** The query of a report, in SQL that both stores understand. */
export function chargeSql(question: ChargeQuestion): string {
  const { groups, basis } = question;
  const keys = [timeSql(question), 'BillingCurrency', ...groups.map(groupSql)];
  const names = keys.map((_, index) => index + 1).join(', ');
  return `select ${keys.join(', ')}, sum(${basis}) as amount,
      sum(${basis}) filter (where ChargeCategory = 'Credit') as credits,
      sum(${basis}) filter (where ChargeCategory = 'Tax') as taxes,
      sum(${basis}) filter (where not has_resource) as without_resource, ${unknownSql(basis)} as unknown
    from charges where ${conditionOf(question)} group by ${names} order by amount desc, ${names}`;
}

/** How many charges do not have this basis. What every charge has need not be counted. */
function unknownSql(basis: Basis): string {
  const isInAll = CHARGES.columns.some(
    (column) => column.name === basis && !('nullable' in column),
  );
  return isInAll ? '0' : `count(*) - count(${basis})`;
}

function timeSql({ granularity, period }: ChargeQuestion): string {
  switch (granularity) {
    case 'total':
      return "''";
    case 'monthly':
      return period.column === 'BillingPeriodStart'
        ? 'source_period'
        : "cast(date_trunc('month', ChargePeriodStart) as date)";
    case 'daily':
      return 'cast(ChargePeriodStart as date)';
  }
}

function conditionOf({ period, filters }: ChargeQuestion): string {
  return [periodSql(period), ...filters.map(filterSql)].join(' and ');
}

/** Which charges are of a time, as SQL that all stores understand. */
export function periodSql({ from, to, column }: ChargePeriod): string {
  return `${column} >= '${from} 00:00:00' and ${column} < '${dayAfter(to)} 00:00:00'`;
}

const MONTH = 'YYYY-MM'.length;
const DAY = 'YYYY-MM-DD'.length;

const NOTHING: ChargeTotals = {
  charges: ZERO,
  credits: ZERO,
  taxes: ZERO,
  total: ZERO,
  withoutResource: ZERO,
  unknown: 0,
};

/** Adds up the rows of the query: a group may have several. */
class ChargeSums {
  readonly #question: ChargeQuestion;
  readonly #rows = new Map<string, ChargeGroupCost>();
  readonly #others = new Map<string, { readonly groups: number; readonly amount: Decimal }>();
  readonly #totals = new Map<string, ChargeTotals>();

  constructor(question: ChargeQuestion) {
    this.#question = question;
  }

  add(row: readonly QueryValue[]): void {
    const { groups, granularity } = this.#question;
    const values = row.slice(2, 2 + groups.length);
    const [time, currency, ...sums] = Row.parse([row[0], row[1], ...row.slice(2 + groups.length)]);
    const unknown = sums[4];
    const [total, credits, taxes, withoutResource] = [sums[0], sums[1], sums[2], sums[3]].map(
      (sum) => decimal(sum ?? '0'),
    ) as [Decimal, Decimal, Decimal, Decimal];
    const charges = minus(total, plus(credits, taxes));
    this.#addTotal(currency, { charges, credits, taxes, total, withoutResource, unknown });
    const amount = areApart(groups) ? charges : total;
    if (amount === ZERO && total !== ZERO) return; // there are only credits or taxes
    const shown = groups.map((group, index) => {
      const value = values[index];
      return typeof value === 'string' && value !== '' ? value : withoutValue(group);
    });
    this.#addGroup({
      time:
        granularity === 'total'
          ? undefined
          : (time ?? '').slice(0, granularity === 'daily' ? DAY : MONTH),
      values: shown,
      currency,
      amount,
    });
  }

  result(): Pick<ChargeReport, 'rows' | 'others' | 'totals'> {
    const rows = [...this.#rows.values()].sort(inOrder);
    return { rows, others: this.#others, totals: new Map([...this.#totals].sort()) };
  }

  #addGroup(cost: ChargeGroupCost): void {
    const key = JSON.stringify([cost.time, cost.currency, cost.values]);
    const known = this.#rows.get(key);
    if (known !== undefined) {
      this.#rows.set(key, { ...known, amount: plus(known.amount, cost.amount) });
    } else if (this.#rows.size < MOST_GROUPS) {
      this.#rows.set(key, cost);
    } else {
      const others = this.#others.get(cost.currency) ?? { groups: 0, amount: ZERO };
      this.#others.set(cost.currency, {
        groups: others.groups + 1,
        amount: plus(others.amount, cost.amount),
      });
    }
  }

  #addTotal(currency: string, sums: ChargeTotals): void {
    const known = this.#totals.get(currency) ?? NOTHING;
    this.#totals.set(currency, {
      charges: plus(known.charges, sums.charges),
      credits: plus(known.credits, sums.credits),
      taxes: plus(known.taxes, sums.taxes),
      total: plus(known.total, sums.total),
      withoutResource: plus(known.withoutResource, sums.withoutResource),
      unknown: known.unknown + sums.unknown,
    });
  }
}

/** Credits and taxes are shown apart, unless they are what is asked for. */
export function areApart(groups: readonly ChargeGroup[]): boolean {
  return !groups.includes('charge_category');
}

function inOrder(one: ChargeGroupCost, other: ChargeGroupCost): number {
  if (one.time !== other.time) return (one.time ?? '') < (other.time ?? '') ? -1 : 1;
  if (one.amount !== other.amount) return one.amount > other.amount ? -1 : 1;
  return JSON.stringify(one.values) < JSON.stringify(other.values) ? -1 : 1;
}
