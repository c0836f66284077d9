import { z } from 'zod';

/**
 * Why an alert was raised:
 * - `day`: one day far above its expectation
 * - `second-day`: the second day in a row above it, which finds small steps and ramps
 * - `third-day`: the third day in a row clearly above it
 * - `sparse`: a new highest cost of a series that often has none
 * - `drop`: two days in a row far below it, or three clearly below
 * - `new-spend`: two days with cost after a month without
 */
export const AlertRule = z.enum(['day', 'second-day', 'third-day', 'sparse', 'drop', 'new-spend']);
export type AlertRule = z.output<typeof AlertRule>;

export const AlertDirection = z.enum(['up', 'down']);
export type AlertDirection = z.output<typeof AlertDirection>;

const Day = z.int();

/**
 * One anomaly of a series: some days on one side of what was expected. Amounts are in the currency of the series. A series
 * and `detected` identify it: an alert that grows keeps both.
 */
export const Alert = z.object({
  rule: AlertRule,
  direction: AlertDirection,
  /** The first unusual day. */
  start: Day,
  /** The day that raised the alert: `start`, or a later day where the rule needs two or three. */
  detected: Day,
  /** The last unusual day so far. */
  end: Day,
  /** What the day of detection was expected to cost. */
  expected: z.number(),
  /** The bound that the day of detection passed. */
  limit: z.number(),
  /** What the day of detection cost. */
  actual: z.number(),
  /** Actual minus expected cost of all days of the alert: negative for a drop. */
  impact: z.number(),
  /** The distance from the expectation on the day of detection, in units of the usual error. */
  deviations: z.number(),
  /** The weekday's share of an average day. */
  weekdayFactor: z.number(),
  /** What an average day cost before. */
  level: z.number(),
  /** The usual relative error. */
  noise: z.number(),
  /** The extra that this day of the month had before, such as a monthly fee. */
  monthlyExtra: z.number(),
  /** The cost stayed there: what follows is compared with the new level. */
  isNewLevel: z.boolean(),
  /** More days may join it. */
  isOpen: z.boolean(),
  /** Rests on days that are not complete: evaluated again when they are. */
  isProvisional: z.boolean(),
  /** The purchase of a commitment that explains a drop: listed, not an alarm. */
  purchase: z.string().optional(),
});
export type Alert = z.output<typeof Alert>;
