import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import type { MissingPrice } from '../../prices/price.ts';
import type { Component, ModelContext } from '../cost-model.ts';
import { defineCostModel } from '../define-cost-model.ts';
import type { PlanValues } from '../plan-values.ts';
import { priceElsewhere } from '../price-elsewhere.ts';
import { addressHours, PUBLIC_ADDRESS, PUBLIC_ADDRESSES } from '../public-address.ts';
import { capacityUnitHours } from './capacity-units.ts';

const FAMILIES = ['Load Balancer-Application', 'Load Balancer-Network', 'Load Balancer-Gateway'];

/** The operations of the price list, by the type of load balancer. */
const OPERATIONS: Readonly<Record<string, string>> = {
  application: 'LoadBalancing:Application',
  network: 'LoadBalancing:Network',
  gateway: 'LoadBalancing:Gateway',
};

const Properties = z.object({
  Type: z.string().optional(),
  State: z.object({ Code: z.string().optional() }).optional(),
  CustomerOwnedIpv4Pool: z.string().optional(),
  /** `internet-facing`, or `internal`. */
  Scheme: z.string().optional(),
  IpAddressType: z.string().optional(),
  AvailabilityZones: z
    .array(
      z.object({
        ZoneName: z.string().optional(),
        OutpostId: z.string().optional(),
        LoadBalancerAddresses: z
          .array(z.object({ AllocationId: z.string().optional() }))
          .optional(),
      }),
    )
    .optional(),
  MinimumLoadBalancerCapacity: z.object({ CapacityUnits: z.number().optional() }).optional(),
});

type LoadBalancer = z.output<typeof Properties>;

/** @see https://aws.amazon.com/elasticloadbalancing/pricing/ */
export const ElbV2LoadBalancerCost = defineCostModel({
  kind: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  pricing: 'https://aws.amazon.com/elasticloadbalancing/pricing/',
  properties: Properties,
  prices: {
    hours: {
      service: 'AWSELB',
      family: FAMILIES,
      usageType: 'LoadBalancerUsage',
      key: ['operation'],
      unit: 'Hrs',
    },
    capacityUnits: {
      service: 'AWSELB',
      family: FAMILIES,
      usageType: 'LCUUsage',
      key: ['operation'],
      unit: 'LCU-Hours',
    },
    publicAddress: PUBLIC_ADDRESS,
  },
  usage: {
    monthly_capacity_unit_hours: 'capacity unit hours a month: the sum of ConsumedLCUs',
    new_connections: 'new connections a second, on average',
    active_connections: 'active connections a minute, on average',
    processed_bytes_gb: 'GB processed a month',
    rule_evaluations: 'rule evaluations a second, on average',
    ...PUBLIC_ADDRESSES,
  },
  plan: {
    terraform: ['aws_lb', 'aws_alb'],
    pulumi: ['aws:lb/loadBalancer:LoadBalancer', 'aws:alb/loadBalancer:LoadBalancer'],
    properties: plannedLoadBalancer,
  },
  components(loadBalancer, context) {
    const { price, usage, region } = context;
    const { Type: type = '', State, AvailabilityZones = [] } = loadBalancer;
    if (State?.Code === 'failed') return [];
    if (isOnOutpost(loadBalancer))
      return [unpriced('load balancer', 'a load balancer on an Outpost')];
    const elsewhere = AvailabilityZones.map(({ ZoneName: AvailabilityZone }) =>
      priceElsewhere({ AvailabilityZone }, region, 'Hrs'),
    ).find((missing) => missing !== undefined);
    if (elsewhere !== undefined) return [unpriced('load balancer', elsewhere.detail)];
    const operation = OPERATIONS[type];
    if (operation === undefined) {
      return [unpriced('load balancer', `a load balancer of the type ${type}`)];
    }
    return [
      { name: 'load balancer', price: price('hours', operation), quantity: HOURS_PER_MONTH },
      {
        name: 'capacity units',
        price: price('capacityUnits', operation),
        quantity: capacityUnitHours(type, usage),
      },
      ...reservedUnits(loadBalancer),
      ...publicAddresses(loadBalancer, context),
    ];
  },
});

function isOnOutpost({ CustomerOwnedIpv4Pool, AvailabilityZones = [] }: LoadBalancer): boolean {
  if (CustomerOwnedIpv4Pool !== undefined) return true;
  return AvailabilityZones.some(({ OutpostId }) => OutpostId !== undefined);
}

/** Units that are reserved have prices by what is used of them. */
function reservedUnits({ MinimumLoadBalancerCapacity }: LoadBalancer): readonly Component[] {
  const { CapacityUnits: units = 0 } = MinimumLoadBalancerCapacity ?? {};
  return units > 0 ? [unpriced('reserved capacity units', `${units} capacity units reserved`)] : [];
}

function unpriced(name: string, detail: string): Component {
  const price: MissingPrice = { reason: 'no-model', detail, unit: 'Hrs' };
  return { name, price, quantity: HOURS_PER_MONTH };
}

/** A network load balancer has one in each zone, also an elastic one; an application load balancer by its traffic. */
function publicAddresses(
  { Type, Scheme, IpAddressType, AvailabilityZones }: LoadBalancer,
  { price, usage }: ModelContext<'publicAddress'>,
): readonly Component[] {
  if (Type === 'gateway' || Scheme !== 'internet-facing') return [];
  if (IpAddressType === 'dualstack-without-public-ipv4') return [];
  const component = { name: 'public IPv4 addresses', price: price('publicAddress') };
  const measured = usage('public_ipv4_addresses');
  if (Type !== 'network' || measured.measured !== undefined) {
    return [{ ...component, quantity: addressHours(measured) }];
  }
  const zones = AvailabilityZones?.filter(
    ({ LoadBalancerAddresses = [] }) =>
      !LoadBalancerAddresses.some(({ AllocationId }) => AllocationId !== undefined),
  ).length;
  if (zones === 0) return [];
  return [{ ...component, quantity: zones === undefined ? undefined : zones * HOURS_PER_MONTH }];
}

function plannedLoadBalancer(values: PlanValues): Readonly<Record<string, unknown>> {
  const subnets = values.value('subnets');
  const mappings = values.blocks('subnet_mapping');
  const zones = Array.isArray(subnets)
    ? subnets.map(() => ({}))
    : mappings.map((mapping) => ({
        LoadBalancerAddresses: [{ AllocationId: mapping.text('allocation_id') }],
      }));
  return {
    Type: values.text('load_balancer_type') ?? 'application',
    Scheme: values.flag('internal') === true ? 'internal' : 'internet-facing',
    IpAddressType: values.text('ip_address_type'),
    CustomerOwnedIpv4Pool: values.text('customer_owned_ipv4_pool'),
    MinimumLoadBalancerCapacity: {
      CapacityUnits: values.block('minimum_load_balancer_capacity')?.number('capacity_units'),
    },
    AvailabilityZones: zones.length === 0 ? undefined : zones,
  };
}
