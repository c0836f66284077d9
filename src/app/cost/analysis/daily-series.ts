import { z } from 'zod';
import type { DailyAmount } from '../../../cost/analysis/trends.ts';
import { dateOf, dayNumber, type DayNumber } from '../../../cost/analysis/calendar-day.ts';
import type { Basis } from '../../../cost/money/basis.ts';
import { decimal, plus, toNumber } from '../../../cost/money/decimal.ts';
import type { QueryValue } from '../../../store/store.ts';
import { NO_QUERY_LIMITS, type StoreReader } from '../../store/store-reader.ts';
import {
  filterSql,
  groupSql,
  withoutValue,
  type ChargeFilter,
  type ChargeGroup,
} from '../bill/charge-groups.ts';
import { dayAfter } from '../bill/charge-period.ts';

/**
 * The charges that analysis learns from. Purchases, taxes, credits, adjustments and corrections come in lumps: they are
 * known, and shown apart.
 */
export const ANALYSED_CHARGES =
  "ChargeCategory = 'Usage' and coalesce(ChargeClass, '') <> 'Correction'";

/** Which charges, and how they are grouped. */
export interface SeriesQuestion {
  /** A series for each combination of values; none: one series for each currency. */
  readonly groups: readonly ChargeGroup[];
  readonly filters: readonly ChargeFilter[];
  readonly basis: Basis;
}

/** What one group of charges costs each day, in one currency. */
export interface DailySeries {
  readonly currency: string;
  /** A value for each group; `(no region)` where there is none. */
  readonly values: readonly string[];
  /** In the order of days; a day without charges is missing. Exact. */
  readonly days: readonly DailyAmount[];
  /** Charges that do not have this basis: they are in no amount. */
  readonly unknown: number;
}

const Day = z.string();
const Tail = z.tuple([
  Day,
  z.string().nullable(),
  z.union([z.number(), z.string()]).transform(Number),
]);

/**
 * Daily costs, one series after the other in the order of currency and values. Only one series is in memory.
 *
 * @param days the first and the last day
 */
export async function* dailySeries(
  reader: Pick<StoreReader, 'query'>,
  question: SeriesQuestion,
  days: { readonly from: DayNumber; readonly to: DayNumber },
  signal: AbortSignal,
): AsyncGenerator<DailySeries, void> {
  const { rows } = await reader.query(seriesSql(question, days), NO_QUERY_LIMITS, signal);
  const length = question.groups.length;
  let open: { readonly key: string; readonly row: readonly QueryValue[]; days: DailyAmount[]; unknown: number } | undefined; // prettier-ignore
  const named = ({ row, days: amounts, unknown }: NonNullable<typeof open>): DailySeries => ({
    currency: textOf(row[0]),
    values: question.groups.map((group, index) => shown(group, row[index + 1])),
    days: amounts,
    unknown,
  });
  for await (const batch of rows()) {
    for (const row of batch) {
      const key = JSON.stringify(row.slice(0, 1 + length));
      if (open?.key !== key) {
        if (open !== undefined) yield named(open);
        open = { key, row, days: [], unknown: 0 };
      }
      const [day, amount, unknown] = Tail.parse(row.slice(1 + length));
      open.unknown += unknown;
      if (amount !== null)
        open.days.push({ day: dayNumber(day.slice(0, 10)), amount: decimal(amount) });
    }
  }
  if (open !== undefined) yield named(open);
}

function seriesSql(
  { groups, filters, basis }: SeriesQuestion,
  { from, to }: { readonly from: DayNumber; readonly to: DayNumber },
): string {
  const keys = ['BillingCurrency', ...groups.map((group) => `coalesce(${groupSql(group)}, '')`)];
  const names = [...keys, ''].map((_, index) => index + 1).join(', ');
  const conditions = [ANALYSED_CHARGES, daysSql(from, to), ...filters.map(filterSql)].join(' and ');
  return `select ${keys.join(', ')}, cast(ChargePeriodStart as date), sum(${basis}), count(*) - count(${basis})
    from charges where ${conditions} group by ${names} order by ${names}`;
}

/** Charges of these days, as SQL that all stores understand. */
export function daysSql(from: DayNumber, to: DayNumber): string {
  return `ChargePeriodStart >= '${dateOf(from)} 00:00:00' and ChargePeriodStart < '${dayAfter(dateOf(to))} 00:00:00'`;
}

function textOf(value: QueryValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function shown(group: ChargeGroup, value: QueryValue | undefined): string {
  return typeof value === 'string' && value !== '' ? value : withoutValue(group);
}

/** The costs of all days of a time as numbers: 0 where there are none. */
export function dailyNumbers(
  days: readonly DailyAmount[],
  from: DayNumber,
  to: DayNumber,
): Float64Array {
  const numbers = new Float64Array(Math.max(0, to - from + 1));
  for (const { day, amount } of days) {
    if (day >= from && day <= to) numbers[day - from] = toNumber(amount);
  }
  return numbers;
}

/** Two series as one. */
export function addedDays(
  one: readonly DailyAmount[],
  other: readonly DailyAmount[],
): readonly DailyAmount[] {
  const sums = new Map(one.map(({ day, amount }) => [day, amount]));
  for (const { day, amount } of other) {
    const known = sums.get(day);
    sums.set(day, known === undefined ? amount : plus(known, amount));
  }
  return [...sums].map(([day, amount]) => ({ day, amount })).sort((a, b) => a.day - b.day);
}
