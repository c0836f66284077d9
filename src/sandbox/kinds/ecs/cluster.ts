import type { DescribeClustersResponse, ListClustersResponse } from '@aws-sdk/client-ecs';
import type { Place } from '../../simulation/place.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { lowerCaseTags } from '../../simulation/tags.ts';

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html */
const limit = { group: 'cluster-read', burst: 50, refillPerSecond: 20 };

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeClusters.html */
export const cluster: SimulatedKind = {
  kind: 'AWS::ECS::Cluster',
  client: () => import('@aws-sdk/client-ecs'),
  gone: 'ClusterNotFoundException',
  tagged: 'ecs:cluster',
  calls: {
    'ecs:ListClusters': { most: 100, limit },
    'ecs:DescribeClusters': {
      of: { clusters: ['clusterName', 'clusterArn'] },
      batch: 100,
      missing: (names) => ({ failures: names.map((arn) => ({ arn, reason: 'MISSING' })) }),
      onlyIf: {
        tags: ['include', 'TAGS'],
        settings: ['include', 'SETTINGS'],
        statistics: ['include', 'STATISTICS'],
        configuration: ['include', 'CONFIGURATIONS'],
        attachments: ['include', 'ATTACHMENTS'],
      },
      limit,
    },
  },
  at(place) {
    const { estate, accountId, region } = place;
    const { clusterName, clusterArn } = clusterAt(place);
    const draw = place.draw();
    const services = estate.countPerParent('AWS::ECS::Service', accountId, region);
    const insights = draw % 2 === 0 ? 'enabled' : 'disabled';
    const tasks = String(draw % 40);
    const tags = place.tags();
    return {
      names: { clusterName, clusterArn },
      tags,
      replies: {
        'ecs:ListClusters': () => ({ clusterArns: [clusterArn] }) satisfies ListClustersResponse,
        'ecs:DescribeClusters': () =>
          ({
            clusters: [
              {
                clusterArn,
                clusterName,
                status: 'ACTIVE',
                registeredContainerInstancesCount: draw % 5,
                runningTasksCount: draw % 40,
                pendingTasksCount: draw % 3,
                activeServicesCount: services,
                statistics: [{ name: 'runningFargateTasksCount', value: tasks }],
                tags: lowerCaseTags(tags),
                settings: [{ name: 'containerInsights', value: insights }],
                configuration: { executeCommandConfiguration: { logging: 'DEFAULT' } },
                capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
                defaultCapacityProviderStrategy: [
                  { capacityProvider: 'FARGATE', weight: 1, base: 0 },
                ],
                attachments: [],
              },
            ],
          }) satisfies DescribeClustersResponse,
      },
      items: () => [
        {
          identifiers: [clusterName],
          trails: [
            {
              requestParameters: { clusterName },
              responseElements: { cluster: { clusterArn, clusterName } },
            },
            { requestParameters: { cluster: clusterName } },
            { requestParameters: { cluster: clusterArn } },
            { requestParameters: { resourceArn: clusterArn } },
          ],
          properties: {
            ClusterArn: clusterArn,
            ClusterName: clusterName,
            Status: 'ACTIVE',
            RegisteredContainerInstancesCount: draw % 5,
            RunningTasksCount: draw % 40,
            PendingTasksCount: draw % 3,
            ActiveServicesCount: services,
            Statistics: [{ name: 'runningFargateTasksCount', value: tasks }],
            Tags: lowerCaseTags(tags),
            ClusterSettings: [{ name: 'containerInsights', value: insights }],
            Configuration: { executeCommandConfiguration: { logging: 'DEFAULT' } },
            CapacityProviders: ['FARGATE', 'FARGATE_SPOT'],
            DefaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1, base: 0 }],
            Attachments: [],
          },
        },
      ],
    };
  },
};

/** The name of a cluster. */
export function clusterAt({ accountId, region, n }: Place): {
  readonly clusterName: string;
  readonly clusterArn: string;
} {
  const clusterName = `cluster-${n}`;
  return { clusterName, clusterArn: `arn:aws:ecs:${region}:${accountId}:cluster/${clusterName}` };
}
