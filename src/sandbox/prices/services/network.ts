import type { PriceRow, RowTier } from '../price-row.ts';

const NAT_IN = {
  'eu-west-1': '0.048',
  'sa-east-1': '0.093',
  'ap-south-1': '0.056',
  'ap-southeast-1': '0.059',
  'ap-northeast-1': '0.062',
} as const;

/** @see https://aws.amazon.com/vpc/pricing/ */
export function natGatewayRows(): readonly PriceRow[] {
  const both = { family: 'NAT Gateway', operation: 'NatGateway', priceIn: NAT_IN, price: '0.045' };
  const hours = { group: 'NGW:NatGateway', groupDescription: 'Hourly charge for NAT Gateways' };
  const bytes = {
    group: 'NGW:NatGateway',
    groupDescription: 'Charge for per GB data processed by NatGateways',
  };
  return [
    // In one product of us-east-1 one usage type has a prefix, and the other has none.
    { ...both, usage: 'RegionalNatGateway-Hours', unit: 'Hrs', attributes: hours },
    { ...both, usage: 'RegionalNatGateway-Bytes', prefix: 'named', unit: 'GB', attributes: bytes },
    { ...both, usage: 'NatGateway-Hours', unit: 'Hrs', attributes: hours },
    { ...both, usage: 'NatGateway-Bytes', unit: 'GB', attributes: bytes },
    { ...both, usage: 'NatGateway-Prvd-Bytes', unit: 'GB', attributes: bytes },
  ];
}

/** By the GB, above 1 and 5 PB. */
const ENDPOINT_BYTES: readonly RowTier[] = [
  ['0', '0.01'],
  ['1048576', '0.006'],
  ['5242880', '0.004'],
];
const ATTACHMENTS = ['VPC', 'VPN', 'DirectConnect', 'Peering'] as const;

/** @see https://aws.amazon.com/privatelink/pricing/ */
export function vpcRows(): readonly PriceRow[] {
  const endpoint = { family: 'VpcEndpoint', prefix: 'named', operation: 'VpcEndpoint' } as const;
  const gateway = { ...endpoint, attributes: { endpointType: 'Gateway Load Balancer Endpoint' } };
  const attributes = { endpointType: 'PrivateLink' };
  return [
    { ...endpoint, usage: 'VpcEndpoint-Hours', unit: 'Hrs', price: '0.01', attributes },
    { ...endpoint, usage: 'VpcEndpoint-Bytes', unit: 'GB', price: ENDPOINT_BYTES, attributes },
    { ...endpoint, usage: 'VpcEndpoint-Service-Hours', unit: 'Hrs', price: '0.05', attributes },
    { ...gateway, usage: 'VpcEndpoint-GWLBE-Hours', unit: 'Hrs', price: '0.01' },
    { ...gateway, usage: 'VpcEndpoint-GWLBE-Bytes', unit: 'GB', price: '0.0035' },
    ...ATTACHMENTS.flatMap(transitGatewayRows),
    ...['InUseAddress', 'IdleAddress'].map((state): PriceRow => ({
      usage: `PublicIPv4:${state}`,
      prefix: 'named',
      operation: state === 'IdleAddress' ? 'AllocateAddressVPC' : 'AssociateAddressVPC',
      unit: 'Hrs',
      price: '0.005',
      isFlat: true,
      attributes: { group: 'VPCPublicIPv4Address' },
    })),
  ];
}

function transitGatewayRows(attachment: string): PriceRow[] {
  const both = { prefix: 'named', operation: `TransitGateway${attachment}` } as const;
  const attributes = { group: 'AWSTransitGateway', attachmentType: attachment };
  return [
    { ...both, usage: 'TransitGateway-Hours', unit: 'hour', price: '0.05', attributes },
    ...(attachment === 'Peering'
      ? []
      : [{ ...both, usage: 'TransitGateway-Bytes', unit: 'GigaBytes', price: '0.02', attributes }]),
  ];
}
