import { CommitmentSubject, COMMITMENT } from '../account-subject.ts';
import { doubtful, property, type Check } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import type { NumberThreshold } from '../threshold.ts';
import { commitmentPage, endOf, nameOf, notTold } from './commitment-facts.ts';

const DAY_MS = 86_400_000;
const PERCENT = 100;
/** Older use says nothing about now: a month, read within the month after it. */
const MOST_AGE_DAYS = 62;

export const LEAST_USE = {
  setting: 'LONGSHORE_COMMITMENT_LEAST_USE',
  meaning: 'A Savings Plan or reservation is a finding if its use is below this share, in percent.',
  unit: '%',
  default: 90,
  least: 1,
  most: 100,
} as const satisfies NumberThreshold;

/** A commitment that is paid for, and not used. */
export const UnderusedCommitment = defineFinding({
  name: 'commitment-underused',
  title: 'Savings Plan or reservation that is not fully used',
  kind: COMMITMENT,
  service: 'Commitments',
  type: 'reserved_instances',
  change: 'reduce',
  effort: 'medium',
  risk: 'low',
  see: 'https://docs.aws.amazon.com/cost-management/latest/userguide/ce-default-reports.html',
  properties: CommitmentSubject,
  thresholds: { use: LEAST_USE },
  judge(commitment, { limit, now }) {
    const end = endOf(commitment);
    if (end !== undefined && end <= now) return undefined;
    const { UtilizationPercent: used, Period, ReadAt, Type } = commitment;
    return {
      checks: [
        recentCheck(ReadAt, now),
        used === undefined
          ? notTold('utilization')
          : property('UtilizationPercent', used, used < limit.use.value, {
              ...{ threshold: limit.use.value, comparison: 'below', unit: '%' },
              setting: limit.use.setting,
            }),
      ],
      found: () => ({
        description: `In ${Period}, ${used ?? 0} % of ${nameOf(commitment)} was used. The rest was paid for nothing.`,
        remedy: {
          title:
            Type === 'reservation'
              ? 'Move instances to what it covers, exchange it, or sell it in the marketplace of reservations'
              : 'Share it with other accounts, move usage to what it covers, and purchase less when it ends',
          link: commitmentPage(commitment),
        },
        saving: isOver(Period, ReadAt)
          ? { saves: 'part', share: Math.max(0, PERCENT - (used ?? PERCENT)) / PERCENT }
          : { saves: 'unknown', why: 'the month was not over when it was read' },
      }),
    };
  },
});

function recentCheck(readAt: string, now: number): Check {
  const days = Math.floor((now - Date.parse(readAt)) / DAY_MS);
  if (days <= MOST_AGE_DAYS) return property('ReadAt', readAt, true);
  return doubtful('ReadAt', readAt, {
    reason: 'no-usage',
    detail: `its use was read ${days} days ago`,
    fix: 'run longshore cost commitments',
  });
}

/** @param period `2026-10` */
function isOver(period: string, readAt: string): boolean {
  return readAt.slice(0, period.length) > period;
}
