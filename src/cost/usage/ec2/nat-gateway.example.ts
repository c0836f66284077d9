import type { UsageExample } from '../usage-example.ts';

export const EXAMPLES: readonly UsageExample[] = [
  {
    title: 'a gateway',
    properties: { NatGatewayId: 'nat-0123456789abcdef0' },
    dimensions: { NatGatewayId: 'nat-0123456789abcdef0' },
    measured: {
      bytesFromSource: { sum: 3_000_000_000 },
      bytesFromDestination: { sum: 7_000_000_000 },
    },
    gives: { monthly_data_processed_gb: 100 },
  },
];
