import type {
  ClusterInfo,
  DescribeClusterResponse,
  ListClustersResponse,
} from '@aws-sdk/client-kafka';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const ClusterArn = `arn:aws:kafka:eu-west-1:${EXAMPLE_ACCOUNT}:cluster/orders/01234567-89ab-cdef-0123-456789abcdef-7`;

const cluster = (): ClusterInfo => ({
  ClusterArn,
  ClusterName: 'orders',
  State: 'ACTIVE',
  CreationTime: new Date('2024-01-02T03:04:05.678Z'),
  NumberOfBrokerNodes: 3,
  BrokerNodeGroupInfo: {
    ClientSubnets: ['subnet-1', 'subnet-2', 'subnet-3'],
    InstanceType: 'kafka.m5.large',
    StorageInfo: { EbsStorageInfo: { VolumeSize: 1_000 } },
  },
  CurrentBrokerSoftwareInfo: { KafkaVersion: '3.6.0' },
  EnhancedMonitoring: 'DEFAULT',
  Tags: { team: 'orders' },
});

export const example = {
  identifiers: [ClusterArn],
  replies: {
    'kafka:ListClusters': { ClusterInfoList: [cluster()] } satisfies ListClustersResponse,
    'kafka:DescribeCluster': { ClusterInfo: cluster() } satisfies DescribeClusterResponse,
  },
  properties: { ...cluster(), CreationTime: '2024-01-02T03:04:05.678000Z' },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
