import type { DescribeClustersResponse, ListClustersResponse } from '@aws-sdk/client-ecs';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const clusterArn = `arn:aws:ecs:eu-west-1:${EXAMPLE_ACCOUNT}:cluster/web`;

export const example = {
  identifiers: ['web'],
  replies: {
    'ecs:ListClusters': { clusterArns: [clusterArn] } satisfies ListClustersResponse,
    'ecs:DescribeClusters': {
      clusters: [
        {
          clusterArn,
          clusterName: 'web',
          status: 'ACTIVE',
          activeServicesCount: 3,
          settings: [{ name: 'containerInsights', value: 'enabled' }],
          tags: [{ key: 'team', value: 'web' }],
        },
      ],
    } satisfies DescribeClustersResponse,
  },
  properties: {
    ClusterArn: clusterArn,
    ClusterName: 'web',
    Status: 'ACTIVE',
    ActiveServicesCount: 3,
    ClusterSettings: [{ name: 'containerInsights', value: 'enabled' }],
    Tags: [{ key: 'team', value: 'web' }],
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
