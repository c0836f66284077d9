import type {
  DescribeServicesResponse,
  ListClustersResponse,
  ListServicesResponse,
} from '@aws-sdk/client-ecs';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const clusterArn = `arn:aws:ecs:eu-west-1:${EXAMPLE_ACCOUNT}:cluster/web`;
const serviceArn = `arn:aws:ecs:eu-west-1:${EXAMPLE_ACCOUNT}:service/web/shop`;

export const example = {
  identifiers: ['web', 'shop'],
  replies: {
    'ecs:ListClusters': { clusterArns: [clusterArn] } satisfies ListClustersResponse,
    'ecs:ListServices': { serviceArns: [serviceArn] } satisfies ListServicesResponse,
    'ecs:DescribeServices': {
      services: [
        {
          serviceArn,
          serviceName: 'shop',
          clusterArn,
          status: 'ACTIVE',
          desiredCount: 3,
          createdAt: new Date('2024-01-02T03:04:05.678Z'),
          tags: [{ key: 'team', value: 'web' }],
        },
      ],
    } satisfies DescribeServicesResponse,
  },
  properties: {
    ServiceArn: serviceArn,
    ServiceName: 'shop',
    ClusterArn: clusterArn,
    Status: 'ACTIVE',
    DesiredCount: 3,
    CreatedAt: '2024-01-02T03:04:05.678000Z',
    Tags: [{ key: 'team', value: 'web' }],
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1', ClusterArn: clusterArn },
} satisfies KindExample;
