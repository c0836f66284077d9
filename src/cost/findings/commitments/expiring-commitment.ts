import { CommitmentSubject, COMMITMENT } from '../account-subject.ts';
import { property } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import type { NumberThreshold } from '../threshold.ts';
import { commitmentPage, endOf, nameOf, notTold } from './commitment-facts.ts';

const DAY_MS = 86_400_000;

export const EXPIRY_DAYS = {
  setting: 'LONGSHORE_COMMITMENT_EXPIRY_DAYS',
  meaning: 'A Savings Plan or reservation that ends within this time is a finding, in days.',
  unit: 'days',
  default: 30,
  least: 1,
  most: 365,
} as const satisfies NumberThreshold;

/** A commitment that ends soon: what it covers then costs as much as on demand. */
export const ExpiringCommitment = defineFinding({
  name: 'commitment-expiring',
  title: 'Savings Plan or reservation that ends soon',
  kind: COMMITMENT,
  service: 'Commitments',
  type: 'reserved_instances',
  change: 'commit',
  effort: 'low',
  risk: 'low',
  see: 'https://docs.aws.amazon.com/savingsplans/latest/userguide/sp-monitoring.html',
  properties: CommitmentSubject,
  thresholds: { days: EXPIRY_DAYS },
  judge(commitment, { limit, now }) {
    const end = endOf(commitment);
    if (end !== undefined && end <= now) return undefined;
    const left = end === undefined ? 0 : Math.floor(((end - now) / DAY_MS) * 10) / 10;
    const { NetSavings: saved, Currency, Period } = commitment;
    const lost =
      saved === undefined ? '' : ` It saved ${saved.toFixed(2)} ${Currency} in ${Period}.`;
    return {
      checks: [
        end === undefined
          ? notTold('end')
          : property('EndsAt', left, end - now <= limit.days.value * DAY_MS, {
              ...{ threshold: limit.days.value, comparison: 'at most', unit: 'days' },
              setting: limit.days.setting,
            }),
      ],
      found: () => ({
        description: `In ${left} days, ${nameOf(commitment)} ends.${lost}`,
        remedy: {
          title: 'Purchase a commitment that begins when it ends, for what is still needed',
          link: commitmentPage(commitment),
        },
        saving: {
          saves: 'unknown',
          why: 'a month costs no less than now: without another commitment, it costs more',
        },
      }),
    };
  },
});
