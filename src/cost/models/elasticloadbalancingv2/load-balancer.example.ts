import type { CostExample, ExampleRow } from '../cost-example.ts';

function rows(type: string, hour: string, unit: string): readonly ExampleRow[] {
  const operation = `LoadBalancing:${type}`;
  const row = { service: 'AWSELB', family: `Load Balancer-${type}` };
  return [
    {
      ...row,
      attributes: { usagetype: 'LoadBalancerUsage', operation, locationType: 'AWS Region' },
      unit: 'Hrs',
      price: hour,
    },
    {
      ...row,
      attributes: { usagetype: 'LCUUsage', operation, locationType: 'AWS Region' },
      unit: 'LCU-Hrs',
      price: unit,
    },
  ];
}

/** Prices of us-east-1. */
const ROWS: readonly ExampleRow[] = [
  ...rows('Application', '0.0225000000', '0.0080000000'),
  ...rows('Network', '0.0225000000', '0.0060000000'),
  ...rows('Gateway', '0.0125000000', '0.0040000000'),
  {
    service: 'AmazonVPC',
    family: '',
    attributes: { usagetype: 'USE1-PublicIPv4:InUseAddress' },
    unit: 'Hrs',
    price: '0.0050000000',
  },
];

const BASE = { region: 'us-east-1', rows: ROWS } as const;
const ID = { LoadBalancerArn: 'arn:aws:elasticloadbalancing:…', LoadBalancerName: 'web' };

export const EXAMPLES: readonly CostExample[] = [
  {
    ...BASE,
    title: 'application, with measured capacity units',
    properties: {
      ...ID,
      Type: 'application',
      Scheme: 'internet-facing',
      State: { Code: 'active' },
    },
    usage: { monthly_capacity_unit_hours: 1_460 },
    monthly: { 'load balancer': '16.425', 'capacity units': '11.68' },
    unpriced: { 'public IPv4 addresses': 'usage' },
    plan: {
      terraform: { type: 'aws_lb', values: { name: 'web' } },
      pulumi: { type: 'aws:lb/loadBalancer:LoadBalancer', values: { name: 'web' } },
    },
  },
  {
    ...BASE,
    title: 'application, by the dimension with the most capacity units: connections',
    properties: { ...ID, Type: 'application' },
    usage: {
      new_connections: 100,
      active_connections: 3_000,
      processed_bytes_gb: 730,
      rule_evaluations: 2_000,
    },
    monthly: { 'load balancer': '16.425', 'capacity units': '23.36' },
  },
  {
    ...BASE,
    title: 'network, by its data, with one elastic address and two that AWS assigned',
    properties: {
      ...ID,
      Type: 'network',
      Scheme: 'internet-facing',
      AvailabilityZones: [
        { ZoneName: 'us-east-1a', LoadBalancerAddresses: [{ AllocationId: 'eipalloc-1' }] },
        { ZoneName: 'us-east-1b', LoadBalancerAddresses: [{}] },
        { ZoneName: 'us-east-1c' },
      ],
    },
    usage: { new_connections: 80, processed_bytes_gb: 1_000 },
    monthly: { 'load balancer': '16.425', 'capacity units': '6', 'public IPv4 addresses': '7.3' },
    plan: {
      terraform: {
        type: 'aws_lb',
        values: {
          load_balancer_type: 'network',
          subnet_mapping: [
            { subnet_id: 'subnet-1', allocation_id: 'eipalloc-1' },
            { subnet_id: 'subnet-2' },
            { subnet_id: 'subnet-3' },
          ],
        },
      },
      pulumi: {
        type: 'aws:lb/loadBalancer:LoadBalancer',
        values: { loadBalancerType: 'network', subnets: ['subnet-2', 'subnet-3'] },
      },
    },
  },
  {
    ...BASE,
    title: 'gateway, whose capacity units must be measured',
    properties: { ...ID, Type: 'gateway' },
    monthly: { 'load balancer': '9.125' },
    unpriced: { 'capacity units': 'usage' },
  },
  {
    ...BASE,
    title: 'application, with capacity units reserved',
    properties: { ...ID, Type: 'application', MinimumLoadBalancerCapacity: { CapacityUnits: 100 } },
    usage: { monthly_capacity_unit_hours: 0 },
    monthly: { 'load balancer': '16.425', 'capacity units': '0' },
    unpriced: { 'reserved capacity units': 'no-model' },
    plan: {
      terraform: {
        type: 'aws_lb',
        values: { internal: true, minimum_load_balancer_capacity: [{ capacity_units: 100 }] },
      },
      pulumi: {
        type: 'aws:lb/loadBalancer:LoadBalancer',
        values: { internal: true, minimumLoadBalancerCapacity: { capacityUnits: 100 } },
      },
    },
  },
  {
    ...BASE,
    title: 'application, on an Outpost',
    properties: { ...ID, Type: 'application', CustomerOwnedIpv4Pool: 'ipv4pool-coip-1' },
    monthly: {},
    unpriced: { 'load balancer': 'no-model' },
  },
  {
    ...BASE,
    title: 'application, in a Local Zone, which has prices of its own',
    properties: {
      ...ID,
      Type: 'application',
      AvailabilityZones: [{ ZoneName: 'us-east-1-bos-1a', SubnetId: 'subnet-1' }],
    },
    monthly: {},
    unpriced: { 'load balancer': 'no-model' },
  },
];
