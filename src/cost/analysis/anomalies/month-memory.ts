import { dayOfMonth, daysToMonthEnd, type DayNumber } from '../calendar-day.ts';
import { at } from '../statistics.ts';

/** A fee may skip a month and change: the last three are remembered. */
const MONTHS = 3;
/** The longest month. */
const MONTH_DAYS = 31;
/** Days at a month's end that are also counted from the end: a fee of the last day has no fixed date. */
const END_DAYS = 3;
/** Days of the month from the start, then from the end. */
const KEYS = MONTH_DAYS + END_DAYS;
/** Numbers that the memory takes. */
export const MONTH_EXTRAS = KEYS * MONTHS;
/** A fee takes a day or two. A longer anomaly counts as monthly only if it comes again. */
const FEE_DAYS = 2;

/**
 * Remembers monthly fees: what each day of the month cost above its expectation in the last three months. Without it there
 * are three times as many false alarms.
 */
export class MonthMemory {
  /**
   * Three values for each key, the newest last; NaN if there was none. Negative: the day was part of an anomaly longer
   * than a fee.
   */
  readonly #extras: Float64Array;

  /** @param extras {@link MONTH_EXTRAS} numbers, which the memory changes; NaN in a new series */
  constructor(extras: Float64Array) {
    this.#extras = extras;
  }

  /** The largest extra of this day of the month in the last three months, or 0 if none is above `least`. */
  expectedExtra(day: DayNumber, least: number): number {
    let expected = 0;
    for (const key of keysOf(day)) {
      let [single, largest, count] = [0, 0, 0];
      for (let month = 0; month < MONTHS; month += 1) {
        const extra = at(this.#extras, key * MONTHS + month);
        const size = Math.abs(extra);
        if (!(size > least)) continue;
        count += 1;
        largest = Math.max(largest, size);
        single = Math.max(single, extra);
      }
      expected = Math.max(expected, count > 1 ? largest : single);
    }
    return expected;
  }

  /** @param extra cost above the expectation, 0 or more */
  record(day: DayNumber, extra: number): void {
    for (const key of keysOf(day)) {
      const start = key * MONTHS;
      this.#extras.copyWithin(start, start + 1, start + MONTHS);
      this.#extras[start + MONTHS - 1] = extra;
    }
  }

  /** So many days in a row, up to this one, cost more than expected. */
  markLong(day: DayNumber, highDays: number): void {
    if (highDays <= FEE_DAYS) return;
    for (let ago = 0; ago < highDays; ago += 1) {
      for (const key of keysOf(day - ago)) {
        const newest = key * MONTHS + MONTHS - 1;
        this.#extras[newest] = -Math.abs(at(this.#extras, newest));
      }
    }
  }

  /** Whether the series is new to a turn of the month, when most monthly fees fall. */
  isFirstTurn(day: DayNumber): boolean {
    return keysOf(day).some(
      (key) => isTurn(key) && Number.isNaN(at(this.#extras, key * MONTHS + MONTHS - 1)),
    );
  }

  /** After a change of level, what is remembered changes with it. */
  scale(ratio: number): void {
    for (const [index, extra] of this.#extras.entries()) this.#extras[index] = extra * ratio;
  }
}

/** The first day of a month, and its last three. */
function isTurn(key: number): boolean {
  return key === 0 || key >= MONTH_DAYS;
}

// All series of a run ask for the same day, several times each.
let known: { readonly day: DayNumber; readonly keys: readonly number[] } | undefined;

function keysOf(day: DayNumber): readonly number[] {
  if (known?.day === day) return known.keys;
  const toEnd = daysToMonthEnd(day);
  const date = dayOfMonth(day) - 1;
  const keys = toEnd < END_DAYS ? [date, MONTH_DAYS + toEnd] : [date];
  known = { day, keys };
  return keys;
}
