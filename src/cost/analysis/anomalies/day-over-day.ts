import type { DayNumber } from '../calendar-day.ts';
import { at, type Numbers } from '../statistics.ts';
import { severityOf, type Severity } from './severity.ts';

/** A rise above 20 % against the day before is reported. */
const LEAST_RISE = 0.2;

/** A day that costs more than the day before. Amounts are in the currency of the series. */
export interface DayOverDayRise {
  readonly day: DayNumber;
  readonly before: number;
  readonly actual: number;
  /** 0.25 is 25 % more. */
  readonly rise: number;
  readonly severity: Severity;
}

/**
 * The method `day-over-day`: every day that costs over 20 % more than the day before. Simple and noisy, because it does not
 * know weekends, monthly fees or small amounts: `seasonal` is the default.
 */
export function dayOverDayRises(
  firstDay: DayNumber,
  amounts: Numbers,
  floor = 0,
): readonly DayOverDayRise[] {
  const rises: DayOverDayRise[] = [];
  for (let index = 1; index < amounts.length; index += 1) {
    const [before, actual] = [at(amounts, index - 1), at(amounts, index)];
    const rise = before > 0 ? (actual - before) / before : 0;
    if (rise <= LEAST_RISE || actual - before < floor) continue;
    rises.push({
      day: firstDay + index,
      before,
      actual,
      rise,
      severity: severityOf(before, actual),
    });
  }
  return rises;
}
