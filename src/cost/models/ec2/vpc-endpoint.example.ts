import type { CostExample, ExampleRow } from '../cost-example.ts';

function row(usagetype: string, unit: string, price: ExampleRow['price']): ExampleRow {
  return { service: 'AmazonVPC', family: 'VpcEndpoint', attributes: { usagetype }, unit, price };
}

/** Prices of us-east-1. */
const ROWS: readonly ExampleRow[] = [
  row('USE1-VpcEndpoint-Hours', 'Hrs', '0.0100000000'),
  row('USE1-VpcEndpoint-Bytes', 'GB', [
    ['0', '0.0100000000'],
    ['1048576', '0.0060000000'],
    ['5242880', '0.0040000000'],
  ]),
  row('USE1-VpcEndpoint-GWLBE-Hours', 'Hrs', '0.0100000000'),
  row('USE1-VpcEndpoint-GWLBE-Bytes', 'GB', '0.0035000000'),
  row('USE1-VpcEndpoint-Resource-Hours', 'Hrs', '0.0200000000'),
];

const BASE = { region: 'us-east-1', rows: ROWS } as const;
const ID = { VpcEndpointId: 'vpce-1', Id: 'vpce-1' };

export const EXAMPLES: readonly CostExample[] = [
  {
    ...BASE,
    title: 'an interface in each of two zones, with data in two tiers',
    properties: {
      ...ID,
      VpcEndpointType: 'Interface',
      State: 'available',
      NetworkInterfaceIds: ['eni-1', 'eni-2'],
      SubnetIds: ['subnet-1', 'subnet-2'],
    },
    usage: { monthly_data_processed_gb: 1_048_676 },
    monthly: { endpoint: '14.6', 'data processed': '10486.36' },
    plan: {
      terraform: {
        type: 'aws_vpc_endpoint',
        values: { vpc_endpoint_type: 'Interface', subnet_ids: ['subnet-1', 'subnet-2'] },
      },
      pulumi: {
        type: 'aws:ec2/vpcEndpoint:VpcEndpoint',
        values: { vpcEndpointType: 'Interface', subnetIds: ['subnet-1', 'subnet-2'] },
      },
    },
  },
  {
    ...BASE,
    title: 'of a gateway load balancer',
    properties: { ...ID, VpcEndpointType: 'GatewayLoadBalancer', SubnetIds: ['subnet-1'] },
    usage: { monthly_data_processed_gb: 1_000 },
    monthly: { endpoint: '7.3', 'data processed': '3.5' },
  },
  {
    ...BASE,
    title: 'a gateway, which is free',
    properties: { ...ID, VpcEndpointType: 'Gateway', State: 'available' },
    monthly: {},
    plan: {
      terraform: { type: 'aws_vpc_endpoint', values: { service_name: 's3' } },
      pulumi: { type: 'aws:ec2/vpcEndpoint:VpcEndpoint', values: { serviceName: 's3' } },
    },
  },
  {
    ...BASE,
    title: 'an interface in subnets that are not known yet',
    properties: { ...ID, VpcEndpointType: 'Interface' },
    monthly: {},
    unpriced: { endpoint: 'no-property', 'data processed': 'usage' },
    plan: {
      terraform: { type: 'aws_vpc_endpoint', values: { vpc_endpoint_type: 'Interface' } },
      pulumi: {
        type: 'aws:ec2/vpcEndpoint:VpcEndpoint',
        values: { vpcEndpointType: 'Interface' },
      },
    },
  },
  {
    ...BASE,
    title: 'of a resource, which is charged in another way',
    properties: { ...ID, VpcEndpointType: 'Resource', SubnetIds: ['subnet-1'] },
    monthly: {},
    unpriced: { endpoint: 'no-model' },
  },
];
