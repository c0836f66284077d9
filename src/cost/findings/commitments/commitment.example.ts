import type { FindingExample } from '../finding-example.ts';

/** A Savings Plan, read after its month was over. */
export function commitment(more: object): FindingExample['resource'] {
  return {
    id: 'arn:aws:savingsplans::210000000001:savingsplan/5e0f',
    properties: {
      ...{ Type: 'savings-plan', What: 'COMPUTE_SP', PaymentOption: 'No Upfront' },
      ...{ NetSavings: 28.5, Currency: 'USD', Period: '2026-10' },
      ReadAt: '2026-11-02T08:00:00.000Z',
      ...more,
    },
  };
}
