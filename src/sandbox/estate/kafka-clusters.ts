import type { Cluster, ClusterInfo } from '@aws-sdk/client-kafka';
import type { Estate } from './estate.ts';

/** The types of MSK clusters, as the estate counts them. */
export type KafkaKind = 'AWS::MSK::Cluster' | 'AWS::MSK::ServerlessCluster';

/** The ARN of the cluster at a position. */
export function kafkaClusterArn(
  estate: Estate,
  kind: KafkaKind,
  accountId: string,
  region: string,
  index: number,
): string {
  const draw = estate.draw(kind, accountId, region, index);
  const id = `${draw.toString(16).padStart(8, '0')}-89ab-cdef-0123-456789abcdef`;
  const [name, end] = kind === 'AWS::MSK::Cluster' ? ['orders', draw % 20] : ['clicks', 's1'];
  return `arn:aws:kafka:${region}:${accountId}:cluster/${name}-${index}/${id}-${end}`;
}

/** The position of a cluster; undefined when the estate has none of that ARN here. */
export function kafkaClusterIndex(
  estate: Estate,
  kind: KafkaKind,
  accountId: string,
  region: string,
  arn: string,
): number | undefined {
  const index = Number(/:cluster\/[a-z]+-(\d+)\//.exec(arn)?.[1] ?? Number.NaN);
  if (!(index < estate.countOf(kind, accountId, region))) return undefined;
  return arn === kafkaClusterArn(estate, kind, accountId, region, index) ? index : undefined;
}

/** A provisioned cluster, as the first version of the API describes it. */
export function kafkaCluster(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): ClusterInfo {
  const draw = estate.draw('kafka', accountId, region, index);
  const name = ['AWS::MSK::Cluster', accountId, region, index] as const;
  return {
    ClusterArn: kafkaClusterArn(estate, ...name),
    ClusterName: `orders-${index}`,
    State: draw % 9 === 0 ? 'UPDATING' : 'ACTIVE',
    CreationTime: estate.time(...name),
    CurrentVersion: 'K3AEGXETSR30VB',
    NumberOfBrokerNodes: 3 + 3 * (draw % 3),
    BrokerNodeGroupInfo: {
      BrokerAZDistribution: 'DEFAULT',
      ClientSubnets: [`subnet-${draw % 1_000}`, `subnet-${draw % 999}`],
      InstanceType: draw % 2 === 0 ? 'kafka.m5.large' : 'kafka.t3.small',
      StorageInfo: { EbsStorageInfo: { VolumeSize: 100 + (draw % 900) } },
    },
    CurrentBrokerSoftwareInfo: { KafkaVersion: draw % 3 === 0 ? '3.6.0' : '2.8.1' },
    ClientAuthentication: { Sasl: { Iam: { Enabled: draw % 2 === 0 } } },
    EncryptionInfo: { EncryptionInTransit: { ClientBroker: 'TLS', InCluster: true } },
    EnhancedMonitoring: 'PER_BROKER',
    OpenMonitoring: { Prometheus: { NodeExporter: { EnabledInBroker: draw % 2 === 0 } } },
    LoggingInfo: { BrokerLogs: { S3: { Enabled: false } } },
    StorageMode: draw % 4 === 0 ? 'TIERED' : 'LOCAL',
    ZookeeperConnectString: `z-1.orders-${index}.kafka.${region}.amazonaws.com:2181`,
    Tags: tagsOf(estate, ...name),
  };
}

/** A cluster, as the second version of the API describes it: what it is made of depends on its type. */
export function kafkaClusterV2(
  estate: Estate,
  kind: KafkaKind,
  accountId: string,
  region: string,
  index: number,
): Cluster {
  if (kind === 'AWS::MSK::ServerlessCluster')
    return serverlessCluster(estate, accountId, region, index);
  const { BrokerNodeGroupInfo, NumberOfBrokerNodes, StorageMode, ...cluster } = kafkaCluster(
    estate,
    accountId,
    region,
    index,
  );
  const { ClusterArn, ClusterName, State, CreationTime, CurrentVersion, Tags } = cluster;
  return {
    ClusterType: 'PROVISIONED',
    ...{ ClusterArn, ClusterName, State, CreationTime, CurrentVersion, Tags },
    Provisioned: { BrokerNodeGroupInfo, NumberOfBrokerNodes, StorageMode },
  };
}

function serverlessCluster(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): Cluster {
  const name = ['AWS::MSK::ServerlessCluster', accountId, region, index] as const;
  const draw = estate.draw('serverless', accountId, region, index);
  return {
    ClusterType: 'SERVERLESS',
    ClusterArn: kafkaClusterArn(estate, ...name),
    ClusterName: `clicks-${index}`,
    State: 'ACTIVE',
    CreationTime: estate.time(...name),
    CurrentVersion: 'K13V1IB3VIYZZH',
    Serverless: {
      VpcConfigs: [{ SubnetIds: [`subnet-${draw % 1_000}`], SecurityGroupIds: [`sg-${draw}`] }],
      ClientAuthentication: { Sasl: { Iam: { Enabled: true } } },
    },
    Tags: tagsOf(estate, ...name),
  };
}

function tagsOf(estate: Estate, ...name: readonly (string | number)[]): Record<string, string> {
  return Object.fromEntries(estate.tags(...name).map(({ Key, Value }) => [Key, Value]));
}
