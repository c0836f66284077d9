import { dateOf, type DayNumber } from '../../../cost/analysis/calendar-day.ts';
import {
  DEFAULT_HORIZON,
  forecast,
  type Forecast,
  type ForecastDay,
  type KnownItem,
} from '../../../cost/analysis/forecast/forecast.ts';
import type { DailyAmount } from '../../../cost/analysis/trends.ts';
import { decimalText, sumOf, type Decimal } from '../../../cost/money/decimal.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { groupName } from '../bill/charge-groups.ts';
import { billDays, commonDays } from './bill-days.ts';
import { endingCommitments, knownItemsOf, type EndingCommitment } from './ending-commitments.ts';
import { addedDays, dailyNumbers, dailySeries, type SeriesQuestion } from './daily-series.ts';

/** History that a forecast uses: the yearly pattern is not continued, so more says little. */
const HISTORY_DAYS = 400;
/** Groups that are forecast: those with the greatest cost. */
const MOST_GROUPS = 100;
/** Days whose cost ranks the groups. */
const RANKING_DAYS = 30;

export interface ForecastQuestion extends SeriesQuestion {
  /** Days to forecast. @default 30 */
  readonly horizon?: number | undefined;
  /** The last day that counts. @default the last stable one */
  readonly to?: DayNumber | undefined;
}

/** The forecast of one group, or of all charges, in one currency. Amounts of forecasts are estimates: doubles. */
export interface SeriesForecast {
  readonly currency: string;
  /** Undefined: the total of the currency. */
  readonly values: readonly string[] | undefined;
  /** What the last 30 days of the history cost. Exact. */
  readonly recent: Decimal;
  readonly forecast: Forecast;
}

export interface ForecastReport {
  readonly question: ForecastQuestion;
  /** The days that the forecast rests on. Undefined without a bill. */
  readonly history: { readonly from: DayNumber; readonly to: DayNumber } | undefined;
  /** The totals of each currency. The total is forecast by itself: the groups need not add up to it. */
  readonly totals: readonly SeriesForecast[];
  /** The greatest cost first. */
  readonly groups: readonly SeriesForecast[];
  /** Groups that were left out: their cost is in the total. */
  readonly otherGroups: number;
  /** Commitments that end in the forecast days: they are in the totals, and in no group. */
  readonly ending: readonly EndingCommitment[];
  readonly collectedAt: number | undefined;
}

interface History {
  readonly currency: string;
  readonly values: readonly string[] | undefined;
  readonly days: readonly DailyAmount[];
  readonly recent: Decimal;
}

/** What usage will cost in the next days, from the bill alone. */
export async function forecastReport(
  reader: Pick<StoreReader, 'query'>,
  question: ForecastQuestion,
  signal: AbortSignal,
): Promise<ForecastReport> {
  const bill = commonDays(await billDays(reader, signal));
  if (bill === undefined) {
    return {
      question,
      history: undefined,
      totals: [],
      groups: [],
      otherGroups: 0,
      ending: [],
      collectedAt: undefined,
    };
  }
  const to = question.to ?? bill.stableTo;
  const history = { from: Math.max(bill.first, to - HISTORY_DAYS + 1), to };
  const totals = new Map<string, readonly DailyAmount[]>();
  let kept: History[] = [];
  let count = 0;
  for await (const { currency, values, days } of dailySeries(reader, question, history, signal)) {
    totals.set(currency, addedDays(totals.get(currency) ?? [], days));
    if (question.groups.length === 0) continue;
    count += 1;
    kept.push({ currency, values, days, recent: recentOf(days, to) });
    if (kept.length >= 2 * MOST_GROUPS) kept = greatest(kept);
  }
  const horizon = question.horizon ?? DEFAULT_HORIZON;
  const until = to + horizon;
  // A filter may leave out what a commitment covers: then nothing is known of it.
  const ending =
    question.filters.length > 0
      ? []
      : await endingCommitments(reader, { from: to + 1, to: until, basis: question.basis }, signal);
  const forecastOf = (
    { days, ...named }: History,
    knownItems: readonly KnownItem[] = [],
  ): SeriesForecast => {
    signal.throwIfAborted();
    const numbers = dailyNumbers(days, history.from, to);
    return { ...named, forecast: forecast(numbers, history.from, { horizon, knownItems }) };
  };
  const groups = greatest(kept);
  return {
    question,
    history,
    totals: [...totals].map(([currency, days]) =>
      forecastOf(
        { currency, values: undefined, days, recent: recentOf(days, to) },
        knownItemsOf(ending, { to: until, currency }),
      ),
    ),
    groups: groups.map((group) => forecastOf(group)),
    otherGroups: count - groups.length,
    ending,
    collectedAt: bill.collectedAt,
  };
}

function recentOf(days: readonly DailyAmount[], to: DayNumber): Decimal {
  const recent = days.filter(({ day }) => day > to - RANKING_DAYS && day <= to);
  return sumOf(recent.map(({ amount }) => amount));
}

function greatest(series: readonly History[]): History[] {
  const order = (one: History, other: History): number =>
    one.recent === other.recent ? 0 : one.recent > other.recent ? -1 : 1;
  return [...series].sort(order).slice(0, MOST_GROUPS);
}

/** For programs. Forecasts are numbers with the digits of a cent; what was billed is exact text. */
export function forecastReportJson(report: ForecastReport): object {
  const { question, history, totals, groups, otherGroups, ending, collectedAt } = report;
  return {
    basis: question.basis,
    charges: 'usage without corrections',
    groupBy: question.groups.map(groupName),
    history: history === undefined ? null : { from: dateOf(history.from), to: dateOf(history.to) },
    collectedAt: collectedAt === undefined ? null : new Date(collectedAt).toISOString(),
    totals: totals.map((one) => seriesJson(one, [])),
    groups: groups.map((one) => seriesJson(one, question.groups.map(groupName))),
    otherGroups,
    endingCommitments: ending.map(({ lastDay, dailyIncrease, upfrontFee, ...rest }) => ({
      ...rest,
      lastDay: dateOf(lastDay),
      dailyIncrease: dailyIncrease ?? null,
      upfrontFee: upfrontFee === undefined ? null : decimalText(upfrontFee),
    })),
  };
}

function seriesJson(
  { currency, values, recent, forecast: found }: SeriesForecast,
  names: readonly string[],
): object {
  return {
    ...Object.fromEntries(names.map((name, index) => [name, values?.[index] ?? null])),
    currency,
    last30Days: decimalText(recent),
    ...(found.status === 'range'
      ? { status: 'range', reason: found.reason, past30DaySums: found.total ?? null }
      : {
          status: 'forecast',
          total: amountsJson(found.total),
          days: found.days.map(({ day, ...amounts }) => ({
            day: dateOf(day),
            ...amountsJson(amounts),
          })),
          backTest: {
            tests: found.backTests,
            meanDailyError: found.backTestError,
            naiveMeanDailyError: found.naiveError,
            weights: found.weights,
          },
        }),
  };
}

function amountsJson({ expected, interval80, interval95 }: Omit<ForecastDay, 'day'>): object {
  return { expected, interval80, interval95 };
}
