import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { defineCostModel } from '../define-cost-model.ts';
import type { PlanValues } from '../plan-values.ts';

const FREE_STATES: readonly string[] = ['failed', 'deleting', 'deleted'];

const Properties = z.object({
  State: z.string().optional(),
  /** `regional`, or `zonal`. */
  AvailabilityMode: z.string().optional(),
  NatGatewayAddresses: z
    .array(
      z.object({
        AvailabilityZone: z.string().optional(),
        AvailabilityZoneId: z.string().optional(),
      }),
    )
    .optional(),
  ProvisionedBandwidth: z.object({ Provisioned: z.string().optional() }).optional(),
});

/**
 * The hours and the data of a NAT gateway. Its Elastic IP addresses are resources of their own.
 *
 * @see https://aws.amazon.com/vpc/pricing/
 */
export const Ec2NatGatewayCost = defineCostModel({
  kind: 'AWS::EC2::NatGateway',
  pricing: 'https://aws.amazon.com/vpc/pricing/',
  properties: Properties,
  prices: {
    hours: {
      service: 'AmazonEC2',
      family: 'NAT Gateway',
      usageType: ['NatGateway-Hours', 'RegionalNatGateway-Hours'],
      key: ['usagetype'],
      unit: 'Hrs',
    },
    data: {
      service: 'AmazonEC2',
      family: 'NAT Gateway',
      usageType: ['NatGateway-Bytes', 'RegionalNatGateway-Bytes'],
      key: ['usagetype'],
      unit: 'GB',
    },
  },
  usage: { monthly_data_processed_gb: 'GB processed a month' },
  plan: {
    terraform: ['aws_nat_gateway'],
    pulumi: ['aws:ec2/natGateway:NatGateway'],
    properties: plannedGateway,
  },
  components(gateway, { price, usage }) {
    if (FREE_STATES.includes(gateway.State ?? '')) return [];
    const isRegional = gateway.AvailabilityMode === 'regional';
    const type = isRegional ? 'RegionalNatGateway' : 'NatGateway';
    const zones = isRegional ? zonesOf(gateway) : 1;
    const bandwidth = gateway.ProvisionedBandwidth?.Provisioned;
    return [
      {
        name: 'gateway',
        price: price('hours', `${type}-Hours`),
        quantity: zones === undefined ? undefined : zones * HOURS_PER_MONTH,
      },
      {
        name: 'data processed',
        price: price('data', `${type}-Bytes`),
        quantity: usage('monthly_data_processed_gb'),
      },
      ...(bandwidth === undefined ? [] : [provisionedBandwidth(bandwidth)]),
    ];
  },
});

function provisionedBandwidth(gbps: string) {
  const detail = `${gbps} Gbit/s of provisioned bandwidth`;
  const missing = { reason: 'no-model', detail, unit: 'Hrs' } as const;
  return { name: 'provisioned bandwidth', price: missing, quantity: HOURS_PER_MONTH };
}

/** A regional gateway is charged for in each zone in which it is active: it has addresses there. */
function zonesOf({ NatGatewayAddresses = [] }: z.output<typeof Properties>): number | undefined {
  const zones = new Set(
    NatGatewayAddresses.map((address) => address.AvailabilityZoneId ?? address.AvailabilityZone),
  );
  zones.delete(undefined);
  return zones.size === 0 ? undefined : zones.size;
}

/** The zones of a regional gateway are in a plan only where it lists them. */
function plannedGateway(values: PlanValues): Readonly<Record<string, unknown>> {
  return {
    AvailabilityMode: values.text('availability_mode'),
    NatGatewayAddresses: values.blocks('availability_zone_address').map((block) => ({
      AvailabilityZone: block.text('availability_zone'),
      AvailabilityZoneId: block.text('availability_zone_id'),
    })),
  };
}
