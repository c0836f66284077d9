import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import type { MissingPrice, Price } from '../../prices/price.ts';
import type { Component } from '../cost-model.ts';
import { defineCostModel } from '../define-cost-model.ts';
import { fargateTask } from './fargate-task.ts';

const Strategy = z.object({
  capacityProvider: z.string().optional(),
  base: z.number().optional(),
  weight: z.number().optional(),
});

const Properties = z.object({
  LaunchType: z.string().optional(),
  CapacityProviderStrategy: z.array(Strategy).optional(),
  /** `Linux`, or `WINDOWS_SERVER_2022_CORE` and the like. */
  PlatformFamily: z.string().optional(),
  RunningCount: z.number().optional(),
  DesiredCount: z.number().optional(),
  TaskDefinition: z.string().optional(),
});

type Service = z.output<typeof Properties>;

/** Tasks on EC2 and on ECS Anywhere cost nothing here: their instances do. @see https://aws.amazon.com/fargate/pricing/ */
export const EcsServiceCost = defineCostModel({
  kind: 'AWS::ECS::Service',
  pricing: 'https://aws.amazon.com/fargate/pricing/',
  properties: Properties,
  prices: {
    cpu: {
      service: 'AmazonECS',
      family: 'Compute',
      usageType: [
        'Fargate-vCPU-Hours:perCPU',
        'Fargate-ARM-vCPU-Hours:perCPU',
        'Fargate-Windows-vCPU-Hours:perCPU',
      ],
      key: ['usagetype'],
      unit: 'Hrs',
    },
    memory: {
      service: 'AmazonECS',
      family: 'Compute',
      usageType: ['Fargate-GB-Hours', 'Fargate-ARM-GB-Hours', 'Fargate-Windows-GB-Hours'],
      key: ['usagetype'],
      unit: 'Hrs',
    },
    license: {
      service: 'AmazonECS',
      family: 'Compute',
      usageType: 'Fargate-Windows-OS-Hours:perCPU',
      key: [],
      unit: 'Hrs',
    },
    storage: {
      service: 'AmazonECS',
      family: 'Compute',
      usageType: 'Fargate-EphemeralStorage-GB-Hours',
      key: [],
      unit: 'GB-Hours',
    },
  },
  related: {
    definition: {
      kind: 'AWS::ECS::TaskDefinition',
      arn: (service) => (capacityOf(service) === 'none' ? undefined : service.TaskDefinition),
    },
  },
  plan: {
    terraform: ['aws_ecs_service'],
    pulumi: ['aws:ecs/service:Service'],
    properties: (values) => ({
      LaunchType: values.text('launch_type') ?? 'EC2',
      CapacityProviderStrategy: values.blocks('capacity_provider_strategy').map((strategy) => ({
        capacityProvider: strategy.text('capacity_provider'),
        base: strategy.number('base'),
        weight: strategy.number('weight'),
      })),
      DesiredCount: values.number('desired_count'),
    }),
    related: { definition: 'task_definition' },
  },
  components(service, { price, related }) {
    const capacity = capacityOf(service);
    if (capacity === 'none') return [];
    const definition = related('definition');
    const known = definition === undefined ? NO_DEFINITION : 'on-demand';
    const pricing = capacity === 'on-demand' ? known : capacity;
    const task = fargateTask(definition ?? {}, service.PlatformFamily);
    const count = service.RunningCount ?? service.DesiredCount;
    const monthly = (ofTask: number | undefined): number | undefined =>
      ofTask === undefined || count === undefined ? undefined : ofTask * count * HOURS_PER_MONTH;
    const component = (
      name: string,
      found: Price | MissingPrice,
      ofTask: number | undefined,
    ): Component => ({
      name,
      price: pricing === 'on-demand' ? found : { ...pricing, unit: found.unit },
      quantity: monthly(ofTask),
    });
    const license = component('Windows license', price('license'), task.vcpus);
    const storage = component('ephemeral storage', price('storage'), task.furtherStorageGib);
    return [
      component('vCPU', price('cpu', `Fargate-${task.platform}vCPU-Hours:perCPU`), task.vcpus),
      component('memory', price('memory', `Fargate-${task.platform}GB-Hours`), task.memoryGib),
      ...(task.platform === 'Windows-' ? [license] : []),
      ...(task.furtherStorageGib > 0 ? [storage] : []),
    ];
  },
});

const NO_DEFINITION = { reason: 'no-property', detail: 'task definition not known' } as const;

/** Where the tasks run: on Fargate at its list price, at a price that is unknown, or on something charged elsewhere. */
function capacityOf({
  LaunchType,
  CapacityProviderStrategy = [],
}: Service): 'on-demand' | 'none' | Pick<MissingPrice, 'reason' | 'detail'> {
  const used = CapacityProviderStrategy.filter(
    ({ base = 0, weight = 0 }) => base > 0 || weight > 0,
  ).map(({ capacityProvider }) => capacityProvider);
  if (CapacityProviderStrategy.length === 0) {
    if (LaunchType === undefined) {
      return { reason: 'no-property', detail: 'LaunchType not known' };
    }
    return LaunchType === 'FARGATE' ? 'on-demand' : 'none';
  }
  const isSpot = used.includes('FARGATE_SPOT');
  if (!isSpot) return used.includes('FARGATE') ? 'on-demand' : 'none';
  return used.includes('FARGATE')
    ? { reason: 'no-property', detail: 'how many of the tasks run on Fargate Spot is not known' }
    : { reason: 'no-price', detail: 'the price list has no prices of Fargate Spot' };
}
