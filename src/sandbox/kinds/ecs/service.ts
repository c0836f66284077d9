import type { DescribeServicesResponse, ListServicesResponse } from '@aws-sdk/client-ecs';
import { targetGroupArn } from '../elasticloadbalancingv2/attachments.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { lowerCaseTags } from '../../simulation/tags.ts';
import { cluster, clusterAt } from './cluster.ts';
import { isFargateAt, taskDefinitionAt } from './task-definition.ts';

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html */
const limit = { group: 'service-read', burst: 100, refillPerSecond: 20 };
const within = { cluster: ['clusterName', 'clusterArn'] };

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
export const service: SimulatedKind = {
  kind: 'AWS::ECS::Service',
  client: () => import('@aws-sdk/client-ecs'),
  parent: cluster,
  gone: 'ServiceNotFoundException',
  calls: {
    'ecs:ListServices': { within, most: 100, unasked: 10, limit },
    'ecs:DescribeServices': {
      within,
      of: { services: ['serviceName', 'serviceArn'] },
      batch: 10,
      missing: (names) => ({ failures: names.map((arn) => ({ arn, reason: 'MISSING' })) }),
      onlyIf: { tags: ['include', 'TAGS'] },
      limit,
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const { clusterName, clusterArn } = clusterAt(place.parent);
    const serviceName = `service-${n}`;
    const serviceArn = `arn:aws:ecs:${region}:${accountId}:service/${clusterName}/${serviceName}`;
    const draw = place.draw();
    // In an estate without active definitions, a deregistered one.
    const definitions = place.count('AWS::ECS::TaskDefinition') || 30;
    const definition = place.beside('AWS::ECS::TaskDefinition', draw % definitions);
    const { taskDefinitionArn } = taskDefinitionAt(definition);
    const launchType = isFargateAt(definition) ? 'FARGATE' : 'EC2';
    const createdAt = place.time();
    const isBalanced =
      place.has('AWS::ElasticLoadBalancingV2::TargetGroup') && place.oneIn(2, 'balanced');
    const balanced = {
      targetGroupArn: targetGroupArn(place.neighbour('AWS::ElasticLoadBalancingV2::TargetGroup')),
      containerName: 'app',
      containerPort: 8_080,
    };
    const tags = lowerCaseTags(place.tags());
    return {
      names: { serviceName, serviceArn },
      replies: {
        'ecs:ListServices': () => ({ serviceArns: [serviceArn] }) satisfies ListServicesResponse,
        'ecs:DescribeServices': () =>
          ({
            services: [
              {
                serviceArn,
                serviceName,
                clusterArn,
                status: 'ACTIVE',
                desiredCount: draw % 6,
                runningCount: draw % 6,
                pendingCount: 0,
                launchType,
                loadBalancers: isBalanced ? [balanced] : [],
                taskDefinition: taskDefinitionArn,
                createdAt,
                schedulingStrategy: 'REPLICA',
                enableECSManagedTags: true,
                enableExecuteCommand: draw % 2 === 0,
                tags,
              },
            ],
          }) satisfies DescribeServicesResponse,
      },
      items: () => [
        {
          identifiers: [clusterName, serviceName],
          trails: [
            { requestParameters: { serviceName }, responseElements: { service: { serviceArn } } },
            { requestParameters: { cluster: clusterName, serviceName } },
            { requestParameters: { cluster: clusterName, service: serviceName } },
            { requestParameters: { cluster: clusterArn, service: serviceArn } },
            { requestParameters: { resourceArn: serviceArn } },
          ],
          properties: {
            ServiceArn: serviceArn,
            ServiceName: serviceName,
            ClusterArn: clusterArn,
            Status: 'ACTIVE',
            DesiredCount: draw % 6,
            RunningCount: draw % 6,
            PendingCount: 0,
            LaunchType: launchType,
            LoadBalancers: isBalanced ? [balanced] : [],
            TaskDefinition: taskDefinitionArn,
            CreatedAt: createdAt,
            SchedulingStrategy: 'REPLICA',
            EnableECSManagedTags: true,
            EnableExecuteCommand: draw % 2 === 0,
            Tags: tags,
          },
          extraContext: { AccountId: accountId, Region: region, ClusterArn: clusterArn },
        },
      ],
    };
  },
};
