import type { DayNumber } from '../calendar-day.ts';
import type { DayWindow } from '../day-window.ts';
import { clip, median } from '../statistics.ts';
import { WEEK } from '../weekday-factors.ts';
import { MEMORY_DAYS } from './baseline.ts';
import type { DetectorState } from './detector-state.ts';
import { judge, LEAST_KNOWN_DAYS, type Judgement } from './judgement.ts';
import { learntHighest } from './limits.ts';
import { MonthMemory } from './month-memory.ts';
import { RelativeErrors } from './relative-errors.ts';
import { SeriesDays, SHIFT_DAYS } from './series-days.ts';
import { YearlyMaximum } from './yearly-maximum.ts';

/** Days of a series that only teach: one week for the first weekday pattern. */
export const WARM_UP_DAYS = WEEK;
/** A normal day teaches at most so many deviations. */
const LEARNT_DEVIATIONS = 3;
/** How much the third day of a weekly job may differ from the two before. */
const REPEAT_TOLERANCE = 1.25;
/** A first day this many times the usual one and the same weekday’s is a fee or a test, and no usual high. */
const OUTLIER_OF_FIRST_DAYS = 3;

/** What a judged day was. */
export interface LearntDay {
  readonly day: DayNumber;
  readonly amount: number;
  readonly knownDays: number;
  readonly judgement: Judgement;
  /** The day belongs to a weekly job. */
  readonly isRepeat: boolean;
  readonly isAlert: boolean;
}

/** What the detector remembers of the costs of one series. */
export class SeriesMemory {
  readonly #days: SeriesDays;
  readonly #cleaned: DayWindow;
  readonly #amounts: DayWindow;
  readonly #expected: DayWindow;
  readonly #errors: RelativeErrors;
  readonly #outcomes: DayWindow;
  readonly #highs: YearlyMaximum;
  readonly #monthMemory: MonthMemory;
  #recent: DetectorState['recent'];

  constructor(state: DetectorState) {
    const days = new SeriesDays(state.days);
    this.#days = days;
    this.#cleaned = days.cleaned;
    this.#amounts = days.amounts;
    this.#expected = days.expected;
    this.#outcomes = days.outcomes;
    this.#errors = new RelativeErrors(days.errors, state.pendingErrors);
    this.#highs = new YearlyMaximum(state.highs);
    this.#monthMemory = new MonthMemory(days.monthlyExtras);
    this.#recent = state.recent;
  }

  /** A copy. */
  stored() {
    return {
      days: this.#days.stored(),
      pendingErrors: this.#errors.pending,
      highs: this.#highs.stored(),
      recent: this.#recent,
    };
  }

  get amounts(): DayWindow {
    return this.#amounts;
  }

  /** What the last days cost above their expectations; a day without one counts 0. */
  lastExcess(days: number): number {
    let total = 0;
    for (let ago = 1; ago <= days; ago += 1) {
      const expected = this.#expected.ago(ago);
      if (!Number.isNaN(expected)) total += this.#amounts.ago(ago) - expected;
    }
    return total;
  }

  judge(day: DayNumber, amount: number, knownDays: number, floor: number): Judgement {
    return judge(
      {
        cleaned: this.#cleaned,
        errors: this.#errors,
        highs: this.#highs,
        monthMemory: this.#monthMemory,
        knownDays,
        floor,
        exceededHighest: undefined,
        lastSparseDay: undefined,
        ...this.#recent,
      },
      day,
      amount,
    );
  }

  /** Unusual on the same weekday for three weeks, and each time about as much. */
  isWeeklyJob(amount: number, outcome: number): boolean {
    if (outcome === 0) return false;
    if (this.#outcomes.ago(WEEK) !== outcome || this.#outcomes.ago(2 * WEEK) !== outcome) {
      return false;
    }
    const before = [this.#amounts.ago(WEEK), this.#amounts.ago(2 * WEEK)];
    return outcome > 0
      ? amount <= Math.max(...before) * REPEAT_TOLERANCE
      : amount >= Math.min(...before) / REPEAT_TOLERANCE;
  }

  /** A day of the first week. */
  warmUp(day: DayNumber, amount: number): void {
    this.#highs.record(day, amount);
    this.#cleaned.push(amount);
    this.#expected.push(Number.NaN);
    this.#errors.push(Number.NaN, 0);
    this.#outcomes.push(0);
  }

  /** Of the first days, before a usual cost was known: monthly fees, and costs that are no usual high. */
  rememberFirstDays(day: DayNumber): void {
    const first = this.#amounts.values.slice(-LEAST_KNOWN_DAYS);
    const usual = median(first);
    for (const [index, amount] of first.subarray(0, WARM_UP_DAYS).entries()) {
      this.#monthMemory.record(day - LEAST_KNOWN_DAYS + index, Math.max(amount - usual, 0));
    }
    const busy = median(first.filter((amount) => amount > 0));
    const highs = Array.from(first, (amount, index) => {
      const otherWeek = first[(index + WEEK) % LEAST_KNOWN_DAYS] ?? 0;
      return amount > OUTLIER_OF_FIRST_DAYS * Math.max(busy, otherWeek) ? busy : amount;
    });
    this.#highs.replaceFrom(day - LEAST_KNOWN_DAYS, highs);
  }

  /** @param outcome 1 for a high day, -1 for a low one */
  learn(learnt: LearntDay, outcome: number): void {
    const { day, judgement, isRepeat, isAlert } = learnt;
    const { excess, deviations, isMonthlyFee, isLow, isNotable, lowDays, longDays, baseline } =
      judgement;
    const { expected, isSparse } = baseline;
    if (isRepeat) {
      this.#cleaned.replace(WEEK, this.#amounts.ago(WEEK));
      this.#cleaned.replace(2 * WEEK, this.#amounts.ago(2 * WEEK));
    }
    const teaches = !(isAlert || isRepeat || isMonthlyFee || isLow || isSparse);
    this.#errors.push(teaches ? clip(excess / expected, -1, 1) : Number.NaN, deviations);
    this.#monthMemory.record(day, Math.max(excess, 0));
    const highDays = isNotable && !isSparse ? this.#recent.highDays + 1 : 0;
    this.#monthMemory.markLong(day, highDays);
    this.#highs.record(day, highestOf(learnt));
    this.#cleaned.push(cleanedOf(learnt));
    this.#expected.push(expected);
    this.#outcomes.push(outcome);
    const lastSparseDay = isSparse ? day : this.#recent.lastSparseDay;
    const isExceeded = isSparse && !isAlert && learnt.amount > judgement.limits.second;
    this.#recent = {
      previousDeviations: deviations,
      lowDays,
      longDays,
      highDays,
      ...(lastSparseDay === undefined ? {} : { lastSparseDay }),
      ...(isExceeded ? { exceededHighest: judgement.highest } : {}),
    };
  }

  /** After the day is judged and learned. */
  keepAmount(amount: number): void {
    this.#amounts.push(amount);
  }

  /** How the last days relate to what was expected of them. @param amount today's */
  recentRatio(amount: number): number {
    return median(this.#lastAmounts(amount)) / median(this.#expected.values);
  }

  /** What was learned is scaled to the level of the last days. */
  moveLevel(day: DayNumber, amount: number, ratio: number): void {
    this.#scale(ratio);
    this.#errors.dropPending();
    const recent = this.#lastAmounts(amount);
    this.#cleaned.values.set(recent, MEMORY_DAYS - SHIFT_DAYS);
    this.#highs.replaceFrom(day - SHIFT_DAYS + 1, recent);
  }

  /** The use has stopped: only the last days count. */
  restart(amount: number): void {
    const { values } = this.#cleaned;
    values.fill(Number.NaN, 0, MEMORY_DAYS - SHIFT_DAYS);
    values.set(this.#lastAmounts(amount), MEMORY_DAYS - SHIFT_DAYS);
  }

  /** The cost is back at another level. */
  returnTo(ratio: number): void {
    this.#scale(ratio);
    this.#recent = { ...this.#recent, lowDays: 0, longDays: 0, previousDeviations: 0 };
  }

  #scale(ratio: number): void {
    const { values } = this.#cleaned;
    for (const [index, value] of values.entries()) values[index] = value * ratio;
    this.#monthMemory.scale(ratio);
  }

  #lastAmounts(today: number): number[] {
    return [...this.#amounts.values.slice(1 - SHIFT_DAYS), today];
  }
}

/** What the day adds to the highest costs: an anomaly must not hide the next one, a fee is not a level. */
function highestOf({ amount, knownDays, judgement, isAlert }: LearntDay): number {
  const { highest, isMonthlyFee, baseline, finding } = judgement;
  if (knownDays < LEAST_KNOWN_DAYS || highest <= 0) return amount;
  if (isMonthlyFee) return 0;
  if (!isAlert || finding?.rule === 'drop') return amount;
  return baseline.isSparse ? Math.min(amount, learntHighest(highest)) : 0;
}

/** What the day teaches of the usual cost: an anomaly teaches its expectation. */
function cleanedOf({ amount, judgement, isRepeat, isAlert }: LearntDay): number {
  const { baseline, isMonthlyFee, isLow } = judgement;
  const { expected, noise, isSparse } = baseline;
  if (isRepeat) return amount;
  if (isAlert || isMonthlyFee) return expected;
  if (isSparse) return amount;
  if (isLow) return expected;
  const most = LEARNT_DEVIATIONS * noise;
  return clip(amount, expected * (1 - most), expected * (1 + most));
}
