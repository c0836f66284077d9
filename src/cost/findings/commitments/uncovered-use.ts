import { OnDemandSubject, ON_DEMAND_USE } from '../account-subject.ts';
import { property } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import type { NumberThreshold } from '../threshold.ts';
import { purchasePage } from './commitment-facts.ts';

const PERCENT = 100;
/** Days of the bill that the amounts are of. */
const DAYS = 30;

export const STABLE_USE = {
  setting: 'LONGSHORE_COMMITMENT_STABLE_PERCENT',
  meaning:
    'Use on demand is stable when its lowest day of 30 costs at least this share of the average day, in percent.',
  unit: '%',
  default: 60,
  least: 1,
  most: 100,
} as const satisfies NumberThreshold;

export const LEAST_DEMAND = {
  setting: 'LONGSHORE_COMMITMENT_LEAST_COST',
  meaning:
    'The least stable cost on demand in a month that a commitment is worth, in the currency of the bill.',
  unit: '',
  default: 50,
  least: 0,
  most: 1_000_000_000,
} as const satisfies NumberThreshold;

/** Stable use at prices on demand, which a Savings Plan or reservations would make cheaper. */
export const UncoveredUse = defineFinding({
  name: 'commitment-candidate',
  title: 'Stable use on demand that a commitment would cover',
  kind: ON_DEMAND_USE,
  service: 'Commitments',
  type: 'reserved_instances',
  change: 'commit',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/savingsplans/latest/userguide/what-is-savings-plans.html',
  properties: OnDemandSubject,
  thresholds: { stable: STABLE_USE, cost: LEAST_DEMAND },
  judge({ Service, Days, LeastDailyCost, AverageDailyCost, Currency, Advice }, { limit }) {
    const share = AverageDailyCost > 0 ? (LeastDailyCost / AverageDailyCost) * PERCENT : 0;
    const stable = LeastDailyCost * DAYS;
    return {
      checks: [
        property('days with use', Days, Days >= DAYS, { threshold: DAYS, comparison: 'at least' }),
        property(
          'lowest day / average day',
          Math.round(share * 10) / 10,
          share >= limit.stable.value,
          {
            ...{ threshold: limit.stable.value, comparison: 'at least', unit: '%' },
            setting: limit.stable.setting,
          },
        ),
        property('stable cost of 30 days', rounded(stable), stable >= limit.cost.value, {
          ...{ threshold: limit.cost.value, comparison: 'at least', unit: Currency },
          setting: limit.cost.setting,
        }),
      ],
      found: () => ({
        description: `On each of 30 days, ${Service} cost at least ${rounded(LeastDailyCost)} ${Currency} at prices on demand (EffectiveCost).`,
        remedy: {
          title:
            Advice?.Recommended === undefined
              ? 'Purchase a Savings Plan or reservations for one year, without payment in advance'
              : `Purchase what AWS recommends, for one year without payment in advance: ${Advice.Recommended}`,
          link: purchasePage(),
        },
        saving:
          Advice === undefined
            ? {
                saves: 'unknown',
                why: "AWS's recommendations to purchase were not read, and no price list has what a commitment would cover",
              }
            : {
                saves: 'advised',
                ...{ monthly: Advice.Saving, currency: Advice.Currency, source: Advice.Source },
              },
      }),
    };
  },
});

function rounded(amount: number): number {
  return Math.round(amount * PERCENT) / PERCENT;
}
