import { at } from './statistics.ts';

/** The last days of a series, a fixed number of them. Days before the series are NaN. */
export class DayWindow {
  /** The newest day is last. */
  readonly values: Float64Array;

  /** @param values one for each day, which the window changes */
  constructor(values: Float64Array) {
    this.values = values;
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
}
