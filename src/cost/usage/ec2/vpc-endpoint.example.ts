import type { UsageExample } from '../usage-example.ts';

const ENDPOINT = {
  VpcEndpointId: 'vpce-0123456789abcdef0',
  VpcEndpointType: 'Interface',
  ServiceName: 'com.amazonaws.eu-west-1.sqs',
  VpcId: 'vpc-0123456789abcdef0',
};

export const EXAMPLES: readonly UsageExample[] = [
  {
    title: 'an interface endpoint',
    properties: ENDPOINT,
    dimensions: {
      'VPC Endpoint Id': 'vpce-0123456789abcdef0',
      'Endpoint Type': 'Interface',
      'Service Name': 'com.amazonaws.eu-west-1.sqs',
      'VPC Id': 'vpc-0123456789abcdef0',
    },
    measured: { bytes: { sum: 2_500_000_000 } },
    gives: { monthly_data_processed_gb: 25 },
  },
  {
    title: 'a gateway endpoint',
    properties: { ...ENDPOINT, VpcEndpointType: 'Gateway' },
    dimensions: undefined,
  },
];
