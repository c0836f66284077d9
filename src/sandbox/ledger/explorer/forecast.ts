import { z } from 'zod';
import type { Exact } from '../exact.ts';
import { share } from '../exact.ts';
import { dayAfter, dayOf, monthAfter, monthOf, weekday } from '../days.ts';
import { lastDay } from '../refresh.ts';
import { cellsOn } from './cost-source.ts';
import { add, costOf, emptySum, type Metric, type Sum } from './cost-and-usage.ts';
import { filterOf } from './filter.ts';
import { amountText, invalid, parsed, splitPeriod, TimePeriod, unavailable, type ExplorerContext, type ExplorerHandler } from './requests.ts'; // prettier-ignore

/** Weeks that a forecast looks back. */
const WEEKS = 4;
/** The interval is so wide at a level of 80 %, in percent of the mean; wider at higher levels. */
const WIDTH = 12;
const LEVEL = 80;
/** Forecasts reach so far. Months. */
const REACH = 12;

const CostMetrics = ['AMORTIZED_COST', 'BLENDED_COST', 'NET_AMORTIZED_COST', 'NET_UNBLENDED_COST', 'UNBLENDED_COST'] as const; // prettier-ignore
const UsageMetrics = ['NORMALIZED_USAGE_AMOUNT', 'USAGE_QUANTITY'] as const;

const Input = z.strictObject({
  TimePeriod,
  Metric: z.enum([...CostMetrics, ...UsageMetrics]),
  Granularity: z.enum(['DAILY', 'MONTHLY']),
  Filter: z.unknown().optional(),
  BillingViewArn: z.string().optional(),
  PredictionIntervalLevel: z.number().int().min(51).max(99).optional(),
});
type Query = z.output<typeof Input>;

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostForecast.html */
export const getCostForecast: ExplorerHandler = (input, context) => {
  const query = parsed(Input, input);
  if (UsageMetrics.some((one) => one === query.Metric)) throw invalid('Metric: not a cost');
  return forecast(query, context, 'USD');
};

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetUsageForecast.html */
export const getUsageForecast: ExplorerHandler = (input, context) => {
  const query = parsed(Input, input);
  if (!UsageMetrics.some((one) => one === query.Metric)) throw invalid('Metric: not a usage');
  return forecast(query, context, undefined);
};

function forecast(query: Query, context: ExplorerContext, unit: string | undefined): object {
  const { Start, End } = query.TimePeriod;
  const today = dayOf(context.ledger.now().getTime());
  if (Start >= End) throw invalid('Start date (and hour) should be before end date (and hour)');
  if (Start < today) throw invalid('Start date should not be before the current date');
  if (End > `${monthAfter(monthOf(today), REACH + 1)}-01`) throw invalid('end date is too far in the future'); // prettier-ignore
  const { byWeekday, seen } = history(query, context);
  const width = BigInt(Math.round((WIDTH * (query.PredictionIntervalLevel ?? LEVEL)) / LEVEL));
  const results = splitPeriod(Start, End, query.Granularity).map(({ start, end, days }) => {
    const mean = days.reduce((sum, day) => sum + (byWeekday[weekday(day)] ?? 0n), 0n);
    return { start, end, mean };
  });
  const total = results.reduce((sum, { mean }) => sum + mean, 0n);
  return {
    Total: { Amount: amountText(total), Unit: unit ?? seen ?? 'N/A' },
    ForecastResultsByTime: results.map(({ start, end, mean }) => ({
      TimePeriod: { Start: start, End: end },
      MeanValue: amountText(mean),
      ...(query.PredictionIntervalLevel !== undefined && {
        PredictionIntervalLowerBound: amountText(mean - share(mean, width, 100n)),
        PredictionIntervalUpperBound: amountText(mean + share(mean, width, 100n)),
      }),
    })),
  };
}

/** The mean of each weekday in the last weeks; fees of months are spread over them. */
function history(
  { Filter, Metric }: Query,
  context: ExplorerContext,
): { byWeekday: readonly Exact[]; seen: string | undefined } {
  const passes = filterOf(Filter);
  const sums = Array.from({ length: 7 }, () => 0n);
  const last = lastDay(context.ledger.refresh());
  const all: Sum = emptySum([]);
  let isEmpty = true;
  for (let back = 1; back <= WEEKS * 7; back += 1) {
    const day = dayAfter(last, -back);
    const sum = emptySum([]);
    for (const cell of cellsOn(day, context)) {
      if (!passes(cell.labels)) continue;
      if (isEmpty) all.unit = cell.labels.unit;
      isEmpty = false;
      add(all, cell);
      add(sum, cell);
    }
    const index = weekday(day);
    sums[index] = (sums[index] ?? 0n) + amountOf(sum, Metric);
  }
  if (isEmpty) throw unavailable();
  return { byWeekday: sums.map((sum) => sum / BigInt(WEEKS)), seen: all.unit };
}

function amountOf({ amounts }: Sum, metric: Query['Metric']): Exact {
  if (metric === 'USAGE_QUANTITY') return amounts.quantity;
  if (metric === 'NORMALIZED_USAGE_AMOUNT') return amounts.normalized;
  const name: Metric = metric.endsWith('AMORTIZED_COST') ? 'AmortizedCost' : 'UnblendedCost';
  return costOf(amounts, name);
}
