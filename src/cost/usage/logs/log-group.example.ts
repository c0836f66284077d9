import type { UsageExample } from '../usage-example.ts';

export const EXAMPLES: readonly UsageExample[] = [
  {
    title: 'a log group',
    properties: { LogGroupName: '/aws/lambda/checkout' },
    dimensions: { LogGroupName: '/aws/lambda/checkout' },
    measured: { incomingBytes: { sum: 2 ** 30 } },
    gives: { monthly_data_ingested_gb: 10 },
  },
];
