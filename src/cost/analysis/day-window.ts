import { at } from './statistics.ts';
import { readDoubles, storedDoubles } from './stored-doubles.ts';

/** The last days of a series, a fixed number of them. Days before the series are NaN. */
export class DayWindow {
  /** The newest day is last. */
  readonly values: Float64Array;

  /** @param stored from {@link stored}; of another size, the newest days are kept */
  constructor(days: number, stored = '') {
    this.values = new Float64Array(days).fill(Number.NaN);
    const newest = readDoubles(stored).slice(-days);
    this.values.set(newest, days - newest.length);
  }

  push(value: number): void {
    this.values.copyWithin(0, 1);
    this.values[this.values.length - 1] = value;
  }

  /** The value so many days back: 1 is the newest. */
  ago(days: number): number {
    return at(this.values, this.values.length - days);
  }

  /** Replaces the value so many days back. */
  replace(days: number, value: number): void {
    const index = this.values.length - days;
    if (index >= 0) this.values[index] = value;
  }

  /** As text, without the days before the series. */
  stored(): string {
    const from = this.values.findIndex((value) => !Number.isNaN(value));
    return from < 0 ? '' : storedDoubles(this.values.subarray(from));
  }
}
