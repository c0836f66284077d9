import {
  DescribeClusterV2Command,
  KafkaClient,
  paginateListClustersV2,
} from '@aws-sdk/client-kafka';
import type { Cluster } from '@aws-sdk/client-kafka';
import { z } from 'zod';
import { answered } from '../../actions/missing-answer.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, time } from '../fields.ts';
import { CLUSTER_EVENTS } from './cluster-arn.ts';

/** The maximum page size of ListClustersV2. */
const CLUSTERS_PER_PAGE = 100;
const SERVERLESS = 'SERVERLESS';

type IdentifiedCluster = Cluster & { readonly ClusterArn: string };

const Properties = z.object({
  ClusterArn: z.string(),
  ClusterName: z.string().optional(),
  ClusterType: z.string().optional(),
  State: z.string().optional(),
  StateInfo: structure.optional(),
  CreationTime: time.optional(),
  CurrentVersion: z.string().optional(),
  ActiveOperationArn: z.string().optional(),
  Serverless: structure.optional(),
  Provisioned: structure.optional(),
  Tags: z.record(z.string(), z.string()).optional(),
} satisfies FieldsOf<Cluster>);

/** @see https://docs.aws.amazon.com/MSK/2.0/APIReference/v2-clusters.html */
export const MskServerlessCluster = defineKind({
  kind: 'AWS::MSK::ServerlessCluster',
  title: 'MSK serverless cluster',
  reach: 'regional',
  client: KafkaClient,
  properties: Properties,
  entity: {
    blueprint: 'mskServerlessCluster',
    identifier: 'ClusterArn',
    title: 'ClusterName',
    properties: ['State', 'CreationTime', 'CurrentVersion', 'Serverless', 'Tags'],
  },
  list: {
    operation: 'ListClustersV2',
    permissions: ['kafka:ListClustersV2'],
    pageSize: CLUSTERS_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateListClustersV2, context, {
        ClusterTypeFilter: SERVERLESS,
        MaxResults: CLUSTERS_PER_PAGE,
      }),
    items: (page) => page.ClusterInfoList?.filter(isServerless),
  },
  get: {
    identifiers: ['ClusterArn'],
    arn: /^kafka:cluster\/[^/]+\/[^/]+$/,
    of: ({ ClusterArn }) => [ClusterArn],
    permissions: ['kafka:DescribeClusterV2'],
    async find([ClusterArn = ''], { client, signal }) {
      const command = new DescribeClusterV2Command({ ClusterArn });
      const { ClusterInfo } = await client.send(command, { abortSignal: signal });
      // The call also describes provisioned clusters, and their changes have the same events.
      const cluster = answered(ClusterInfo, ClusterArn);
      return isServerless(cluster) ? cluster : undefined;
    },
  },
  idOf: (cluster) => cluster.ClusterArn,
  listed: (cluster) => cluster,
  actions: { defaults: [], options: [] },
  liveEvents: CLUSTER_EVENTS,
});

function isServerless(cluster: Cluster): cluster is IdentifiedCluster {
  return cluster.ClusterArn !== undefined && cluster.ClusterType === SERVERLESS;
}
