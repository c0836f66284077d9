import { decimal, dividedBy, plus, toNumber, ZERO, type Decimal } from '../money/decimal.ts';
import { monthEnd, type DayNumber } from './calendar-day.ts';
import type { PointForecast } from './forecast/forecast.ts';

/** How much of a month's budget is used. Amounts are in the budget's currency and basis. */
export interface BudgetStatus {
  readonly limit: Decimal;
  /** This month so far. */
  readonly spent: Decimal;
  /** `spent ÷ limit`: above 1 the budget is exceeded. */
  readonly usedRatio: number;
  /** `spent` and the forecast of the days left. Undefined where the cost cannot be forecast. */
  readonly expected: MonthEndCost | undefined;
  /** `expected ÷ limit` */
  readonly expectedRatio: number | undefined;
  /**
   * - `exceeded`: more is spent than the limit
   * - `at-risk`: the forecast of the month is above the limit
   * - `within`: it is not
   * - `unknown`: within so far, and the rest of the month cannot be forecast
   */
  readonly status: 'exceeded' | 'at-risk' | 'within' | 'unknown';
}

export interface MonthEndCost {
  readonly expected: Decimal;
  /** Each day at the low or the high end of its 80 % interval: wider than the 80 % interval of the sum. */
  readonly low: Decimal;
  readonly high: Decimal;
}

/** @param limit above 0 */
export function budgetStatus(
  limit: Decimal,
  spent: Decimal,
  expected: MonthEndCost | undefined,
): BudgetStatus {
  return {
    limit,
    spent,
    usedRatio: toNumber(dividedBy(spent, limit)),
    expected,
    expectedRatio:
      expected === undefined ? undefined : toNumber(dividedBy(expected.expected, limit)),
    status: statusOf(limit, spent, expected?.expected),
  };
}

function statusOf(
  limit: Decimal,
  spent: Decimal,
  expected: Decimal | undefined,
): BudgetStatus['status'] {
  if (spent > limit) return 'exceeded';
  if (expected === undefined) return 'unknown';
  return expected > limit ? 'at-risk' : 'within';
}

/**
 * What a month will have cost on its last day.
 *
 * @param spent from the first of the month to the day before the forecast begins
 * @param forecast must reach the end of the month
 * @returns undefined if it does not
 */
export function monthEndCost(
  spent: Decimal,
  forecast: PointForecast,
  month: DayNumber,
): MonthEndCost | undefined {
  const end = monthEnd(month);
  const days = forecast.days.filter(({ day }) => day <= end);
  if ((forecast.days.at(-1)?.day ?? -Infinity) < end) return undefined;
  const sumBy = (amountOf: (day: (typeof days)[number]) => number): Decimal =>
    plus(
      spent,
      days.reduce((sum, day) => plus(sum, decimal(amountOf(day))), ZERO),
    );
  return {
    expected: sumBy(({ expected }) => expected),
    low: sumBy(({ interval80 }) => interval80.low),
    high: sumBy(({ interval80 }) => interval80.high),
  };
}
