import { DescribeClusterCommand, KafkaClient, paginateListClusters } from '@aws-sdk/client-kafka';
import type { ClusterInfo } from '@aws-sdk/client-kafka';
import { z } from 'zod';
import { classify } from '../../../aws/errors.ts';
import { answered } from '../../actions/missing-answer.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, time } from '../fields.ts';
import { CLUSTER_EVENTS } from './cluster-arn.ts';

/** The maximum page size of ListClusters. */
const CLUSTERS_PER_PAGE = 100;

type IdentifiedCluster = ClusterInfo & { readonly ClusterArn: string };

const Properties = z.object({
  ClusterArn: z.string(),
  ClusterName: z.string().optional(),
  State: z.string().optional(),
  StateInfo: structure.optional(),
  CreationTime: time.optional(),
  CurrentVersion: z.string().optional(),
  NumberOfBrokerNodes: z.number().int().optional(),
  BrokerNodeGroupInfo: structure.optional(),
  CurrentBrokerSoftwareInfo: structure.optional(),
  ClientAuthentication: structure.optional(),
  EncryptionInfo: structure.optional(),
  EnhancedMonitoring: z.string().optional(),
  OpenMonitoring: structure.optional(),
  LoggingInfo: structure.optional(),
  StorageMode: z.string().optional(),
  ZookeeperConnectString: z.string().optional(),
  ZookeeperConnectStringTls: z.string().optional(),
  ActiveOperationArn: z.string().optional(),
  Rebalancing: structure.optional(),
  CustomerActionStatus: z.string().optional(),
  Tags: z.record(z.string(), z.string()).optional(),
} satisfies FieldsOf<ClusterInfo>);

/** @see https://docs.aws.amazon.com/msk/1.0/apireference/clusters.html */
export const MskCluster = defineKind({
  kind: 'AWS::MSK::Cluster',
  title: 'MSK cluster',
  reach: 'regional',
  client: KafkaClient,
  properties: Properties,
  entity: {
    blueprint: 'mskCluster',
    identifier: 'ClusterArn',
    title: 'ClusterName',
    properties: [
      'State',
      'CreationTime',
      'NumberOfBrokerNodes',
      'CurrentBrokerSoftwareInfo',
      'StorageMode',
      'Tags',
    ],
  },
  list: {
    operation: 'ListClusters',
    permissions: ['kafka:ListClusters'],
    pageSize: CLUSTERS_PER_PAGE,
    pages: (context) => sdkPages(paginateListClusters, context, { MaxResults: CLUSTERS_PER_PAGE }),
    items: (page) => page.ClusterInfoList?.filter(isIdentified),
  },
  get: {
    identifiers: ['ClusterArn'],
    arn: /^kafka:cluster\/[^/]+\/[^/]+$/,
    of: ({ ClusterArn }) => [ClusterArn],
    permissions: ['kafka:DescribeCluster'],
    async find([ClusterArn = ''], { client, signal }) {
      const command = new DescribeClusterCommand({ ClusterArn });
      try {
        const { ClusterInfo } = await client.send(command, { abortSignal: signal });
        return answered([ClusterInfo].find(isIdentified), ClusterArn);
      } catch (error) {
        // MSK's error for the ARN of a serverless cluster.
        if (classify(error).code === 'BadRequestException') return undefined;
        throw error;
      }
    },
  },
  idOf: (cluster) => cluster.ClusterArn,
  listed: (cluster) => cluster,
  actions: { defaults: [], options: [] },
  liveEvents: CLUSTER_EVENTS,
});

function isIdentified(cluster: ClusterInfo | undefined): cluster is IdentifiedCluster {
  return cluster?.ClusterArn !== undefined;
}
