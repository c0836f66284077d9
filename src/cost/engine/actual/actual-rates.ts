import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { decimal, dividedBy, times, type Decimal } from '../../money/decimal.ts';
import { plural } from '../../../lib/plural.ts';
import { DAY_MS } from '../results/cost-result.ts';
import { DAYS_PER_MONTH } from '../results/period-rows.ts';
import type { ActualPeriod } from './actual-period.ts';

const HOUR_MS = 3_600_000;
const DAYS_PER_WEEK = 7;
/** Days of a month in the text of a period. */
const DAYS_OF_TEXT = 30;

/** What a cost of this time is in a month and in an hour. Days are exact: 36 hours are a day and a half. */
export function ratesOf(
  total: Decimal,
  { start, end }: ActualPeriod,
): { readonly monthly: Decimal; readonly hourly: Decimal } {
  const length = end - start;
  const spread = (over: number, unit: Decimal): Decimal =>
    dividedBy(times(times(total, unit), decimal(over)), decimal(length));
  return {
    monthly:
      length < DAY_MS ? spread(HOUR_MS, decimal(HOURS_PER_MONTH)) : spread(DAY_MS, DAYS_PER_MONTH),
    hourly: spread(HOUR_MS, decimal(1)),
  };
}

/** `1 day`, `3 days`, `2 weeks`, `1 month`: whole ones. */
export function periodText({ start, end }: ActualPeriod): string {
  const days = Math.floor((end - start) / DAY_MS);
  if (days < 1) return plural(Math.floor((end - start) / HOUR_MS), 'hour');
  if (days < DAYS_PER_WEEK) return plural(days, 'day');
  if (days < DAYS_OF_TEXT) return plural(Math.floor(days / DAYS_PER_WEEK), 'week');
  return plural(Math.floor(days / DAYS_OF_TEXT), 'month');
}
