import {
  fastestGrowing,
  trendOf,
  type DailyAmount,
  type NamedChange,
  type Trend,
} from '../../../cost/analysis/trends.ts';
import { dateOf, type DayNumber } from '../../../cost/analysis/calendar-day.ts';
import { decimalText, plus, ZERO, type Decimal } from '../../../cost/money/decimal.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { groupName } from '../bill/charge-groups.ts';
import { billDays, commonDays, periodState, type PeriodState } from './bill-days.ts';
import { addedDays, dailySeries, type SeriesQuestion } from './daily-series.ts';

/** The lengths of the compared periods, in days. */
export const TREND_DAYS = [7, 30] as const;

export interface TrendQuestion extends SeriesQuestion {
  /** The last day that counts. @default the last stable one */
  readonly to?: DayNumber | undefined;
}

/** A length of time against as many days before, in one currency. */
export interface CurrencyTrend extends Trend {
  readonly currency: string;
  readonly state: PeriodState;
  /** The bill goes back so far that both periods are whole. Otherwise a rise may only be missing days. */
  readonly isWhole: boolean;
  /** By value of the groups, what grew most in money first. Their sums are those of the trend. */
  readonly changes: readonly NamedChange[];
}

export interface TrendReport {
  readonly question: TrendQuestion;
  /** Empty without a bill. By currency, then length. */
  readonly trends: readonly CurrencyTrend[];
  readonly collectedAt: number | undefined;
}

interface Sums {
  readonly current: Map<string, Decimal>;
  readonly previous: Map<string, Decimal>;
}

/** The cost of the last 7 and 30 days against the days before, and which groups grew. */
export async function trendReport(
  reader: Pick<StoreReader, 'query'>,
  question: TrendQuestion,
  signal: AbortSignal,
): Promise<TrendReport> {
  const bill = commonDays(await billDays(reader, signal));
  if (bill === undefined) return { question, trends: [], collectedAt: undefined };
  const to = question.to ?? bill.stableTo;
  const longest = Math.max(...TREND_DAYS);
  const totals = new Map<string, readonly DailyAmount[]>();
  const sums = new Map<string, Sums>();
  const days = { from: to - 2 * longest + 1, to };
  for await (const series of dailySeries(reader, question, days, signal)) {
    const { currency, values } = series;
    totals.set(currency, addedDays(totals.get(currency) ?? [], series.days));
    for (const length of TREND_DAYS) {
      const { current, previous } = trendOf(series.days, to, length);
      const key = `${currency} ${length}`;
      const its = sums.get(key) ?? { current: new Map(), previous: new Map() };
      sums.set(key, its);
      add(its.current, values.join(', '), current);
      add(its.previous, values.join(', '), previous);
    }
  }
  const trends = [...totals].flatMap(([currency, amounts]) =>
    TREND_DAYS.map((length): CurrencyTrend => {
      const its = sums.get(`${currency} ${length}`);
      return {
        currency,
        ...trendOf(amounts, to, length),
        state: periodState(bill, to),
        isWhole: bill.first <= to - 2 * length + 1,
        changes: its === undefined ? [] : fastestGrowing(its.current, its.previous),
      };
    }),
  );
  return { question, trends, collectedAt: bill.collectedAt };
}

function add(sums: Map<string, Decimal>, name: string, amount: Decimal): void {
  if (amount !== ZERO) sums.set(name, plus(sums.get(name) ?? ZERO, amount));
}

/** For programs: amounts are exact texts. */
export function trendReportJson({ question, trends, collectedAt }: TrendReport): object {
  return {
    basis: question.basis,
    charges: 'usage without corrections',
    groupBy: question.groups.map(groupName),
    collectedAt: collectedAt === undefined ? null : new Date(collectedAt).toISOString(),
    trends: trends.map(({ changes, ...trend }) => ({
      ...trendJson(trend),
      changes: changes.map((change) => ({
        name: change.name,
        kind: change.kind,
        ...changeJson(change),
      })),
    })),
  };
}

function trendJson(trend: Omit<CurrencyTrend, 'changes'>): object {
  const { currency, days, from, to, state, isWhole, dailyMean } = trend;
  return {
    ...{ currency, days, from: dateOf(from), to: dateOf(to), state, isWhole },
    ...changeJson(trend),
    dailyMean: decimalText(dailyMean),
  };
}

function changeJson({
  current,
  previous,
  change,
  ratio,
}: Omit<NamedChange, 'name' | 'kind'>): object {
  return {
    current: decimalText(current),
    previous: decimalText(previous),
    change: decimalText(change),
    changeRatio: ratio ?? null,
  };
}
