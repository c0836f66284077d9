import { z } from 'zod';
import type { CurrencyTrend, TrendReport } from '../../../app/cost/analysis/trend-report.ts';
import { groupName } from '../../../app/cost/bill/charge-groups.ts';
import { dateOf } from '../../../cost/analysis/calendar-day.ts';
import type { Change } from '../../../cost/analysis/trends.ts';
import { decimalText, minus, sumOf } from '../../../cost/money/decimal.ts';

const ChangeJson = z.object({
  current: z.string(),
  previous: z.string(),
  change: z.string(),
  change_ratio: z
    .number()
    .nullable()
    .describe('0.25 is 25 % more; null where the days before cost nothing'),
});

const Trend = ChangeJson.extend({
  days: z.int(),
  start_date: z.string(),
  end_date: z.string(),
  currency: z.string(),
  state: z.string().describe('final, estimated or partial'),
  is_whole: z.boolean().describe('false where the bill does not go back so far'),
  daily_mean: z.string(),
  changes: z
    .array(
      ChangeJson.extend({ name: z.string(), kind: z.string().describe('new, gone or changed') }),
    )
    .describe('what grew most in money first'),
  other_changes: z.string().describe('the change of the groups that were left out'),
}).meta({ id: 'Trend' });

export const TrendsJson = z
  .object({
    basis: z.string(),
    charges: z.literal('usage').describe('without purchases, credits, taxes and corrections'),
    group_by: z.array(z.string()),
    collected_at: z.string().nullable(),
    trends: z.array(Trend).describe('7 and 30 days against as many days before, of each currency'),
  })
  .meta({ id: 'Trends' });

/** @param most changes of a trend */
export function trendsJson(
  { question, trends, collectedAt }: TrendReport,
  most: number,
): z.output<typeof TrendsJson> {
  return {
    basis: question.basis,
    charges: 'usage',
    group_by: question.groups.map(groupName),
    collected_at: collectedAt === undefined ? null : new Date(collectedAt).toISOString(),
    trends: trends.map((trend) => trendJson(trend, most)),
  };
}

function trendJson(trend: CurrencyTrend, most: number): z.output<typeof Trend> {
  const { days, from, to, currency, state, isWhole, dailyMean, change } = trend;
  const shown = trend.changes.slice(0, most);
  return {
    ...changeJson(trend),
    ...{ days, start_date: dateOf(from), end_date: dateOf(to), currency, state, is_whole: isWhole },
    daily_mean: decimalText(dailyMean),
    changes: shown.map((one) => ({ name: one.name, kind: one.kind, ...changeJson(one) })),
    other_changes: decimalText(minus(change, sumOf(shown.map((one) => one.change)))),
  };
}

function changeJson({ current, previous, change, ratio }: Change): z.output<typeof ChangeJson> {
  return {
    current: decimalText(current),
    previous: decimalText(previous),
    change: decimalText(change),
    change_ratio: ratio ?? null,
  };
}
