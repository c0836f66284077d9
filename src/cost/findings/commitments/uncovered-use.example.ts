import type { FindingExample } from '../finding-example.ts';

const Advice = {
  ...{ Recommended: 'COMPUTE_SP, 0.8 USD an hour', Saving: '160.25', Currency: 'USD' },
  Source: 'savings-plan-purchases',
};

function use(more: object): FindingExample['resource'] {
  const Service = 'AmazonEC2';
  const amounts = { Days: 30, LeastDailyCost: 18, AverageDailyCost: 30, Currency: 'USD' };
  return { id: Service, properties: { Service, ...amounts, ...more } };
}

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'the lowest day is exactly 60 % of the average, with advice of AWS',
    ...{ resource: use({ Advice }), billed: '900', verdict: 'yes', saving: '160.25' },
  },
  {
    title: 'AWS advises for more than this account uses',
    resource: use({ Advice: { ...Advice, Saving: '2000' } }),
    ...{ billed: '900', verdict: 'yes', saving: '900' },
  },
  {
    title: 'without advice of AWS',
    ...{ resource: use({}), billed: '900', verdict: 'yes', saving: 'unknown' },
  },
  {
    title: 'advice in another currency than the bill',
    resource: use({ Advice: { ...Advice, Currency: 'CNY' } }),
    ...{ billed: '900', verdict: 'yes', saving: 'unknown' },
  },
  {
    title: 'the lowest day is less than 60 %',
    ...{ resource: use({ Advice, LeastDailyCost: 17.99 }), billed: '900', verdict: 'no' },
  },
  {
    title: 'less stable use is worth it',
    resource: use({ Advice, LeastDailyCost: 17.99 }),
    settings: { LONGSHORE_COMMITMENT_STABLE_PERCENT: 50 },
    ...{ billed: '900', verdict: 'yes', saving: '160.25' },
  },
  {
    title: 'a day without use',
    ...{ resource: use({ Advice, Days: 29 }), billed: '900', verdict: 'no' },
  },
  {
    title: 'exactly 50 in 30 days',
    resource: use({ Advice, LeastDailyCost: 50 / 30, AverageDailyCost: 2 }),
    ...{ billed: '60', verdict: 'yes', saving: '60' },
  },
  {
    title: 'less than 50 in 30 days',
    resource: use({ Advice, LeastDailyCost: 1.66, AverageDailyCost: 2 }),
    ...{ billed: '60', verdict: 'no' },
  },
];
