import type { CostExample, ExampleRow } from '../cost-example.ts';

function row(usagetype: string, unit: string): ExampleRow {
  const attributes = { usagetype };
  return { service: 'AmazonEC2', family: 'NAT Gateway', attributes, unit, price: '0.0450000000' };
}

/** Prices of us-east-1. */
const ROWS: readonly ExampleRow[] = [
  row('NatGateway-Hours', 'Hrs'),
  row('NatGateway-Bytes', 'GB'),
  row('RegionalNatGateway-Hours', 'Hrs'),
  row('USE1-RegionalNatGateway-Bytes', 'GB'),
];

const BASE = { region: 'us-east-1', rows: ROWS } as const;

export const EXAMPLES: readonly CostExample[] = [
  {
    ...BASE,
    title: 'zonal, with measured data',
    properties: { NatGatewayId: 'nat-1', State: 'available', AvailabilityMode: 'zonal' },
    usage: { monthly_data_processed_gb: 100 },
    monthly: { gateway: '32.85', 'data processed': '4.5' },
    plan: {
      terraform: {
        type: 'aws_nat_gateway',
        values: { allocation_id: 'eip-12345678', subnet_id: 'subnet-12345678' },
      },
      pulumi: { type: 'aws:ec2/natGateway:NatGateway', values: { subnetId: 'subnet-12345678' } },
    },
  },
  {
    ...BASE,
    title: 'regional, active in two zones',
    properties: {
      NatGatewayId: 'nat-2',
      State: 'available',
      AvailabilityMode: 'regional',
      NatGatewayAddresses: [
        { AllocationId: 'eipalloc-1', AvailabilityZone: 'us-east-1a' },
        { AllocationId: 'eipalloc-2', AvailabilityZone: 'us-east-1a' },
        { AllocationId: 'eipalloc-3', AvailabilityZone: 'us-east-1b' },
      ],
    },
    monthly: { gateway: '65.7' },
    unpriced: { 'data processed': 'usage' },
    plan: {
      terraform: {
        type: 'aws_nat_gateway',
        values: {
          availability_mode: 'regional',
          availability_zone_address: [
            { availability_zone: 'us-east-1a', allocation_ids: ['eipalloc-1', 'eipalloc-2'] },
            { availability_zone: 'us-east-1b', allocation_ids: ['eipalloc-3'] },
          ],
        },
      },
      pulumi: {
        type: 'aws:ec2/natGateway:NatGateway',
        values: {
          availabilityMode: 'regional',
          availabilityZoneAddresses: [
            { availabilityZone: 'us-east-1a' },
            { availabilityZone: 'us-east-1b' },
          ],
        },
      },
    },
  },
  {
    ...BASE,
    title: 'regional, in zones that are not known yet',
    properties: { NatGatewayId: 'nat-3', State: 'pending', AvailabilityMode: 'regional' },
    monthly: {},
    unpriced: { gateway: 'no-property', 'data processed': 'usage' },
    plan: {
      terraform: { type: 'aws_nat_gateway', values: { availability_mode: 'regional' } },
      pulumi: {
        type: 'aws:ec2/natGateway:NatGateway',
        values: { availabilityMode: 'regional' },
      },
    },
  },
  {
    ...BASE,
    title: 'deleted',
    properties: { NatGatewayId: 'nat-4', State: 'deleted' },
    monthly: {},
  },
  {
    ...BASE,
    title: 'provisioned bandwidth, for which there is no model',
    properties: {
      NatGatewayId: 'nat-5',
      State: 'available',
      ProvisionedBandwidth: { Provisioned: '10' },
    },
    usage: { monthly_data_processed_gb: 0 },
    monthly: { gateway: '32.85', 'data processed': '0' },
    unpriced: { 'provisioned bandwidth': 'no-model' },
  },
];
