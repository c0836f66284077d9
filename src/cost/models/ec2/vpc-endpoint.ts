import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import type { MissingPrice } from '../../prices/price.ts';
import { defineCostModel } from '../define-cost-model.ts';
import type { PlanValues } from '../plan-values.ts';

/** AWS charges for an endpoint as long as it exists, even when the service has rejected it. */
const FREE_STATES: readonly string[] = ['deleting', 'deleted', 'failed'];

/** The usage types, by the type of endpoint. */
const CHARGED_TYPES: Readonly<Record<string, string>> = {
  Interface: 'VpcEndpoint',
  GatewayLoadBalancer: 'VpcEndpoint-GWLBE',
};

const Properties = z.object({
  VpcEndpointType: z.string().optional(),
  State: z.string().optional(),
  NetworkInterfaceIds: z.array(z.string()).optional(),
  SubnetIds: z.array(z.string()).optional(),
});

/** @see https://aws.amazon.com/privatelink/pricing/ */
export const Ec2VpcEndpointCost = defineCostModel({
  kind: 'AWS::EC2::VPCEndpoint',
  pricing: 'https://aws.amazon.com/privatelink/pricing/',
  properties: Properties,
  prices: {
    hours: {
      service: 'AmazonVPC',
      family: 'VpcEndpoint',
      usageType: ['VpcEndpoint-Hours', 'VpcEndpoint-GWLBE-Hours'],
      key: ['usagetype'],
      unit: 'Hrs',
    },
    data: {
      service: 'AmazonVPC',
      family: 'VpcEndpoint',
      usageType: ['VpcEndpoint-Bytes', 'VpcEndpoint-GWLBE-Bytes'],
      key: ['usagetype'],
      unit: 'GB',
    },
  },
  usage: { monthly_data_processed_gb: 'GB processed a month' },
  plan: {
    terraform: ['aws_vpc_endpoint'],
    pulumi: ['aws:ec2/vpcEndpoint:VpcEndpoint'],
    properties: (values) => ({
      VpcEndpointType: values.text('vpc_endpoint_type') ?? 'Gateway',
      SubnetIds: plannedSubnets(values),
    }),
  },
  components(endpoint, { price, usage }) {
    const { VpcEndpointType: type, State = '' } = endpoint;
    if (type === 'Gateway' || FREE_STATES.includes(State.toLowerCase())) return [];
    const interfaces = interfacesOf(endpoint);
    const quantity = interfaces === undefined ? undefined : interfaces * HOURS_PER_MONTH;
    const usageType = CHARGED_TYPES[type ?? ''];
    if (usageType === undefined) return [{ name: 'endpoint', price: unknownType(type), quantity }];
    return [
      { name: 'endpoint', price: price('hours', `${usageType}-Hours`), quantity },
      {
        name: 'data processed',
        price: price('data', `${usageType}-Bytes`),
        quantity: usage('monthly_data_processed_gb'),
      },
    ];
  },
});

/** An endpoint is charged for once in each zone: it has one network interface in each of its subnets. */
function interfacesOf({
  NetworkInterfaceIds,
  SubnetIds,
}: z.output<typeof Properties>): number | undefined {
  const count = NetworkInterfaceIds?.length ?? 0;
  return count > 0 ? count : SubnetIds?.length;
}

function unknownType(type: string | undefined): MissingPrice {
  return type === undefined
    ? { reason: 'no-property', detail: 'VpcEndpointType not known', unit: 'Hrs' }
    : { reason: 'no-model', detail: `an endpoint of the type ${type}`, unit: 'Hrs' };
}

/** The ids themselves may be unknown before the change: only how many they are counts. */
function plannedSubnets(values: PlanValues): readonly string[] | undefined {
  const ids = values.value('subnet_ids');
  if (Array.isArray(ids)) return ids.map(String);
  const blocks = values.blocks('subnet_configuration');
  return blocks.length === 0 ? undefined : blocks.map((block) => block.text('subnet_id') ?? '');
}
