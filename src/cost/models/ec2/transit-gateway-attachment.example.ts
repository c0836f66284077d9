import type { CostExample, ExampleRow } from '../cost-example.ts';

function row(usagetype: string, operation: string, unit: string, price: string): ExampleRow {
  const attributes = { usagetype, operation, group: 'AWSTransitGateway' };
  return { service: 'AmazonVPC', family: '', attributes, unit, price };
}

/** Prices of us-east-1. */
const ROWS: readonly ExampleRow[] = [
  row('USE1-TransitGateway-Hours', 'TransitGatewayVPC', 'hour', '0.0500000000'),
  row('USE1-TransitGateway-Hours', 'TransitGatewayVPN', 'hour', '0.0500000000'),
  row('USE1-TransitGateway-Hours', 'TransitGatewayPeering', 'hour', '0.0500000000'),
  row('USE1-TransitGateway-Bytes', 'TransitGatewayVPC', 'GigaBytes', '0.0200000000'),
  row('USE1-TransitGateway-Bytes', 'TransitGatewayVPN', 'GigaBytes', '0.0200000000'),
];

const BASE = { region: 'us-east-1', rows: ROWS } as const;
const ID = { TransitGatewayAttachmentId: 'tgw-attach-1', Id: 'tgw-attach-1' };

export const EXAMPLES: readonly CostExample[] = [
  {
    ...BASE,
    title: 'a VPC that sends data',
    properties: { ...ID, VpcId: 'vpc-1', State: 'available' },
    usage: { monthly_data_processed_gb: 100 },
    monthly: { attachment: '36.5', 'data processed': '2' },
    plan: {
      terraform: {
        type: 'aws_ec2_transit_gateway_vpc_attachment',
        values: { transit_gateway_id: 'tgw-1', subnet_ids: ['subnet-1'] },
      },
      pulumi: {
        type: 'aws:ec2transitgateway/vpcAttachment:VpcAttachment',
        values: { transitGatewayId: 'tgw-1' },
      },
    },
  },
  {
    ...BASE,
    title: 'a VPC whose data must be measured',
    properties: { ...ID, VpcId: 'vpc-1', State: 'modifying' },
    monthly: { attachment: '36.5' },
    unpriced: { 'data processed': 'usage' },
  },
  {
    ...BASE,
    title: 'not accepted yet',
    properties: { ...ID, VpcId: 'vpc-1', State: 'pendingAcceptance' },
    monthly: {},
  },
];
