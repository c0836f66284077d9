import type {
  DescribeClusterResponse,
  DescribeClusterV2Response,
  ListClustersResponse,
  ListClustersV2Response,
} from '@aws-sdk/client-kafka';
import type { Place } from '../../simulation/place.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { tagMap } from '../../simulation/tags.ts';

const of = { ClusterArn: ['ClusterArn'] };
const malformed = 'BadRequestException: One or more of the parameters are not valid.';

/** @see https://docs.aws.amazon.com/msk/1.0/apireference/clusters.html */
export const cluster: SimulatedKind = {
  kind: 'AWS::MSK::Cluster',
  client: () => import('@aws-sdk/client-kafka'),
  gone: 'NotFoundException',
  calls: {
    'kafka:ListClusters': { most: 100 },
    'kafka:DescribeCluster': { of, malformed },
    'kafka:ListClustersV2': {
      most: 100,
      takes: { ClusterTypeFilter: ['PROVISIONED', 'SERVERLESS'] },
      where: (_, { ClusterTypeFilter }) => ClusterTypeFilter !== 'SERVERLESS',
    },
    'kafka:DescribeClusterV2': { of, malformed },
  },
  at(place) {
    const { region, n } = place;
    const draw = place.draw();
    const ClusterName = `orders-${n}`;
    const ClusterArn = clusterArn(place, ClusterName, String(draw % 20));
    const State = draw % 9 === 0 ? ('UPDATING' as const) : ('ACTIVE' as const);
    const CreationTime = place.time();
    const NumberOfBrokerNodes = 3 + 3 * (draw % 3);
    const BrokerNodeGroupInfo = {
      BrokerAZDistribution: 'DEFAULT' as const,
      ClientSubnets: [`subnet-${draw % 1_000}`, `subnet-${draw % 999}`],
      InstanceType: draw % 2 === 0 ? 'kafka.m5.large' : 'kafka.t3.small',
      StorageInfo: { EbsStorageInfo: { VolumeSize: 100 + (draw % 900) } },
    };
    const KafkaVersion = draw % 3 === 0 ? '3.6.0' : '2.8.1';
    const ClientAuthentication = { Sasl: { Iam: { Enabled: draw % 2 === 0 } } };
    const EncryptionInfo = {
      EncryptionInTransit: { ClientBroker: 'TLS' as const, InCluster: true },
    };
    const OpenMonitoring = { Prometheus: { NodeExporter: { EnabledInBroker: draw % 2 === 0 } } };
    const LoggingInfo = { BrokerLogs: { S3: { Enabled: false } } };
    const StorageMode = draw % 4 === 0 ? ('TIERED' as const) : ('LOCAL' as const);
    const Tags = tagMap(place.tags());
    const described = () => ({
      ClusterArn,
      ClusterName,
      State,
      CreationTime,
      CurrentVersion: 'K3AEGXETSR30VB',
      NumberOfBrokerNodes,
      BrokerNodeGroupInfo,
      CurrentBrokerSoftwareInfo: { KafkaVersion },
      ClientAuthentication,
      EncryptionInfo,
      EnhancedMonitoring: 'PER_BROKER' as const,
      OpenMonitoring,
      LoggingInfo,
      StorageMode,
      ZookeeperConnectString: `z-1.${ClusterName}.kafka.${region}.amazonaws.com:2181`,
      Tags,
    });
    const describedV2 = () => ({
      ClusterType: 'PROVISIONED' as const,
      ClusterArn,
      ClusterName,
      State,
      CreationTime,
      CurrentVersion: 'K3AEGXETSR30VB',
      Tags,
      Provisioned: { BrokerNodeGroupInfo, NumberOfBrokerNodes, StorageMode },
    });
    return {
      names: { ClusterArn },
      replies: {
        'kafka:ListClusters': () =>
          ({ ClusterInfoList: [described()] }) satisfies ListClustersResponse,
        'kafka:DescribeCluster': () =>
          ({ ClusterInfo: described() }) satisfies DescribeClusterResponse,
        'kafka:ListClustersV2': () =>
          ({ ClusterInfoList: [describedV2()] }) satisfies ListClustersV2Response,
        'kafka:DescribeClusterV2': () =>
          ({ ClusterInfo: describedV2() }) satisfies DescribeClusterV2Response,
      },
      items: () => [
        {
          identifiers: [ClusterArn],
          trails: [
            {
              requestParameters: { clusterName: ClusterName },
              responseElements: { clusterArn: ClusterArn, clusterName: ClusterName },
            },
            { requestParameters: { clusterArn: ClusterArn } },
            { requestParameters: { clusterArn: encodeURIComponent(ClusterArn) } },
            { requestParameters: { resourceArn: encodeURIComponent(ClusterArn) } },
          ],
          properties: {
            ClusterArn,
            ClusterName,
            State,
            CreationTime,
            CurrentVersion: 'K3AEGXETSR30VB',
            NumberOfBrokerNodes,
            BrokerNodeGroupInfo,
            CurrentBrokerSoftwareInfo: { KafkaVersion },
            ClientAuthentication,
            EncryptionInfo,
            EnhancedMonitoring: 'PER_BROKER',
            OpenMonitoring,
            LoggingInfo,
            StorageMode,
            ZookeeperConnectString: `z-1.${ClusterName}.kafka.${region}.amazonaws.com:2181`,
            Tags,
          },
        },
      ],
    };
  },
};

/** The ARN of a cluster: its suffix distinguishes the two types. */
export function clusterArn(place: Place, name: string, end: string): string {
  const id = `${place.hex(8)}-89ab-cdef-0123-456789abcdef`;
  return `arn:aws:kafka:${place.region}:${place.accountId}:cluster/${name}/${id}-${end}`;
}
