import type { Check } from './check.ts';

/** What every verdict has that its checks allow. */
const BASE = 0.6;
/** For all points of all windows; a part of them counts as its share. */
const FOR_POINTS = 0.2;
/** The bill knows the cost of this very resource. */
const FOR_BILL = 0.1;
/** AWS advises the same. */
const FOR_AWS = 0.1;

/** What a finding rests on. */
export interface Grounds {
  readonly checks: readonly Check[];
  readonly isBilled: boolean;
  readonly isAdvisedByAws: boolean;
}

/** How sure a finding is, from 0 to 1: by the points that were found, and by the sources that agree. */
export function confidenceOf({ checks, isBilled, isAdvisedByAws }: Grounds): number {
  let complete = 1;
  for (const { evidence, doubt } of checks) {
    const { points, expected } = evidence;
    if (doubt !== undefined) complete = 0;
    if (points === undefined || expected === undefined || expected === 0) continue;
    complete = Math.min(complete, points / expected);
  }
  const sum =
    BASE + FOR_POINTS * complete + (isBilled ? FOR_BILL : 0) + (isAdvisedByAws ? FOR_AWS : 0);
  return Math.round(sum * 100) / 100;
}
