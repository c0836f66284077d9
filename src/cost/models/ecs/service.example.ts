import type { CostExample, ExampleRow } from '../cost-example.ts';

/** Prices of us-east-1. AWS gives vCPUs and memory in `hours`. */
const ROWS: readonly ExampleRow[] = [
  row('Fargate-vCPU-Hours:perCPU', 'hours', '0.0404800000'),
  row('Fargate-GB-Hours', 'hours', '0.0044450000'),
  row('Fargate-ARM-vCPU-Hours:perCPU', 'hours', '0.0323800000'),
  row('Fargate-ARM-GB-Hours', 'hours', '0.0035600000'),
  row('Fargate-Windows-vCPU-Hours:perCPU', 'hours', '0.0465520000'),
  row('Fargate-Windows-GB-Hours', 'hours', '0.0051117500'),
  row('Fargate-Windows-OS-Hours:perCPU', 'hours', '0.0460000000'),
  row('Fargate-EphemeralStorage-GB-Hours', 'GB-Hours', '0.0001110000'),
  row('ECS-EC2-vCPU-Hours', 'vCPU-Hours', '0.0000000000'),
];

function row(usageType: string, unit: string, price: string): ExampleRow {
  const attributes = { usagetype: `USE1-${usageType}` };
  return { service: 'AmazonECS', family: 'Compute', attributes, unit, price };
}

const SERVICE = {
  ServiceArn: 'arn:aws:ecs:us-east-1:210000000000:service/shop/orders',
  TaskDefinition: 'arn:aws:ecs:us-east-1:210000000000:task-definition/orders:3',
};

const X86 = { Cpu: '512', Memory: '1024', RuntimePlatform: { cpuArchitecture: 'X86_64' } };

export const EXAMPLES: readonly CostExample[] = [
  {
    title: 'four tasks with more ephemeral storage than is included',
    region: 'us-east-1',
    properties: { ...SERVICE, LaunchType: 'FARGATE', DesiredCount: 4, RunningCount: 4 },
    related: { definition: { ...X86, EphemeralStorage: { sizeInGiB: 30 } } },
    rows: ROWS,
    monthly: { vCPU: '59.1008', memory: '12.9794', 'ephemeral storage': '3.2412' },
    plan: {
      terraform: {
        type: 'aws_ecs_service',
        values: { launch_type: 'FARGATE', desired_count: 4 },
      },
      pulumi: {
        type: 'aws:ecs/service:Service',
        values: { launchType: 'FARGATE', desiredCount: 4 },
      },
    },
  },
  {
    title: 'a planned task definition on ARM, and two of three tasks that run',
    region: 'us-east-1',
    properties: {
      ...SERVICE,
      CapacityProviderStrategy: [
        { capacityProvider: 'FARGATE', base: 0, weight: 1 },
        { capacityProvider: 'FARGATE_SPOT', base: 0, weight: 0 },
      ],
      DesiredCount: 3,
      RunningCount: 2,
    },
    related: {
      definition: {
        cpu: '1 vCPU',
        memory: '2GB',
        runtime_platform: [{ cpu_architecture: 'ARM64' }],
      },
    },
    rows: ROWS,
    monthly: { vCPU: '47.2748', memory: '10.3952' },
  },
  {
    title: 'Windows',
    region: 'us-east-1',
    properties: {
      ...SERVICE,
      LaunchType: 'FARGATE',
      PlatformFamily: 'WINDOWS_SERVER_2022_CORE',
      RunningCount: 1,
    },
    related: { definition: { Cpu: '1024', Memory: '2048' } },
    rows: ROWS,
    monthly: { vCPU: '33.98296', memory: '7.463155', 'Windows license': '33.58' },
  },
  {
    title: 'Fargate Spot, which has no list price',
    region: 'us-east-1',
    properties: {
      ...SERVICE,
      CapacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', base: 0, weight: 1 }],
      RunningCount: 2,
    },
    related: { definition: X86 },
    rows: ROWS,
    monthly: {},
    unpriced: { vCPU: 'no-price', memory: 'no-price' },
    plan: {
      terraform: {
        type: 'aws_ecs_service',
        values: {
          desired_count: 2,
          capacity_provider_strategy: [{ capacity_provider: 'FARGATE_SPOT', weight: 1 }],
        },
      },
      pulumi: {
        type: 'aws:ecs/service:Service',
        values: {
          desiredCount: 2,
          capacityProviderStrategies: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }],
        },
      },
    },
  },
  {
    title: 'Fargate and Fargate Spot side by side',
    region: 'us-east-1',
    properties: {
      ...SERVICE,
      CapacityProviderStrategy: [
        { capacityProvider: 'FARGATE', base: 1, weight: 1 },
        { capacityProvider: 'FARGATE_SPOT', base: 0, weight: 3 },
      ],
      RunningCount: 8,
    },
    related: { definition: X86 },
    rows: ROWS,
    monthly: {},
    unpriced: { vCPU: 'no-property', memory: 'no-property' },
  },
  {
    title: 'a service without its task definition',
    region: 'us-east-1',
    properties: { ...SERVICE, LaunchType: 'FARGATE', RunningCount: 2 },
    rows: ROWS,
    monthly: {},
    unpriced: { vCPU: 'no-property', memory: 'no-property' },
  },
  {
    title: 'tasks on EC2 instances, which are charged themselves',
    region: 'us-east-1',
    properties: { ...SERVICE, LaunchType: 'EC2', RunningCount: 2 },
    related: { definition: X86 },
    rows: ROWS,
    monthly: {},
  },
];
