import {
  decimal,
  dividedBy,
  minus,
  sumOf,
  toNumber,
  ZERO,
  type Decimal,
} from '../money/decimal.ts';
import type { DayNumber } from './calendar-day.ts';

/** What a group of charges cost on a day. One currency and one basis for all. */
export interface DailyAmount {
  readonly day: DayNumber;
  readonly amount: Decimal;
}

/** A period against the one of the same length before it. */
export interface Change {
  readonly current: Decimal;
  readonly previous: Decimal;
  /** `current − previous` */
  readonly change: Decimal;
  /** `change ÷ previous`: 0.25 is 25 % more. Undefined if the previous period cost nothing, or less. */
  readonly ratio: number | undefined;
}

export interface Trend extends Change {
  /** Length of each period. */
  readonly days: number;
  /** The first day of the current period. */
  readonly from: DayNumber;
  /** Its last day. */
  readonly to: DayNumber;
  /** Mean a day in the current period. */
  readonly dailyMean: Decimal;
}

/** The periods of the reports: a week, and a month without the length of calendar months. */
const TREND_DAYS = [7, 30] as const;

/** The trends of the reports. @param to as for {@link trendOf} */
export function reportedTrends(amounts: readonly DailyAmount[], to: DayNumber): readonly Trend[] {
  return TREND_DAYS.map((days) => trendOf(amounts, to, days));
}

/**
 * The cost of the last days against as many days before.
 *
 * @param to the last day that counts: a stable one, or the change shows missing charges
 */
export function trendOf(amounts: readonly DailyAmount[], to: DayNumber, days: number): Trend {
  const from = to - days + 1;
  const between = (first: DayNumber, last: DayNumber): Decimal =>
    sumOf(amounts.filter(({ day }) => day >= first && day <= last).map(({ amount }) => amount));
  const current = between(from, to);
  const change = changeOf(current, between(from - days, from - 1));
  return { days, from, to, ...change, dailyMean: dividedBy(current, decimal(days)) };
}

export function changeOf(current: Decimal, previous: Decimal): Change {
  const change = minus(current, previous);
  const ratio = previous > ZERO ? toNumber(dividedBy(change, previous)) : undefined;
  return { current, previous, change, ratio };
}

/** How a service, or another group, changed between two periods. */
export interface NamedChange extends Change {
  readonly name: string;
  /** `new`: no cost before. `gone`: no cost now. */
  readonly kind: 'new' | 'gone' | 'changed';
}

/** What grew most comes first, in money: a large percentage of a small cost is not important. */
export function fastestGrowing(
  current: ReadonlyMap<string, Decimal>,
  previous: ReadonlyMap<string, Decimal>,
): readonly NamedChange[] {
  const names = new Set([...current.keys(), ...previous.keys()]);
  return [...names]
    .map((name) => {
      const [now, before] = [current.get(name) ?? ZERO, previous.get(name) ?? ZERO];
      return { name, kind: kindOf(now, before), ...changeOf(now, before) };
    })
    .sort((one, other) => compared(other, one) || (one.name < other.name ? -1 : 1));
}

/** By money, then by percentage. */
function compared(one: Change, other: Change): number {
  if (one.change !== other.change) return one.change > other.change ? 1 : -1;
  return (one.ratio ?? 0) - (other.ratio ?? 0);
}

function kindOf(current: Decimal, previous: Decimal): NamedChange['kind'] {
  if (previous === ZERO && current !== ZERO) return 'new';
  return current === ZERO && previous !== ZERO ? 'gone' : 'changed';
}
