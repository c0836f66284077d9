import type { UsageExample } from '../usage-example.ts';

export const EXAMPLES: readonly UsageExample[] = [
  {
    title: 'a database on magnetic storage',
    properties: { DBInstanceIdentifier: 'orders', StorageType: 'standard' },
    dimensions: { DBInstanceIdentifier: 'orders' },
    measured: { readIops: { average: 2 }, writeIops: { average: 3 } },
    gives: { monthly_standard_io_requests: 13_140_000 },
  },
];
