import { z } from 'zod';

/**
 * How much of a history is read: builds, deployments and executions of years would cost more calls than
 * everything else together.
 */
export interface HistoryWindow {
  /** How far back, as in the mapping: `90d`. */
  readonly since: string;
  /** The most records of one parent: of one pipeline, of one project. */
  readonly maxPerParent: number;
}

/** The default window of a history. */
export const DEFAULT_WINDOW: HistoryWindow = { since: '90d', maxPerParent: 100 };

const UNITS = { h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const DURATION = /^([1-9]\d{0,3})([hdw])$/;

const SPAN = { error: 'must be a number of hours, days or weeks, like 12h, 90d or 26w' };
const AT_LEAST_ONE = { error: 'must be a whole number of at least 1' };

/** The part of a selector that limits a history. */
export const WindowFields = {
  since: z.string(SPAN).regex(DURATION, SPAN).default(DEFAULT_WINDOW.since),
  maxPerParent: z
    .number(AT_LEAST_ONE)
    .int(AT_LEAST_ONE)
    .min(1, AT_LEAST_ONE)
    .default(DEFAULT_WINDOW.maxPerParent),
};

/** The length of a window's `since`, in milliseconds. */
export function durationOf(since: string): number {
  const [, count = '0', unit = 'd'] = DURATION.exec(since) ?? [];
  return Number(count) * UNITS[unit as keyof typeof UNITS]; // the expression allows no other unit
}

/** The window that includes all others. */
export function widestOf(windows: readonly HistoryWindow[]): HistoryWindow {
  return windows.reduce((one, other) => ({
    since: durationOf(other.since) > durationOf(one.since) ? other.since : one.since,
    maxPerParent: Math.max(one.maxPerParent, other.maxPerParent),
  }));
}

/** As in the report, and for the comparison with the previous run. */
export function windowText({ since, maxPerParent }: HistoryWindow): string {
  return `since ${since}, at most ${maxPerParent} per parent`;
}
