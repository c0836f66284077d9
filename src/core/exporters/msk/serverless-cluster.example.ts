import type {
  Cluster,
  DescribeClusterV2Response,
  ListClustersV2Response,
} from '@aws-sdk/client-kafka';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const ClusterArn = `arn:aws:kafka:eu-west-1:${EXAMPLE_ACCOUNT}:cluster/clicks/01234567-89ab-cdef-0123-456789abcdef-s1`;

const cluster = (): Cluster => ({
  ClusterArn,
  ClusterName: 'clicks',
  ClusterType: 'SERVERLESS',
  State: 'ACTIVE',
  CreationTime: new Date('2024-01-02T03:04:05Z'),
  CurrentVersion: 'K13V1IB3VIYZZH',
  Serverless: {
    VpcConfigs: [{ SubnetIds: ['subnet-1', 'subnet-2'], SecurityGroupIds: ['sg-1'] }],
    ClientAuthentication: { Sasl: { Iam: { Enabled: true } } },
  },
  Tags: { team: 'clicks' },
});

export const example = {
  identifiers: [ClusterArn],
  replies: {
    'kafka:ListClustersV2': { ClusterInfoList: [cluster()] } satisfies ListClustersV2Response,
    'kafka:DescribeClusterV2': { ClusterInfo: cluster() } satisfies DescribeClusterV2Response,
  },
  properties: { ...cluster(), CreationTime: '2024-01-02T03:04:05Z' },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
