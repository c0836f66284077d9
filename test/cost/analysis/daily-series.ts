import { SeededRandom } from '../../../bench/analysis/seeded-random.ts';
import type { Alert } from '../../../src/cost/analysis/anomalies/alert.ts';
import {
  findAnomalies,
  type AnomalyOptions,
  type DailyCosts,
} from '../../../src/cost/analysis/anomalies/find-anomalies.ts';
import { dayNumber } from '../../../src/cost/analysis/calendar-day.ts';

/** A Wednesday. */
export const START = dayNumber('2025-01-01');

const NOISE = 0.05;
const WEEKEND = 0.6;

/** About 100 USD on workdays and 60 at weekends, with 5 % noise or another. */
export function webCosts(days: number, seed = 'web', noise = NOISE): number[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: days }, (_, day) => {
    const weekday = (day + 2) % 7; // 0 is Monday
    return 100 * (weekday >= 5 ? WEEKEND : 1) * Math.exp(noise * random.normal());
  });
}

/** Replaces days of a series. */
export function withDays(
  costs: readonly number[],
  from: number,
  change: (cost: number, index: number) => number,
  days = costs.length - from,
): number[] {
  return costs.map((cost, day) =>
    day >= from && day < from + days ? change(cost, day - from) : cost,
  );
}

export function alertsOf(
  stable: readonly number[],
  options?: AnomalyOptions,
  more: Partial<DailyCosts> = {},
): readonly Alert[] {
  return findAnomalies({ firstDay: START, stable, ...more }, undefined, options).alerts;
}

/** `day up 40-42`: rule, direction, first and last day as indexes. */
export function shown(alerts: readonly Alert[]): readonly string[] {
  return alerts.map(
    ({ rule, direction, start, end }) => `${rule} ${direction} ${start - START}-${end - START}`,
  );
}

/** The index of a date. */
export function indexOf(date: string): number {
  return dayNumber(date) - START;
}
