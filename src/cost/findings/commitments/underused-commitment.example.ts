import type { FindingExample } from '../finding-example.ts';
import { commitment } from './commitment.example.ts';

const EndsAt = '2027-06-01T00:00:00.000Z';

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'just below the threshold',
    resource: commitment({ EndsAt, UtilizationPercent: 89.5 }),
    ...{ billed: '1000', verdict: 'yes', saving: '105' },
  },
  {
    title: 'at the threshold',
    resource: commitment({ EndsAt, UtilizationPercent: 90 }),
    ...{ billed: '1000', verdict: 'no' },
  },
  {
    title: 'another share is right',
    resource: commitment({ EndsAt, UtilizationPercent: 95 }),
    settings: { LONGSHORE_COMMITMENT_LEAST_USE: 100 },
    ...{ billed: '1000', verdict: 'yes', saving: '50' },
  },
  {
    title: 'a reservation that nothing uses',
    resource: commitment({ Type: 'reservation', What: 'm5.large', EndsAt, UtilizationPercent: 0 }),
    ...{ billed: '50', verdict: 'yes', saving: '50' },
  },
  {
    title: 'its month was not over when it was read',
    resource: commitment({ EndsAt, UtilizationPercent: 50, ReadAt: '2026-10-20T08:00:00.000Z' }),
    ...{ billed: '1000', verdict: 'yes', saving: 'unknown' },
  },
  {
    title: 'its cost is not known',
    resource: commitment({ EndsAt, UtilizationPercent: 50 }),
    ...{ verdict: 'yes', saving: 'unknown' },
  },
  {
    title: 'it was read long ago',
    resource: commitment({ EndsAt, UtilizationPercent: 50, ReadAt: '2026-09-18T00:00:00.000Z' }),
    ...{ billed: '1000', verdict: 'unknown', reason: 'no-usage' },
  },
  {
    title: 'Cost Explorer did not tell its use',
    ...{ resource: commitment({ EndsAt }), verdict: 'unknown', reason: 'no-property' },
  },
  {
    title: 'has ended',
    resource: commitment({ EndsAt: '2026-11-19T00:00:00.000Z', UtilizationPercent: 50 }),
    verdict: 'none',
  },
];
