import type { UsageExample } from '../usage-example.ts';

export const EXAMPLES: readonly UsageExample[] = [
  {
    title: 'an on-demand table',
    properties: { TableName: 'orders' },
    dimensions: { TableName: 'orders' },
    measured: { readUnits: { sum: 50_000 }, writeUnits: { sum: 0 } },
    gives: { monthly_read_request_units: 500_000, monthly_write_request_units: 0 },
  },
];
