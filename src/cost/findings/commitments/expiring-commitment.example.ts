import type { FindingExample } from '../finding-example.ts';
import { commitment } from './commitment.example.ts';

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'ends in exactly 30 days',
    resource: commitment({ EndsAt: '2026-12-20T00:00:00.000Z' }),
    ...{ billed: '100', verdict: 'yes', saving: 'unknown' },
  },
  {
    title: 'ends a second later',
    resource: commitment({ EndsAt: '2026-12-20T00:00:01.000Z' }),
    ...{ billed: '100', verdict: 'no' },
  },
  {
    title: 'more time is wanted',
    resource: commitment({ EndsAt: '2027-01-18T00:00:00.000Z' }),
    settings: { LONGSHORE_COMMITMENT_EXPIRY_DAYS: 60 },
    ...{ verdict: 'yes', saving: 'unknown' },
  },
  {
    title: 'Cost Explorer did not tell its end',
    ...{ resource: commitment({}), verdict: 'unknown', reason: 'no-property' },
  },
  {
    title: 'has ended',
    resource: commitment({ EndsAt: '2026-11-20T00:00:00.000Z' }),
    verdict: 'none',
  },
];
