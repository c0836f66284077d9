import type { Cluster, Service } from '@aws-sdk/client-ecs';
import { taskDefinitionAt } from '../kinds/ecs/task-definition.ts';
import type { Estate } from './estate.ts';
import { positionOf } from './position.ts';

export function clusterArn(accountId: string, region: string, index: number): string {
  return `arn:aws:ecs:${region}:${accountId}:cluster/cluster-${index}`;
}

/** The position of a cluster named by ARN or by name; undefined when there is none here. */
export function clusterIndex(
  estate: Estate,
  accountId: string,
  region: string,
  nameOrArn: string,
): number | undefined {
  const count = estate.countOf('AWS::ECS::Cluster', accountId, region);
  return positionOf(nameOrArn, count, (index) => [
    `cluster-${index}`,
    clusterArn(accountId, region, index),
  ]);
}

/** A cluster with everything that DescribeClusters can include. */
export function cluster(estate: Estate, accountId: string, region: string, index: number): Cluster {
  const draw = estate.draw('cluster', accountId, region, index);
  return {
    clusterArn: clusterArn(accountId, region, index),
    clusterName: `cluster-${index}`,
    status: 'ACTIVE',
    registeredContainerInstancesCount: draw % 5,
    runningTasksCount: draw % 40,
    pendingTasksCount: draw % 3,
    activeServicesCount: estate.countPerParent('AWS::ECS::Service', accountId, region),
    statistics: [{ name: 'runningFargateTasksCount', value: String(draw % 40) }],
    tags: estate
      .tags('cluster', accountId, region, index)
      .map(({ Key, Value }) => ({ key: Key, value: Value })),
    settings: [{ name: 'containerInsights', value: draw % 2 === 0 ? 'enabled' : 'disabled' }],
    configuration: { executeCommandConfiguration: { logging: 'DEFAULT' } },
    capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1, base: 0 }],
    attachments: [],
  };
}

export function serviceArn(
  accountId: string,
  region: string,
  clusterNumber: number,
  index: number,
): string {
  return `arn:aws:ecs:${region}:${accountId}:service/cluster-${clusterNumber}/service-${index}`;
}

/** The position of a service named by ARN or by name; undefined when this cluster has none such. */
export function serviceIndex(
  estate: Estate,
  accountId: string,
  region: string,
  clusterNumber: number,
  nameOrArn: string,
): number | undefined {
  return positionOf(
    nameOrArn,
    estate.countPerParent('AWS::ECS::Service', accountId, region),
    (index) => [`service-${index}`, serviceArn(accountId, region, clusterNumber, index)],
  );
}

/** A service of a cluster. */
export function service(
  estate: Estate,
  accountId: string,
  region: string,
  clusterNumber: number,
  index: number,
): Service {
  const draw = estate.draw('service', accountId, region, clusterNumber, index);
  return {
    serviceArn: serviceArn(accountId, region, clusterNumber, index),
    serviceName: `service-${index}`,
    clusterArn: clusterArn(accountId, region, clusterNumber),
    status: 'ACTIVE',
    desiredCount: draw % 6,
    runningCount: draw % 6,
    pendingCount: 0,
    launchType: 'FARGATE',
    taskDefinition: definitionOf(estate, accountId, region, draw),
    createdAt: estate.time('service', accountId, region, clusterNumber, index),
    schedulingStrategy: 'REPLICA',
    enableECSManagedTags: true,
    enableExecuteCommand: draw % 2 === 0,
    tags: estate
      .tags('service', accountId, region, clusterNumber, index)
      .map(({ Key, Value }) => ({ key: Key, value: Value })),
  };
}

/** The task definition that a service runs; in an estate without active ones, one that was deregistered. */
function definitionOf(estate: Estate, accountId: string, region: string, draw: number): string {
  const definitions = estate.countOf('AWS::ECS::TaskDefinition', accountId, region);
  const n = draw % (definitions === 0 ? 30 : definitions);
  return taskDefinitionAt({ accountId, region, n }).taskDefinitionArn;
}
