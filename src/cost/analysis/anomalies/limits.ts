import type { Baseline } from './baseline.ts';

/** Deviations that one day alone must pass. Large, because the tails of cost are heavy. */
const DAY_DEVIATIONS = 8;
/** Deviations that each of two days in a row must pass: finds small steps and ramps. */
const SECOND_DAY_DEVIATIONS = 3.5;
/** Deviations below the expectation that a drop must pass. */
const DROP_DEVIATIONS = 5;
/** Part of the expectation that a drop may need at most: otherwise a noisy series could not drop. */
const LARGEST_DROP = 0.9;
/** Least change as a share of the expectation. */
const LEAST_SHARE = 0.3;
/** A monthly fee may grow by 25 % before it alerts. */
const FEE_GROWTH = 1.25;
/** How far above its highest cost a sparse series must go on one day. */
const SPARSE_GROWTH = 1.5;
/** How far above its highest cost a sparse series must go on each of two days in a row. */
const SPARSE_SECOND_GROWTH = 1.1;
/** Days of use until the normal bounds apply; before, they are wider. */
const YOUNG = { days: 28, factor: 1.5 };

/** The bounds of a day, in the currency of the series. */
export interface Limits {
  /** A day above is an anomaly. */
  readonly upper: number;
  /** The second day in a row above is an anomaly. */
  readonly second: number;
  /** Two days in a row below are a drop. */
  readonly lower: number;
}

/** What the bounds of a day rest on. */
export interface LimitInputs {
  readonly baseline: Baseline;
  /** Days since the first use. */
  readonly knownDays: number;
  /** The highest cost of the last year. */
  readonly highest: number;
  /** What this day of the month is expected to cost above the baseline. */
  readonly monthlyExtra: number;
  /** Least change in the currency of the series. */
  readonly floor: number;
}

export function limitsOf(inputs: LimitInputs): Limits {
  const { baseline, knownDays, highest, monthlyExtra, floor } = inputs;
  const extra = FEE_GROWTH * monthlyExtra;
  if (baseline.isSparse) {
    const highestOf = (growth: number): number =>
      Math.max(growth * highest, highest + floor) + extra;
    const [upper, second] = [highestOf(SPARSE_GROWTH), highestOf(SPARSE_SECOND_GROWTH)];
    return { upper, second, lower: -Infinity };
  }
  const { expected, noise } = baseline;
  const youth = knownDays < YOUNG.days ? YOUNG.factor : 1;
  const least = Math.max(LEAST_SHARE * expected, floor);
  const usual = noise * expected;
  const drop = Math.min(youth * DROP_DEVIATIONS * noise, LARGEST_DROP) * expected;
  return {
    upper: expected + Math.max(youth * DAY_DEVIATIONS * usual, least) + extra,
    second: expected + Math.max(SECOND_DAY_DEVIATIONS * usual, least) + extra,
    lower: expected - Math.max(drop, least),
  };
}

/** The highest cost that a sparse series learns from an anomaly: it must not hide the next one. */
export function learntHighest(highest: number): number {
  return SPARSE_GROWTH * highest;
}

/** Whether a deviation is large enough for the first of two days. */
export function isFirstOfTwo(deviations: number): boolean {
  return deviations > SECOND_DAY_DEVIATIONS;
}
