import { z } from 'zod';
import type { CostBudget } from '../../../config/budget-setting.ts';
import {
  budgetStatus,
  monthEndCost,
  type BudgetStatus,
  type MonthEndCost,
} from '../../../cost/analysis/budget.ts';
import {
  dateOf,
  dayNumber,
  monthEnd,
  type DayNumber,
} from '../../../cost/analysis/calendar-day.ts';
import { forecast } from '../../../cost/analysis/forecast/forecast.ts';
import type { Basis } from '../../../cost/money/basis.ts';
import {
  decimal,
  decimalText,
  dividedBy,
  minus,
  plus,
  toNumber,
  type Decimal,
} from '../../../cost/money/decimal.ts';
import { allRows } from '../../store/all-rows.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { filterSql, parseFilters, type ChargeFilter } from '../bill/charge-groups.ts';
import { billDays, commonDays } from './bill-days.ts';
import { addedDays, ANALYSED_CHARGES, dailyNumbers, dailySeries, daysSql } from './daily-series.ts';

/** History of a budget's forecast, in days. */
const HISTORY_DAYS = 400;

export interface BudgetQuestion {
  readonly budgets: readonly CostBudget[];
  /** Milliseconds since the Unix epoch: it says which periods are current. */
  readonly now: number;
}

/** One budget with what is used of it. */
export interface ShownBudget {
  readonly source: 'longshore' | 'aws';
  /** AWS's budgets: whose it is. */
  readonly account: string | null;
  readonly name: string;
  /** `monthly`, … */
  readonly period: string;
  /** The current period; null where AWS does not say. */
  readonly from: string | null;
  readonly to: string | null;
  readonly currency: string;
  /** Undefined where AWS does not say which cost it counts. */
  readonly basis: Basis | undefined;
  readonly filters: readonly string[];
  readonly thresholds: readonly number[];
  readonly limit: Decimal | null;
  /** So far. Null while it is unknown. */
  readonly spent: Decimal | null;
  readonly usedRatio: number | null;
  /** On the last day of the period. Null where the cost cannot be forecast. */
  readonly expected: Decimal | null;
  readonly expectedRange: { readonly low: Decimal; readonly high: Decimal } | null;
  readonly expectedRatio: number | null;
  readonly status: BudgetStatus['status'];
  /** Why something is unknown. */
  readonly reason: string | null;
  /** When the figures were read from AWS. */
  readonly readAt: string | null;
}

export interface BudgetReport {
  /** Ours first, then AWS's. */
  readonly budgets: readonly ShownBudget[];
  /** Thresholds of our budgets that are reached. */
  readonly reached: readonly ReachedThreshold[];
}

/** A threshold of a budget that is reached in its current period. */
export interface ReachedThreshold {
  readonly budget: ShownBudget;
  /** Percent of the limit. */
  readonly threshold: number;
}

const BASES: Readonly<Record<CostBudget['basis'], Basis>> = {
  billed: 'BilledCost',
  effective: 'EffectiveCost',
  list: 'ListCost',
  contracted: 'ContractedCost',
};

/** Our own budgets against the bill, and AWS's beside them. */
export async function budgetReport(
  reader: Pick<StoreReader, 'query'>,
  { budgets, now }: BudgetQuestion,
  signal: AbortSignal,
): Promise<BudgetReport> {
  const bill = commonDays(await billDays(reader, signal));
  const own: ShownBudget[] = [];
  for (const budget of budgets) own.push(await ownBudget(reader, budget, { bill, now }, signal));
  const shown = [...own, ...(await awsBudgets(reader, signal))];
  return { budgets: shown, reached: own.flatMap(reachedThresholds) };
}

function reachedThresholds(budget: ShownBudget): readonly ReachedThreshold[] {
  const used = (budget.usedRatio ?? 0) * 100;
  return budget.thresholds
    .filter((threshold) => used >= threshold)
    .map((threshold) => ({ budget, threshold }));
}

type Bill = ReturnType<typeof commonDays>;

async function ownBudget(
  reader: Pick<StoreReader, 'query'>,
  budget: CostBudget,
  { bill, now }: { readonly bill: Bill; readonly now: number },
  signal: AbortSignal,
): Promise<ShownBudget> {
  const { name, currency, filters, thresholds } = budget;
  const [from, to] = currentPeriod(budget.period, now);
  const basis = BASES[budget.basis];
  const limit = decimal(budget.amount);
  const common = {
    ...({
      source: 'longshore',
      account: null,
      name,
      period: budget.period,
      currency,
      basis,
    } as const),
    ...{ filters, thresholds, limit, readAt: null, from: dateOf(from), to: dateOf(to) },
  };
  const unknown = (reason: string): ShownBudget => ({
    ...common,
    ...{ spent: null, usedRatio: null, expected: null, expectedRange: null, expectedRatio: null },
    ...{ status: 'unknown', reason },
  });
  if (bill === undefined) return unknown('the store has no bill');
  if (bill.last < from) return unknown(`the bill ends on ${dateOf(bill.last)}, before the period`);
  if (bill.first > from)
    return unknown(`the bill begins on ${dateOf(bill.first)}, within the period`);
  const parsed = parseFilters(filters);
  const asked = { basis, currency, filters: parsed };
  const spent = await spentIn(reader, asked, { from, to: Math.min(to, bill.last) }, signal);
  if (spent.unknown > 0) return unknown(`${spent.unknown} charges have no ${basis}`);
  const end = await expectedAt(reader, asked, { bill, from, to }, signal);
  const status = budgetStatus(limit, spent.amount, end);
  return {
    ...common,
    spent: spent.amount,
    usedRatio: status.usedRatio,
    expected: end?.expected ?? null,
    expectedRange: end === undefined ? null : { low: end.low, high: end.high },
    expectedRatio: status.expectedRatio ?? null,
    status: status.status,
    reason: end === undefined ? 'the rest of the period cannot be forecast' : null,
  };
}

interface Asked {
  readonly basis: Basis;
  readonly currency: string;
  readonly filters: readonly ChargeFilter[];
}

const Spent = z.tuple([z.string().nullable(), z.coerce.number()]);

/** What all charges of some days cost: with purchases, credits and taxes. */
async function spentIn(
  reader: Pick<StoreReader, 'query'>,
  { basis, currency, filters }: Asked,
  days: { readonly from: DayNumber; readonly to: DayNumber },
  signal: AbortSignal,
): Promise<{ readonly amount: Decimal; readonly unknown: number }> {
  const conditions = [
    daysSql(days.from, days.to),
    `BillingCurrency = '${currency}'`,
    ...filters.map(filterSql),
  ];
  const sql = `select sum(${basis}), count(*) - count(${basis}) from charges where ${conditions.join(' and ')}`;
  const [row] = await allRows(reader, sql, signal);
  const [amount, unknown] = Spent.parse(row ?? [null, 0]);
  return { amount: decimal(amount ?? '0'), unknown };
}

/** What the period will have cost on its last day: what is stable, and the forecast of usage from there on. */
async function expectedAt(
  reader: Pick<StoreReader, 'query'>,
  asked: Asked,
  {
    bill,
    from,
    to,
  }: { readonly bill: NonNullable<Bill>; readonly from: DayNumber; readonly to: DayNumber },
  signal: AbortSignal,
): Promise<MonthEndCost | undefined> {
  const { stableTo } = bill;
  const history = { from: Math.max(bill.first, stableTo - HISTORY_DAYS + 1), to: bill.last };
  const question = { groups: [], filters: asked.filters, basis: asked.basis };
  let days: ReturnType<typeof addedDays> = [];
  for await (const series of dailySeries(reader, question, history, signal)) {
    if (series.currency === asked.currency) days = addedDays(days, series.days);
  }
  const { amount: stable } = await spentIn(
    reader,
    asked,
    { from, to: Math.min(stableTo, to) },
    signal,
  );
  if (stableTo >= to) return { expected: stable, low: stable, high: stable };
  // Of the days that are not stable yet, usage is forecast; purchases, taxes and credits are known.
  const late = { from: Math.max(from, stableTo + 1), to: Math.min(to, bill.last) };
  const { amount } = await spentIn(reader, asked, late, signal);
  const beside = minus(amount, await usageIn(reader, asked, late, signal));
  const horizon = to - stableTo;
  const found = forecast(dailyNumbers(days, history.from, stableTo), history.from, { horizon });
  if (found.status === 'range') return undefined;
  // A day that is not complete costs at least what is known of it.
  const known = new Map(days.map(({ day, amount }) => [day, toNumber(amount)]));
  const atLeast = (day: DayNumber, amount: number): number => Math.max(amount, known.get(day) ?? 0);
  const ahead = {
    ...found,
    days: found.days
      .filter(({ day }) => day >= from)
      .map((one) => ({
        ...one,
        expected: atLeast(one.day, one.expected),
        interval80: {
          low: atLeast(one.day, one.interval80.low),
          high: atLeast(one.day, one.interval80.high),
        },
      })),
  };
  return monthEndCost(plus(stable, beside), ahead, to);
}

async function usageIn(
  reader: Pick<StoreReader, 'query'>,
  { basis, currency, filters }: Asked,
  days: { readonly from: DayNumber; readonly to: DayNumber },
  signal: AbortSignal,
): Promise<Decimal> {
  const conditions = [
    ...[daysSql(days.from, days.to), ANALYSED_CHARGES, `BillingCurrency = '${currency}'`],
    ...filters.map(filterSql),
  ];
  const [row] = await allRows(
    reader,
    `select sum(${basis}) from charges where ${conditions.join(' and ')}`,
    signal,
  );
  return decimal(typeof row?.[0] === 'string' ? row[0] : '0');
}

/** The first and the last day of the month, quarter or year of a time. */
export function currentPeriod(
  period: CostBudget['period'],
  now: number,
): readonly [DayNumber, DayNumber] {
  const date = new Date(now);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const [first, months] =
    period === 'monthly' ? [month, 1] : period === 'quarterly' ? [month - (month % 3), 3] : [0, 12];
  const start = new Date(Date.UTC(year, first, 1)).toISOString().slice(0, 10);
  const last = new Date(Date.UTC(year, first + months - 1, 1)).toISOString().slice(0, 10);
  return [dayNumber(start), monthEnd(dayNumber(last))];
}

const maybe = z.string().nullable();
const Aws = z.tuple([z.string(), z.string(), z.string(), maybe, maybe, maybe, maybe, z.string()]);

/** AWS's own budgets of cost, as they were read last. */
async function awsBudgets(
  reader: Pick<StoreReader, 'query'>,
  signal: AbortSignal,
): Promise<readonly ShownBudget[]> {
  const rows = await allRows(
    reader,
    `select account, name, time_unit, limit_amount, actual_amount, forecast_amount, unit, read_at
     from aws_budgets where type = 'COST' order by account, name`,
    signal,
  );
  return rows.map((row): ShownBudget => {
    const [account, name, unit, limitText, actual, forecastText, currency, readAt] = Aws.parse(row);
    const limit = limitText === null ? null : decimal(limitText);
    const spent = actual === null ? null : decimal(actual);
    const expected = forecastText === null ? null : decimal(forecastText);
    const ratioOf = (part: Decimal | null): number | null =>
      part === null || limit === null || limit <= 0n ? null : toNumber(dividedBy(part, limit));
    const isKnown = limit !== null && spent !== null && limit > 0n;
    return {
      ...({
        source: 'aws',
        account,
        name,
        period: unit.toLowerCase(),
        from: null,
        to: null,
      } as const),
      ...{
        currency: currency ?? 'USD',
        basis: undefined,
        filters: [],
        thresholds: [],
        limit,
        spent,
      },
      ...{
        usedRatio: ratioOf(spent),
        expected,
        expectedRange: null,
        expectedRatio: ratioOf(expected),
      },
      status: !isKnown
        ? 'unknown'
        : spent > limit
          ? 'exceeded'
          : expected === null
            ? 'unknown'
            : expected > limit
              ? 'at-risk'
              : 'within',
      reason: isKnown ? null : 'AWS names no limit or no actual cost',
      readAt,
    };
  });
}

/** For programs: amounts are exact texts; expectations are estimates. */
export function budgetReportJson({ budgets }: BudgetReport): object {
  return {
    budgets: budgets.map(({ limit, spent, expected, expectedRange, basis, ...rest }) => ({
      ...rest,
      basis: basis ?? null,
      limit: textOf(limit),
      spent: textOf(spent),
      expected: textOf(expected),
      expectedRange:
        expectedRange === null
          ? null
          : { low: textOf(expectedRange.low), high: textOf(expectedRange.high) },
    })),
  };
}

function textOf(amount: Decimal | null): string | null {
  return amount === null ? null : decimalText(amount);
}
