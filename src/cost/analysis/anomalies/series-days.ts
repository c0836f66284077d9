import { DayWindow } from '../day-window.ts';
import { readDoubles, storedDoubles } from '../stored-doubles.ts';
import { WEEK } from '../weekday-factors.ts';
import { MEMORY_DAYS, NOISE_DAYS } from './baseline.ts';
import { MONTH_EXTRAS } from './month-memory.ts';
import { SPEND_DAYS } from './new-spend.ts';

/** Days in a row on one side after which the cost has a new level. 3 are too few; 14 leave false alarms. */
export const SHIFT_DAYS = 5;

/** In this order in a stored state: another order or size needs another version of the state. */
const SIZES = {
  cleaned: MEMORY_DAYS,
  amounts: SPEND_DAYS,
  expected: SHIFT_DAYS,
  errors: NOISE_DAYS,
  outcomes: 2 * WEEK,
  monthlyExtras: MONTH_EXTRAS,
} as const;
const NUMBERS = Object.values(SIZES).reduce((total, size) => total + size, 0);

/** Is a stored block whole? One that was cut would be read as other days. */
export function areSeriesDays(stored: string): boolean {
  if (stored === '') return true;
  const bytes = NUMBERS * Float64Array.BYTES_PER_ELEMENT;
  return stored.length % 4 === 0 && Buffer.byteLength(stored, 'base64') === bytes;
}

/** All numbers by day that the detector keeps of a series, in one block: a state is read and written at once. */
export class SeriesDays {
  /** Daily costs without anomalies. */
  readonly cleaned: DayWindow;
  /** Daily costs as they were. */
  readonly amounts: DayWindow;
  readonly expected: DayWindow;
  /** Relative errors: NaN where a day taught nothing. */
  readonly errors: DayWindow;
  /** 1 for a high day, -1 for a low one. */
  readonly outcomes: DayWindow;
  /** What days of the month cost on top. */
  readonly monthlyExtras: Float64Array;
  readonly #block: Float64Array;

  /** @param stored from {@link stored}; empty for a new series */
  constructor(stored: string) {
    const block = new Float64Array(NUMBERS).fill(Number.NaN);
    readDoubles(stored, block);
    let end = 0;
    const next = (size: number): Float64Array => {
      end += size;
      return block.subarray(end - size, end);
    };
    this.cleaned = new DayWindow(next(SIZES.cleaned));
    this.amounts = new DayWindow(next(SIZES.amounts));
    this.expected = new DayWindow(next(SIZES.expected));
    this.errors = new DayWindow(next(SIZES.errors));
    this.outcomes = new DayWindow(next(SIZES.outcomes));
    this.monthlyExtras = next(SIZES.monthlyExtras);
    this.#block = block;
  }

  stored(): string {
    return storedDoubles(this.#block);
  }
}
