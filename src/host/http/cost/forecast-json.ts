import { z } from 'zod';
import type { ForecastReport, SeriesForecast } from '../../../app/cost/analysis/forecast-report.ts';
import { groupName, valueOrNull, type ChargeGroup } from '../../../app/cost/bill/charge-groups.ts';
import { dateOf } from '../../../cost/analysis/calendar-day.ts';
import type { Interval } from '../../../cost/analysis/forecast/forecast-interval.ts';
import { decimalText } from '../../../cost/money/decimal.ts';

const IntervalJson = z.object({ low: z.number(), high: z.number() });
const Amounts = z.object({
  expected: z.number().describe('an estimate'),
  interval_80: IntervalJson.describe('four of five times, the cost is in it'),
  interval_95: IntervalJson,
});

const Series = z
  .object({
    group: z
      .record(z.string(), z.string().nullable())
      .describe('a value for each group, by its name; empty for the total'),
    currency: z.string(),
    last_30_days: z.string().describe('exact'),
    status: z.enum(['forecast', 'range']),
    reason: z.string().optional().describe('why there is only a range'),
    past_sums: IntervalJson.nullable()
      .optional()
      .describe('the smallest and the largest sum of so many days so far'),
    total: Amounts.optional(),
    days: z.array(Amounts.extend({ day: z.string() })).optional(),
    back_test: z
      .object({
        tests: z.int(),
        mean_daily_error: z.number(),
        naive_mean_daily_error: z.number().describe('of repeating the last week'),
        weights: z.record(z.string(), z.number()),
      })
      .optional(),
  })
  .meta({ id: 'SeriesForecast' });

export const ForecastJson = z
  .object({
    basis: z.string(),
    charges: z.literal('usage').describe('without purchases, credits, taxes and corrections'),
    group_by: z.array(z.string()),
    history: z
      .object({ start_date: z.string(), end_date: z.string() })
      .nullable()
      .describe('what the forecast rests on; null without a bill'),
    collected_at: z.string().nullable(),
    totals: z.array(Series).describe('of each currency; the groups need not add up to them'),
    groups: z.array(Series).describe('the most expensive first'),
    other_groups: z.int().describe('groups that were left out; the total has their cost'),
    ending_commitments: z
      .array(
        z.object({
          type: z.enum(['savings-plan', 'reservation']),
          id: z.string(),
          last_day: z.string(),
          currency: z.string(),
          daily_increase: z
            .number()
            .nullable()
            .describe('what the total has more each day after it; null where it is not known'),
          upfront_fee: z
            .string()
            .nullable()
            .describe('paid for it; null where the stored bill does not have its purchase'),
        }),
      )
      .describe('Savings Plans and reservations that end in the days of the forecast'),
  })
  .meta({ id: 'Forecast' });

/** @param most groups */
export function forecastJson(
  { question, history, totals, groups, otherGroups, ending, collectedAt }: ForecastReport,
  most: number,
): z.output<typeof ForecastJson> {
  const shown = groups.slice(0, most);
  return {
    basis: question.basis,
    charges: 'usage',
    group_by: question.groups.map(groupName),
    history:
      history === undefined
        ? null
        : { start_date: dateOf(history.from), end_date: dateOf(history.to) },
    collected_at: collectedAt === undefined ? null : new Date(collectedAt).toISOString(),
    totals: totals.map((one) => seriesJson(one, [])),
    groups: shown.map((one) => seriesJson(one, question.groups)),
    other_groups: otherGroups + groups.length - shown.length,
    ending_commitments: ending.map(({ type, id, lastDay, currency, ...one }) => ({
      ...{ type, id, last_day: dateOf(lastDay), currency },
      daily_increase: one.dailyIncrease ?? null,
      upfront_fee: one.upfrontFee === undefined ? null : decimalText(one.upfrontFee),
    })),
  };
}

function seriesJson(
  { currency, values = [], recent, forecast }: SeriesForecast,
  groups: readonly ChargeGroup[],
): z.output<typeof Series> {
  const base = {
    group: Object.fromEntries(
      groups.map((group, index) => [groupName(group), valueOrNull(group, values[index] ?? '')]),
    ),
    ...{ currency, last_30_days: decimalText(recent) },
  };
  if (forecast.status === 'range') {
    const { reason, total } = forecast;
    return {
      ...base,
      status: 'range',
      reason,
      past_sums: total === undefined ? null : intervalJson(total),
    };
  }
  return {
    ...base,
    status: 'forecast',
    total: amountsJson(forecast.total),
    days: forecast.days.map((day) => ({ day: dateOf(day.day), ...amountsJson(day) })),
    back_test: {
      tests: forecast.backTests,
      mean_daily_error: forecast.backTestError,
      naive_mean_daily_error: forecast.naiveError,
      weights: forecast.weights,
    },
  };
}

type PointTotal = Extract<SeriesForecast['forecast'], { status: 'forecast' }>['total'];

function amountsJson({ expected, interval80, interval95 }: PointTotal): z.output<typeof Amounts> {
  return {
    expected,
    interval_80: intervalJson(interval80),
    interval_95: intervalJson(interval95),
  };
}

function intervalJson({ low, high }: Interval): z.output<typeof IntervalJson> {
  return { low, high };
}
