import {
  CreateClusterCommand,
  CreateClusterV2Command,
  DescribeClusterCommand,
  KafkaClient,
  ListClustersCommand,
  ListClustersV2Command,
} from '@aws-sdk/client-kafka';
import { owner, pages, pascal, type KindContract } from '../contract.ts';
import type { Place } from '../place.ts';
import { defaultNetwork } from './network.ts';

const missing = ({ region, accountId }: Place): readonly string[] => [
  `arn:aws:kafka:${region}:${accountId}:cluster/not-there/00000000-0000-0000-0000-000000000000-1`,
];

export const mskCluster: KindContract = {
  kind: 'AWS::MSK::Cluster',
  reach: 'region',
  key: ['ClusterArn'],
  async seed(place) {
    const kafka = place.of(KafkaClient);
    const { subnetIds, securityGroupId } = await defaultNetwork(place);
    const BrokerNodeGroupInfo = {
      ClientSubnets: subnetIds.slice(0, 2),
      InstanceType: 'kafka.m5.large',
      SecurityGroups: [securityGroupId],
      StorageInfo: { EbsStorageInfo: { VolumeSize: 100 } },
    };
    await kafka.send(
      new CreateClusterCommand({
        ClusterName: 'orders',
        KafkaVersion: '3.6.0',
        NumberOfBrokerNodes: 2,
        BrokerNodeGroupInfo,
        ClientAuthentication: { Sasl: { Iam: { Enabled: true } } },
        EncryptionInfo: { EncryptionInTransit: { ClientBroker: 'TLS', InCluster: true } },
        EnhancedMonitoring: 'PER_BROKER',
        OpenMonitoring: { Prometheus: { JmxExporter: { EnabledInBroker: true } } },
        LoggingInfo: { BrokerLogs: { CloudWatchLogs: { Enabled: true, LogGroup: 'kafka' } } },
        StorageMode: 'LOCAL',
        Tags: { team: 'orders', 'Cost Centre': '42' },
      }),
    );
    await kafka.send(
      new CreateClusterCommand({
        ClusterName: 'bare',
        KafkaVersion: '3.6.0',
        NumberOfBrokerNodes: 2,
        BrokerNodeGroupInfo,
      }),
    );
  },
  async *expected(place) {
    const kafka = place.of(KafkaClient);
    const lists = pages(
      (NextToken) => kafka.send(new ListClustersCommand({ NextToken })),
      (page) => page.NextToken,
    );
    for await (const { ClusterInfoList = [] } of lists) {
      for (const cluster of ClusterInfoList) {
        yield { properties: pascal(cluster), context: owner(place) };
      }
    }
  },
  /** moto's ListClusters returns only names, state and time; AWS's returns everything. */
  async described(place, { properties }) {
    const { ClusterInfo } = await place
      .of(KafkaClient)
      .send(new DescribeClusterCommand({ ClusterArn: String(properties['ClusterArn']) }));
    return { properties: pascal(ClusterInfo), context: owner(place) };
  },
  identifiers: ({ properties }) => [String(properties['ClusterArn'])],
  missing,
};

export const mskServerlessCluster: KindContract = {
  kind: 'AWS::MSK::ServerlessCluster',
  after: ['AWS::MSK::Cluster'],
  reach: 'region',
  key: ['ClusterArn'],
  async seed(place) {
    const kafka = place.of(KafkaClient);
    const { subnetIds, securityGroupId } = await defaultNetwork(place);
    for (const ClusterName of ['serverless', 'serverless-bare']) {
      await kafka.send(
        new CreateClusterV2Command({
          ClusterName,
          Serverless: {
            VpcConfigs: [{ SubnetIds: subnetIds.slice(0, 2), SecurityGroupIds: [securityGroupId] }],
            ClientAuthentication: { Sasl: { Iam: { Enabled: true } } },
          },
          ...(ClusterName === 'serverless' && { Tags: { team: 'orders' } }),
        }),
      );
    }
  },
  async *expected(place) {
    const kafka = place.of(KafkaClient);
    const lists = pages(
      (NextToken) =>
        kafka.send(new ListClustersV2Command({ NextToken, ClusterTypeFilter: 'SERVERLESS' })),
      (page) => page.NextToken,
    );
    for await (const { ClusterInfoList = [] } of lists) {
      for (const cluster of ClusterInfoList) {
        yield { properties: pascal(cluster), context: owner(place) };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['ClusterArn'])],
  missing,
};
