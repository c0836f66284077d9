import { decimal, times, type Decimal } from '../money/decimal.ts';
import type { Level } from './finding.ts';
import type { NumberThreshold } from './threshold.ts';
import { valued, type ThresholdValues } from './threshold.ts';

export const HIGH_SAVING = {
  setting: 'LONGSHORE_FINDINGS_HIGH_SAVING',
  meaning:
    'A finding that saves this much in a month has high priority, in the currency of its price.',
  unit: '',
  default: 500,
  least: 0,
  most: 1_000_000_000,
} as const satisfies NumberThreshold;

export const HIGH_SHARE = {
  setting: 'LONGSHORE_FINDINGS_HIGH_SHARE',
  meaning:
    'A finding that saves this share of what its service costs has high priority, in percent.',
  unit: '%',
  default: 10,
  least: 0.1,
  most: 100,
} as const satisfies NumberThreshold;

export const MEDIUM_SAVING = {
  setting: 'LONGSHORE_FINDINGS_MEDIUM_SAVING',
  meaning:
    'A finding that saves this much in a month has medium priority, in the currency of its price.',
  unit: '',
  default: 50,
  least: 0,
  most: 1_000_000_000,
} as const satisfies NumberThreshold;

const PERCENT = decimal(100);

/** How much a saving matters. @param serviceCost what its service costs in a month; undefined if not known */
export function priorityOf(
  saving: Decimal,
  serviceCost: Decimal | undefined,
  thresholds: ThresholdValues,
): Level {
  const limit = (one: NumberThreshold): Decimal => decimal(valued(one, thresholds).value);
  if (saving >= limit(HIGH_SAVING)) return 'high';
  const isLarge =
    serviceCost !== undefined &&
    serviceCost > decimal(0) &&
    times(saving, PERCENT) >= times(serviceCost, limit(HIGH_SHARE));
  if (isLarge) return 'high';
  return saving >= limit(MEDIUM_SAVING) ? 'medium' : 'low';
}
