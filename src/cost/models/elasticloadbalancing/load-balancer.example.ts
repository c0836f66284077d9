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
  {
    service: 'AmazonVPC',
    family: '',
    attributes: { usagetype: 'USE1-PublicIPv4:InUseAddress' },
    unit: 'Hrs',
    price: '0.0050000000',
  },
];

const BASE = { region: 'us-east-1', rows: ROWS } as const;

export const EXAMPLES: readonly CostExample[] = [
  {
    ...BASE,
    title: 'classic, with measured data and addresses',
    properties: { LoadBalancerName: 'web', Scheme: 'internet-facing' },
    usage: { monthly_data_processed_gb: 10_000, public_ipv4_addresses: 2 },
    monthly: { 'load balancer': '18.25', 'data processed': '80', 'public IPv4 addresses': '7.3' },
    plan: {
      terraform: { type: 'aws_elb', values: { name: 'web' } },
      pulumi: { type: 'aws:elb/loadBalancer:LoadBalancer', values: { name: 'web' } },
    },
  },
  {
    ...BASE,
    title: 'classic, whose data must be measured',
    properties: { LoadBalancerName: 'web', Scheme: 'internal' },
    monthly: { 'load balancer': '18.25' },
    unpriced: { 'data processed': 'usage' },
    plan: {
      terraform: { type: 'aws_elb', values: { internal: true } },
      pulumi: { type: 'aws:elb/loadBalancer:LoadBalancer', values: { internal: true } },
    },
  },
];
