import type { UsageExample } from '../usage-example.ts';

export const EXAMPLES: readonly UsageExample[] = [
  {
    title: 'a Classic Load Balancer',
    properties: { LoadBalancerName: 'shop' },
    dimensions: { LoadBalancerName: 'shop' },
    measured: { requests: { sum: 1_000 }, processedBytes: { sum: 4_000_000_000 } },
    gives: { monthly_data_processed_gb: 40 },
  },
];
