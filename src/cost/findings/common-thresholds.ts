import { HIGH_SAVING, HIGH_SHARE, MEDIUM_SAVING } from './priority.ts';
import { LEAST_POINTS, LEAST_SAVING, WINDOW_DAYS } from './shared-thresholds.ts';
import type { Threshold } from './threshold.ts';

/** The thresholds of the framework itself, whatever the rules. */
export const COMMON_THRESHOLDS: readonly Threshold[] = [
  WINDOW_DAYS,
  LEAST_POINTS,
  LEAST_SAVING,
  HIGH_SAVING,
  HIGH_SHARE,
  MEDIUM_SAVING,
];
