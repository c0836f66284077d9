import type { Baseline } from './baseline.ts';
import { busyBound } from './busy-days.ts';

/** Deviations that one day alone must pass. Large, because the tails of cost are heavy. */
const DAY_DEVIATIONS = 8;
/** Deviations that each of two days in a row must pass: finds small steps and ramps. */
const SECOND_DAY_DEVIATIONS = 3.5;
/**
 * Deviations that each of three days in a row must pass, above or below: finds what is too small for one day or two, and
 * drops of noisy series.
 */
const THIRD_DAY_DEVIATIONS = 2.25;
/** Deviations below the expectation that each of two days in a row must pass for a drop. */
const DROP_DEVIATIONS = 5;
/** Part of the expectation that a drop may need at most: otherwise a noisy series could not drop. */
const LARGEST_DROP = 0.9;
/** Least change as a share of the expectation. */
const LEAST_SHARE = 0.3;
/** A monthly fee may grow by 25 % before it alerts. */
const FEE_GROWTH = 1.25;
/** How far above its highest cost a sparse series must go on one day. */
const SPARSE_GROWTH = 1.5;
/**
 * How far a sparse series must go on each of two days in a row: above its highest cost, or above its usual busy days in their
 * usual spreads. The highest cost of a year alone would hide most anomalies: a fee or an older anomaly sets it.
 */
const SPARSE_SECOND = { growth: 1.1, spreads: 3 };
/** Spreads above its usual busy days that a sparse series must go on each of three days in a row. */
const SPARSE_THIRD_SPREADS = 1.75;
/** Days of use until the normal bounds apply; before, they are wider. */
const YOUNG = { days: 28, factor: 1.5 };

/** The bounds of a day, in the currency of the series. */
export interface Limits {
  /** A day above is an anomaly. */
  readonly upper: number;
  /** The second day in a row above is an anomaly. */
  readonly second: number;
  /** The third day in a row above is an anomaly. */
  readonly third: number;
  /** Two days in a row below are a drop. */
  readonly lower: number;
  /** Three days in a row below are a drop. */
  readonly thirdLower: number;
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
  if (inputs.baseline.isSparse) return sparseLimits(inputs);
  const { baseline, knownDays, monthlyExtra, floor } = inputs;
  const extra = FEE_GROWTH * monthlyExtra;
  const { expected, noise } = baseline;
  const youth = knownDays < YOUNG.days ? YOUNG.factor : 1;
  const least = Math.max(LEAST_SHARE * expected, floor);
  const usual = noise * expected;
  const drop = Math.min(youth * DROP_DEVIATIONS * noise, LARGEST_DROP) * expected;
  const third = Math.max(THIRD_DAY_DEVIATIONS * usual, least);
  return {
    upper: expected + Math.max(youth * DAY_DEVIATIONS * usual, least) + extra,
    second: expected + Math.max(SECOND_DAY_DEVIATIONS * usual, least) + extra,
    third: expected + third + extra,
    lower: expected - Math.max(drop, least),
    thirdLower: expected - third,
  };
}

/** A sparse series has no drops. */
function sparseLimits({ baseline, highest, monthlyExtra, floor }: LimitInputs): Limits {
  const { busy, expected } = baseline;
  const extra = FEE_GROWTH * monthlyExtra;
  const aboveHighest = (growth: number): number => Math.max(growth * highest, highest + floor);
  const aboveBusy = (spreads: number): number =>
    Math.max(busyBound(busy, spreads), expected + floor);
  const { growth, spreads } = SPARSE_SECOND;
  return {
    upper: aboveHighest(SPARSE_GROWTH) + extra,
    second: Math.min(aboveHighest(growth), aboveBusy(spreads)) + extra,
    third: aboveBusy(SPARSE_THIRD_SPREADS) + extra,
    lower: -Infinity,
    thirdLower: -Infinity,
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
