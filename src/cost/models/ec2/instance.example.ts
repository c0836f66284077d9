import type { CostExample, ExampleRow } from '../cost-example.ts';

/** A row of us-east-1 for a running instance on demand. */
function instanceRow(attributes: ExampleRow['attributes'], price: string): ExampleRow {
  const { instanceType = '', tenancy = 'Shared' } = attributes;
  const use = tenancy === 'Dedicated' ? 'DedicatedUsage' : 'BoxUsage';
  return {
    service: 'AmazonEC2',
    family: instanceType.includes('metal') ? 'Compute Instance (bare metal)' : 'Compute Instance',
    attributes: {
      tenancy,
      operation: 'RunInstances',
      capacitystatus: 'Used',
      marketoption: 'OnDemand',
      licenseModel: 'No License required',
      usagetype: `${use}:${instanceType}`,
      ...attributes,
    },
    unit: 'Hrs',
    price,
  };
}

const M5_LARGE = { instanceType: 'm5.large', vcpu: '2', memory: '8 GiB' };
const T3_MEDIUM = { instanceType: 't3.medium', vcpu: '2', memory: '4 GiB' };
const WINDOWS = 'RunInstances:0002';

/** Prices of us-east-1. */
const ROWS: readonly ExampleRow[] = [
  instanceRow(M5_LARGE, '0.0960000000'),
  instanceRow({ ...M5_LARGE, operation: WINDOWS }, '0.1880000000'),
  instanceRow(
    {
      ...M5_LARGE,
      operation: 'RunInstances:0800',
      licenseModel: 'Bring your own license',
    },
    '0.0960000000',
  ),
  instanceRow(T3_MEDIUM, '0.0416000000'),
  instanceRow({ ...T3_MEDIUM, tenancy: 'Dedicated' }, '0.0441000000'),
  instanceRow({ instanceType: 't2.medium', vcpu: '2', memory: '4 GiB' }, '0.0464000000'),
  instanceRow({ instanceType: 'r3.xlarge', vcpu: '4', memory: '30.5 GiB' }, '0.3330000000'),
  instanceRow({ instanceType: 'x1.32xlarge', vcpu: '128', memory: '1,952 GiB' }, '13.3380000000'),
  instanceRow({ instanceType: 'm5.metal', vcpu: '96', memory: '384 GiB' }, '4.6080000000'),
  {
    service: 'AmazonEC2',
    family: 'Compute Instance',
    attributes: { usagetype: 'EBSOptimized:r3.xlarge', operation: 'Hourly' },
    unit: 'Hrs',
    price: '0.0200000000',
  },
  {
    service: 'AmazonEC2',
    family: 'CPU Credits',
    attributes: { usagetype: 'CPUCredits:t3', operatingSystem: 'Linux' },
    unit: 'vCPU-Hours',
    price: '0.0500000000',
  },
  {
    service: 'AmazonEC2',
    family: 'CPU Credits',
    attributes: { usagetype: 'CPUCredits:t3', operatingSystem: 'Windows' },
    unit: 'vCPU-Hours',
    price: '0.0960000000',
  },
  {
    service: 'AmazonEC2',
    family: 'CPU Credits',
    attributes: { usagetype: 'CPUCredits:t2', operatingSystem: 'Linux' },
    unit: 'vCPU-Hours',
    price: '0.0500000000',
  },
  {
    service: 'AmazonCloudWatch',
    family: 'Metric',
    attributes: { usagetype: 'CW:MetricMonitorUsage' },
    unit: 'Metrics',
    price: [
      ['0', '0.3000000000'],
      ['10000', '0.1000000000'],
      ['250000', '0.0500000000'],
      ['1000000', '0.0200000000'],
    ],
  },
  {
    service: 'AmazonVPC',
    family: '',
    attributes: { usagetype: 'USE1-PublicIPv4:InUseAddress' },
    unit: 'Hrs',
    price: '0.0050000000',
  },
];

const LINUX = { UsageOperation: 'RunInstances', PlatformDetails: 'Linux/UNIX' };
const ON_HOST = { Tenancy: 'host', HostId: 'h-1', AvailabilityZone: 'us-east-1a' };
const IN_BLOCK = {
  ...LINUX,
  InstanceType: 'p5.48xlarge',
  InstanceLifecycle: 'capacity-block',
  CapacityReservationId: 'cr-0c0de0000000000b1',
  Placement: { Tenancy: 'default' },
};
const BASE = {
  region: 'us-east-1',
  rows: ROWS,
} as const;

export const EXAMPLES: readonly CostExample[] = [
  {
    ...BASE,
    title: 'Linux with an address that EC2 assigned and one that is elastic',
    properties: {
      ...LINUX,
      InstanceType: 'm5.large',
      State: { Code: 16, Name: 'running' },
      Placement: { Tenancy: 'default', AvailabilityZone: 'us-east-1a' },
      NetworkInterfaces: [
        {
          Association: { IpOwnerId: 'amazon' },
          PrivateIpAddresses: [
            { Association: { IpOwnerId: 'amazon' } },
            { Association: { IpOwnerId: '210000000001' } },
            {},
          ],
        },
      ],
    },
    monthly: { instance: '70.08', 'public IPv4 addresses': '3.65' },
    plan: {
      terraform: {
        type: 'aws_instance',
        values: {
          instance_type: 'm5.large',
          availability_zone: 'us-east-1a',
          associate_public_ip_address: true,
        },
      },
      pulumi: {
        type: 'aws:ec2/instance:Instance',
        values: { instanceType: 'm5.large', associatePublicIpAddress: true },
      },
    },
  },
  {
    ...BASE,
    title: 'Windows, whose license is in the price',
    properties: { InstanceType: 'm5.large', UsageOperation: WINDOWS, Platform: 'windows' },
    monthly: { instance: '137.24' },
  },
  {
    ...BASE,
    title: 'Windows with a license that the customer brings',
    properties: { InstanceType: 'm5.large', UsageOperation: 'RunInstances:0800' },
    monthly: { instance: '70.08' },
  },
  {
    ...BASE,
    title: 'EBS optimization of a type that does not include it, with detailed monitoring',
    properties: {
      ...LINUX,
      InstanceType: 'r3.xlarge',
      EbsOptimized: true,
      Monitoring: { State: 'enabled' },
    },
    monthly: { instance: '243.09', 'EBS-optimized': '14.6', 'detailed monitoring': '2.1' },
    plan: {
      terraform: {
        type: 'aws_instance',
        values: { instance_type: 'r3.xlarge', ebs_optimized: true, monitoring: true },
      },
      pulumi: {
        type: 'aws:ec2/instance:Instance',
        values: { instanceType: 'r3.xlarge', ebsOptimized: true, monitoring: true },
      },
    },
  },
  {
    ...BASE,
    title: 'a burstable type on hardware of its own, with measured credits',
    properties: { ...LINUX, InstanceType: 't3.medium', Placement: { Tenancy: 'dedicated' } },
    usage: { monthly_cpu_credit_hrs: 300 },
    monthly: { instance: '32.193', 'CPU credits': '30' },
    plan: {
      terraform: {
        type: 'aws_instance',
        values: {
          instance_type: 't3.medium',
          tenancy: 'dedicated',
          credit_specification: [{ cpu_credits: 'unlimited' }],
        },
      },
      pulumi: {
        type: 'aws:ec2/instance:Instance',
        values: {
          instanceType: 't3.medium',
          tenancy: 'dedicated',
          creditSpecification: { cpuCredits: 'unlimited' },
        },
      },
    },
  },
  {
    ...BASE,
    title: 'a burstable type whose credits must be measured',
    properties: { ...LINUX, InstanceType: 't3.medium' },
    monthly: { instance: '30.368' },
    unpriced: { 'CPU credits': 'usage' },
  },
  {
    ...BASE,
    title: 'a burstable type that runs 100 hours, in the standard mode by default',
    properties: { ...LINUX, InstanceType: 't2.medium' },
    usage: { monthly_hrs: 100 },
    monthly: { instance: '4.64' },
  },
  {
    ...BASE,
    title: 'a spot instance, by the price in its zone',
    properties: {
      ...LINUX,
      InstanceType: 'm5.large',
      InstanceLifecycle: 'spot',
      Placement: { Tenancy: 'default', AvailabilityZone: 'us-east-1b' },
    },
    spot: [
      ['us-east-1a', 'm5.large', 'Linux/UNIX', '0.0361'],
      ['us-east-1b', 'm5.large', 'Linux/UNIX', '0.0352'],
      ['us-east-1b', 'm5.large', 'Windows', '0.1272'],
    ],
    monthly: { instance: '25.696' },
    plan: {
      terraform: {
        type: 'aws_instance',
        values: {
          instance_type: 'm5.large',
          availability_zone: 'us-east-1b',
          instance_market_options: [{ market_type: 'spot' }],
        },
      },
      pulumi: {
        type: 'aws:ec2/spotInstanceRequest:SpotInstanceRequest',
        values: {
          instanceType: 'm5.large',
          availabilityZone: 'us-east-1b',
          spotPrice: '0.05',
        },
      },
    },
  },
  {
    ...BASE,
    title:
      'in a capacity block, by its fee on the bill: 9,986.40 USD for 2 instances and 120 hours',
    properties: IN_BLOCK,
    capacityBlocks: [
      ['cr-0c0de0000000000b1', '41.61'],
      ['cr-0c0de0000000000b2', '37.2'],
    ],
    monthly: { instance: '30375.3' },
  },
  {
    ...BASE,
    title: 'in a capacity block, without the paid calls that read its price',
    properties: IN_BLOCK,
    monthly: {},
    unpriced: { instance: 'paid-source' },
  },
  {
    ...BASE,
    title: 'on a dedicated host, which is billed itself',
    properties: {
      ...LINUX,
      InstanceType: 'm5.large',
      Placement: ON_HOST,
      Monitoring: { State: 'enabled' },
    },
    monthly: { 'detailed monitoring': '2.1' },
    plan: {
      terraform: {
        type: 'aws_instance',
        values: { instance_type: 'm5.large', host_id: 'h-1', monitoring: true },
      },
      pulumi: {
        type: 'aws:ec2/instance:Instance',
        values: { instanceType: 'm5.large', tenancy: 'host', monitoring: true },
      },
    },
  },
  {
    ...BASE,
    title: 'bare metal',
    properties: { ...LINUX, InstanceType: 'm5.metal' },
    monthly: { instance: '3363.84' },
  },
  {
    ...BASE,
    title: 'a stopped instance: only its volumes cost anything',
    properties: { ...LINUX, InstanceType: 'm5.large', State: { Code: 80, Name: 'stopped' } },
    monthly: {},
  },
  {
    ...BASE,
    title: 'in a Local Zone, which has prices of its own',
    properties: {
      ...LINUX,
      InstanceType: 'm5.large',
      Placement: { Tenancy: 'default', AvailabilityZone: 'us-east-1-bos-1a' },
    },
    monthly: {},
    unpriced: { instance: 'no-model' },
  },
];
