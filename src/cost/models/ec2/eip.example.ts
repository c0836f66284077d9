import type { CostExample, ExampleRow } from '../cost-example.ts';

/** Prices of eu-west-1. */
const ROWS: readonly ExampleRow[] = [
  {
    service: 'AmazonVPC',
    family: '',
    attributes: { usagetype: 'EU-PublicIPv4:InUseAddress' },
    unit: 'Hrs',
    price: '0.0050000000',
  },
  {
    service: 'AmazonVPC',
    family: '',
    attributes: { usagetype: 'EU-PublicIPv4:IdleAddress' },
    unit: 'Hrs',
    price: '0.0050000000',
  },
];

const BASE = { region: 'eu-west-1', rows: ROWS } as const;

export const EXAMPLES: readonly CostExample[] = [
  {
    ...BASE,
    title: 'in use',
    properties: { AllocationId: 'eipalloc-1', InstanceId: 'i-1', PublicIpv4Pool: 'amazon' },
    monthly: { 'public IPv4 address': '3.65' },
    plan: {
      terraform: { type: 'aws_eip', values: { domain: 'vpc', instance: 'i-1' } },
      pulumi: { type: 'aws:ec2/eip:Eip', values: { domain: 'vpc', networkInterface: 'eni-1' } },
    },
  },
  {
    ...BASE,
    title: 'idle',
    properties: { AllocationId: 'eipalloc-1', PublicIpv4Pool: 'amazon', InstanceId: '' },
    monthly: { 'public IPv4 address': '3.65' },
    plan: {
      terraform: { type: 'aws_eip', values: { domain: 'vpc' } },
      pulumi: { type: 'aws:ec2/eip:Eip', values: { domain: 'vpc' } },
    },
  },
  {
    ...BASE,
    title: 'an address that the customer brought',
    properties: { AllocationId: 'eipalloc-1', PublicIpv4Pool: 'ipv4pool-ec2-1' },
    monthly: {},
  },
  {
    ...BASE,
    title: 'a carrier IP address',
    properties: { AllocationId: 'eipalloc-1', CarrierIp: '155.146.0.1' },
    monthly: {},
    unpriced: { 'public IPv4 address': 'no-model' },
  },
];
