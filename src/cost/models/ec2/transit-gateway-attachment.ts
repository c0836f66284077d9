import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { defineCostModel } from '../define-cost-model.ts';
import type { PlanValues } from '../plan-values.ts';

/** An attachment is charged for from its acceptance to its removal. */
const CHARGED_STATES: readonly string[] = ['available', 'modifying', 'rollingBack'];

/** The operations of the price list, by the type of what is attached. */
const OPERATIONS: Readonly<Record<string, string>> = {
  vpc: 'TransitGatewayVPC',
  vpn: 'TransitGatewayVPN',
  'direct-connect-gateway': 'TransitGatewayDirectConnect',
  peering: 'TransitGatewayPeering',
};

const Properties = z.object({
  State: z.string().optional(),
  /** AWS tells it of other attachments than those of VPCs, which are the ones that this kind reads. */
  ResourceType: z.string().optional(),
});

/** @see https://aws.amazon.com/transit-gateway/pricing/ */
export const Ec2TransitGatewayAttachmentCost = defineCostModel({
  kind: 'AWS::EC2::TransitGatewayAttachment',
  pricing: 'https://aws.amazon.com/transit-gateway/pricing/',
  properties: Properties,
  prices: {
    hours: {
      service: 'AmazonVPC',
      family: '',
      usageType: 'TransitGateway-Hours',
      key: ['operation'],
      unit: 'Hrs',
    },
    data: {
      service: 'AmazonVPC',
      family: '',
      usageType: 'TransitGateway-Bytes',
      key: ['operation'],
      unit: 'GB',
    },
  },
  usage: { monthly_data_processed_gb: 'GB a month that the VPC sends to the transit gateway' },
  plan: {
    terraform: [
      'aws_ec2_transit_gateway_vpc_attachment',
      'aws_ec2_transit_gateway_peering_attachment',
    ],
    pulumi: [
      'aws:ec2transitgateway/vpcAttachment:VpcAttachment',
      'aws:ec2transitgateway/peeringAttachment:PeeringAttachment',
    ],
    properties: (values) => ({ ResourceType: plannedType(values) }),
  },
  components({ State, ResourceType = 'vpc' }, { price, usage }) {
    if (State !== undefined && !CHARGED_STATES.includes(State)) return [];
    const operation = OPERATIONS[ResourceType];
    if (operation === undefined) {
      const detail = `an attachment of the type ${ResourceType}`;
      const missing = { reason: 'no-model', detail, unit: 'Hrs' } as const;
      return [{ name: 'attachment', price: missing, quantity: HOURS_PER_MONTH }];
    }
    const attachment = {
      name: 'attachment',
      price: price('hours', operation),
      quantity: HOURS_PER_MONTH,
    };
    // Between transit gateways, only data transfer is charged for.
    if (ResourceType === 'peering') return [attachment];
    return [
      attachment,
      {
        name: 'data processed',
        price: price('data', operation),
        quantity: usage('monthly_data_processed_gb'),
      },
    ];
  },
});

function plannedType(values: PlanValues): string {
  const names = ['peer_region', 'peer_transit_gateway_id', 'peer_account_id'];
  return names.some((name) => values.value(name) !== undefined) ? 'peering' : 'vpc';
}
