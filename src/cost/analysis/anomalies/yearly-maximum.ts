import type { DayNumber } from '../calendar-day.ts';

/** What happens once a year is known. */
const YEAR_DAYS = 365;

/**
 * The highest cost of the last 365 days. Keeps only days that can still become the highest: each is higher than all
 * days after it, so a noisy series keeps about six.
 */
export class YearlyMaximum {
  /** By day; costs fall from each entry to the next. */
  #highs: [day: DayNumber, cost: number][];

  constructor(stored: readonly (readonly [day: DayNumber, cost: number])[] = []) {
    this.#highs = stored.map(([day, cost]) => [day, cost]);
  }

  /** Of the 365 days before this day. 0 without any. */
  before(day: DayNumber): number {
    return this.#highs.find(([at]) => at >= day - YEAR_DAYS)?.[1] ?? 0;
  }

  record(day: DayNumber, cost: number): void {
    while ((this.#highs.at(-1)?.[1] ?? Infinity) <= cost) this.#highs.pop();
    this.#highs.push([day, cost]);
    while ((this.#highs[0]?.[0] ?? day) < day - YEAR_DAYS) this.#highs.shift();
  }

  /** Replaces the costs of the last days, which were recorded as at most these. */
  replaceFrom(day: DayNumber, costs: readonly number[]): void {
    this.#highs = this.#highs.filter(([at]) => at < day);
    for (const [index, cost] of costs.entries()) this.record(day + index, cost);
  }

  stored(): [day: DayNumber, cost: number][] {
    return this.#highs.map(([day, cost]) => [day, cost]);
  }
}
