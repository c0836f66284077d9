import type { CostExample, ExampleRow } from '../cost-example.ts';

const ELB = { service: 'AWSELB', family: 'Load Balancer' } as const;

/** Prices of us-east-1. */
const ROWS: readonly ExampleRow[] = [
  {
    ...ELB,
    attributes: { usagetype: 'LoadBalancerUsage', operation: 'LoadBalancing' },
    unit: 'Hrs',
    price: '0.0250000000',
  },
  {
    ...ELB,
    attributes: { usagetype: 'DataProcessing-Bytes', operation: 'LoadBalancing' },
    unit: 'GB',
    price: '0.0080000000',
  },
];

const BASE = { region: 'us-east-1', rows: ROWS } as const;

export const EXAMPLES: readonly CostExample[] = [
  {
    ...BASE,
    title: 'classic, with measured data',
    properties: { LoadBalancerName: 'web' },
    usage: { monthly_data_processed_gb: 10_000 },
    monthly: { 'load balancer': '18.25', 'data processed': '80' },
    plan: {
      terraform: { type: 'aws_elb', values: { name: 'web' } },
      pulumi: { type: 'aws:elb/loadBalancer:LoadBalancer', values: { name: 'web' } },
    },
  },
  {
    ...BASE,
    title: 'classic, whose data must be measured',
    properties: { LoadBalancerName: 'web' },
    monthly: { 'load balancer': '18.25' },
    unpriced: { 'data processed': 'usage' },
  },
];
