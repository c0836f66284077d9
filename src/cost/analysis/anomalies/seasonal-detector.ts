import { InternalError } from '../../../lib/errors.ts';
import type { DayNumber } from '../calendar-day.ts';
import type { Alert } from './alert.ts';
import { DETECTOR_STATE_VERSION, emptyState, type DetectorState } from './detector-state.ts';
import { LEAST_KNOWN_DAYS, type Finding, type Judgement } from './judgement.ts';
import { isReturn, joinedChange, type LevelChange } from './level-change.ts';
import { isNewSpend } from './new-spend.ts';
import { alertOf, directionOf, OpenAlert, type KnownPurchase } from './open-alert.ts';
import { sideOf } from './relative-errors.ts';
import { SHIFT_DAYS } from './series-days.ts';
import { SeriesMemory, WARM_UP_DAYS } from './series-memory.ts';

/** A new level of at most this share of the old one: the use has stopped. */
const STOPPED_SHARE = 0.02;
/** Smaller costs are rounding errors of a source, and 0. */
const LEAST_COST = 1e-9;
/** The least change that is worth a look, in the currency of the bill. */
export const DEFAULT_FLOOR = 1;

export interface DetectorOptions {
  /** Least change that can alert, in the currency of the series. @default 1 */
  readonly floor?: number;
}

/**
 * Finds unusual days of one series of daily costs: each day is compared with its weekday's usual cost. Takes one day at a
 * time, in constant time; between days it is a {@link DetectorState}.
 *
 * The costs are `EffectiveCost` without the charge categories Purchase, Tax, Credit and Adjustment, and without
 * corrections. A day without charges costs 0.
 */
export class SeasonalDetector {
  readonly #floor: number;
  readonly #memory: SeriesMemory;
  readonly #open: OpenAlert;
  #nextDay: DayNumber;
  #firstDay: DayNumber | undefined;
  #run: DetectorState['run'];
  #levelChange: LevelChange | undefined;
  #purchase: KnownPurchase | undefined;

  private constructor(state: DetectorState, { floor = DEFAULT_FLOOR }: DetectorOptions) {
    this.#floor = floor;
    this.#memory = new SeriesMemory(state);
    this.#open = new OpenAlert(state.lastAlert, state.quietDays);
    this.#nextDay = state.nextDay;
    this.#firstDay = state.firstDay;
    this.#run = state.run;
    this.#levelChange = state.levelChange;
    this.#purchase = state.purchase;
  }

  /** @param firstDay of the collected charges: cost that begins later may be new spend */
  static startingAt(firstDay: DayNumber, options: DetectorOptions = {}): SeasonalDetector {
    return new SeasonalDetector(emptyState(firstDay), options);
  }

  static resume(state: DetectorState, options: DetectorOptions = {}): SeasonalDetector {
    return new SeasonalDetector(state, options);
  }

  /** The day that {@link observe} takes next. */
  get nextDay(): DayNumber {
    return this.#nextDay;
  }

  /** A copy: the detector can go on. */
  state(): DetectorState {
    const { last, quietDays } = this.#open;
    return {
      version: DETECTOR_STATE_VERSION,
      nextDay: this.#nextDay,
      ...(this.#firstDay === undefined ? {} : { firstDay: this.#firstDay }),
      ...this.#memory.stored(),
      run: this.#run,
      ...(this.#levelChange === undefined ? {} : { levelChange: this.#levelChange }),
      ...(last === undefined ? {} : { lastAlert: last }),
      quietDays,
      ...(this.#purchase === undefined ? {} : { purchase: this.#purchase }),
    };
  }

  /**
   * Takes the next day, which must be stable.
   *
   * @param purchase the commitment bought on this day: a drop in the days after it is known
   * @returns the alerts that opened, grew or closed
   * @throws {InternalError} for a cost that is not finite
   */
  observe(cost: number, purchase?: string): readonly Alert[] {
    if (!Number.isFinite(cost)) throw new InternalError(`a daily cost is ${cost}`);
    const amount = Math.abs(cost) < LEAST_COST ? 0 : cost;
    const day = this.#nextDay;
    if (purchase !== undefined) this.#purchase = { day, name: purchase };
    if (amount > 0) this.#firstDay ??= day;
    const changed =
      this.#firstDay === undefined ? [] : this.#observeUsed(day, amount, day - this.#firstDay);
    this.#memory.keepAmount(amount);
    this.#nextDay = day + 1;
    return changed;
  }

  /**
   * Looks at days that are not complete. Their cost only grows, so they can only be too high; the detector does not
   * change.
   *
   * @param amounts of the days after the last stable one
   * @returns what may become an alert: evaluate it again when the day is stable
   */
  provisional(amounts: readonly number[]): Alert | undefined {
    // A high day would join an alert that is open, or whose new level is recent.
    if (amounts.length === 0 || this.#open.last?.direction === 'up') return undefined;
    const ahead = SeasonalDetector.resume(this.state(), { floor: this.#floor });
    for (const amount of amounts) {
      const { alert, expected } = ahead.#lookAt(amount);
      if (alert !== undefined) return alert;
      ahead.observe(Math.max(amount, expected));
    }
    return undefined;
  }

  #lookAt(amount: number): { readonly alert?: Alert; readonly expected: number } {
    const day = this.#nextDay;
    const knownDays = this.#firstDay === undefined ? 0 : day - this.#firstDay;
    if (knownDays < WARM_UP_DAYS) return { expected: 0 };
    const judgement = this.#memory.judge(day, amount, knownDays, this.#floor);
    const { finding, baseline } = judgement;
    const { expected } = baseline;
    if (finding === undefined || directionOf(finding.rule) === 'down') return { expected };
    const found = this.#unusualDay(day, amount, finding, judgement);
    return { alert: { ...alertOf(found), isProvisional: true }, expected };
  }

  #observeUsed(day: DayNumber, amount: number, knownDays: number): readonly Alert[] {
    if (knownDays === LEAST_KNOWN_DAYS) this.#memory.rememberFirstDays(day);
    const isNew = isNewSpend(this.#memory.amounts, amount, this.#floor);
    if (knownDays < WARM_UP_DAYS && !isNew) return this.#warmUp(day, amount);
    const judgement = this.#memory.judge(day, amount, Math.max(knownDays, 1), this.#floor);
    const excessBefore = this.#memory.amounts.ago(1);
    const changed =
      knownDays < WARM_UP_DAYS
        ? this.#warmUp(day, amount)
        : this.#observeKnown(day, amount, knownDays, judgement);
    if (!isNew) return changed;
    const newSpend = {
      rule: 'new-spend',
      daysBefore: 1,
      limit: judgement.limits.upper,
    } satisfies Finding;
    const found = this.#unusualDay(day, amount, newSpend, unexpected(judgement, amount));
    return [...changed, ...this.#open.newSpend({ ...found, excessBefore })];
  }

  #warmUp(day: DayNumber, amount: number): readonly Alert[] {
    this.#memory.warmUp(day, amount);
    return this.#open.quiet();
  }

  #observeKnown(
    day: DayNumber,
    amount: number,
    knownDays: number,
    judgement: Judgement,
  ): readonly Alert[] {
    const { finding, isLow, baseline } = judgement;
    const outcome =
      finding === undefined ? (isLow ? -1 : 0) : directionOf(finding.rule) === 'up' ? 1 : -1;
    const isRepeat = !baseline.isSparse && this.#memory.isWeeklyJob(amount, outcome);
    if (!isRepeat && this.#returns(day, amount, outcome, judgement)) {
      const again = this.#memory.judge(day, amount, knownDays, this.#floor);
      return this.#observeKnown(day, amount, knownDays, again);
    }
    const found =
      isRepeat || finding === undefined
        ? undefined
        : this.#unusualDay(day, amount, finding, judgement);
    const isAlert = found !== undefined;
    this.#memory.learn({ day, amount, knownDays, judgement, isRepeat, isAlert }, outcome);
    const changed = found === undefined ? this.#open.quiet() : this.#open.unusual(found);
    const isNewLevel = this.#countRun(judgement, isRepeat, isAlert ? outcome : 0);
    if (!isNewLevel || knownDays < LEAST_KNOWN_DAYS) return changed;
    this.#moveLevel(day, amount);
    return [...changed, ...this.#open.newLevel()];
  }

  #unusualDay(
    day: DayNumber,
    amount: number,
    finding: Finding,
    judgement: Judgement,
  ): Parameters<OpenAlert['unusual']>[0] {
    const excessBefore = this.#memory.lastExcess(finding.daysBefore);
    return { day, amount, finding, judgement, excessBefore, purchase: this.#purchase };
  }

  /** Whether the cost is back where it was before the last change of level: then that level is restored. */
  #returns(day: DayNumber, amount: number, side: number, { baseline }: Judgement): boolean {
    const change = this.#levelChange;
    if (change === undefined || side === 0) return false;
    if (!isReturn(change, { day, amount, side, baseline, floor: this.#floor })) return false;
    this.#memory.returnTo(1 / change.ratio);
    this.#levelChange = undefined;
    this.#run = { side: 0, days: 0 };
    return true;
  }

  /** Counts days in a row on one side. @returns whether they make a new level */
  #countRun(judgement: Judgement, isRepeat: boolean, alertSide: number): boolean {
    const { baseline, isMonthlyFee, deviations } = judgement;
    const isKnown = baseline.isSparse || isMonthlyFee || isRepeat;
    const side = isKnown ? 0 : alertSide === 0 ? sideOf(deviations) : alertSide;
    const days = side === 0 ? 0 : side === this.#run.side ? this.#run.days + 1 : 1;
    this.#run = { side, days };
    return days >= SHIFT_DAYS;
  }

  /** The cost stayed away from its expectation. */
  #moveLevel(day: DayNumber, amount: number): void {
    const ratio = this.#memory.recentRatio(amount);
    if (ratio > STOPPED_SHARE) {
      this.#memory.moveLevel(day, amount, ratio);
      this.#levelChange = joinedChange(this.#levelChange, { day, side: this.#run.side, ratio });
    } else {
      this.#memory.restart(amount);
      this.#firstDay = day - SHIFT_DAYS + 1;
      this.#levelChange = undefined;
    }
    this.#run = { ...this.#run, days: 0 };
  }
}

/** New spend is measured against nothing: the day before is part of it. */
function unexpected(judgement: Judgement, amount: number): Judgement {
  const baseline = { ...judgement.baseline, expected: 0, level: 0 };
  return { ...judgement, baseline, excess: amount };
}
