import {
  DescribeCacheClustersCommand,
  ElastiCacheClient,
  ListTagsForResourceCommand,
  paginateDescribeCacheClusters,
} from '@aws-sdk/client-elasticache';
import type { CacheCluster, Tag } from '@aws-sdk/client-elasticache';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { answered } from '../../actions/missing-answer.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { asTagList, completeTags, tagsAs } from '../../actions/tags.ts';
import { taggingPages } from '../../actions/tagging-pages.ts';
import { textAt } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList, time } from '../fields.ts';

/** The maximum page size of DescribeCacheClusters. */
const CLUSTERS_PER_PAGE = 100;

type IdentifiedCluster = CacheCluster & { readonly CacheClusterId: string; readonly ARN: string };
type Source = CacheCluster & { TagList: readonly Tag[] };

const Properties = z.object({
  CacheClusterId: z.string(),
  ARN: z.string(),
  CacheClusterStatus: z.string().optional(),
  CacheClusterCreateTime: time.optional(),
  CacheNodeType: z.string().optional(),
  NumCacheNodes: z.number().int().optional(),
  CacheNodes: structureList.optional(),
  Engine: z.string().optional(),
  EngineVersion: z.string().optional(),
  AutoMinorVersionUpgrade: z.boolean().optional(),
  ReplicationGroupId: z.string().optional(),
  ReplicationGroupLogDeliveryEnabled: z.boolean().optional(),
  ConfigurationEndpoint: structure.optional(),
  ClientDownloadLandingPage: z.string().optional(),
  NetworkType: z.string().optional(),
  IpDiscovery: z.string().optional(),
  CacheSubnetGroupName: z.string().optional(),
  CacheSecurityGroups: structureList.optional(),
  SecurityGroups: structureList.optional(),
  PreferredAvailabilityZone: z.string().optional(),
  PreferredOutpostArn: z.string().optional(),
  PreferredMaintenanceWindow: z.string().optional(),
  SnapshotRetentionLimit: z.number().int().optional(),
  SnapshotWindow: z.string().optional(),
  AuthTokenEnabled: z.boolean().optional(),
  AuthTokenLastModifiedDate: time.optional(),
  TransitEncryptionEnabled: z.boolean().optional(),
  TransitEncryptionMode: z.string().optional(),
  AtRestEncryptionEnabled: z.boolean().optional(),
  CacheParameterGroup: structure.optional(),
  NotificationConfiguration: structure.optional(),
  LogDeliveryConfigurations: structureList.optional(),
  PendingModifiedValues: structure.optional(),
  TagList: tagList.optional(),
} satisfies FieldsOf<Source>);

/** @see https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ListTagsForResource.html */
const ListTagsForResource = perItem({
  name: 'ListTagsForResourceAction',
  permissions: ['elasticache:ListTagsForResource'],
  async call({ ARN }: IdentifiedCluster, { client, signal }: ActionContext<ElastiCacheClient>) {
    const command = new ListTagsForResourceCommand({ ResourceName: ARN });
    const { TagList } = await client.send(command, { abortSignal: signal });
    return { Tags: completeTags(TagList ?? []) };
  },
});

/** Reads the tags of a hundred clusters per call if allowed, otherwise one by one, with the same result. */
const ClusterTags = tagsAs(
  asTagList,
  taggingPages({
    name: 'ListTagsForResourceAction',
    resourceType: 'elasticache:cluster',
    arnOf: ({ ARN }: IdentifiedCluster) => ARN,
    fallback: ListTagsForResource,
  }),
);

/** @see https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DescribeCacheClusters.html */
export const ElastiCacheCluster = defineKind({
  kind: 'AWS::ElastiCache::Cluster',
  title: 'ElastiCache cluster',
  reach: 'regional',
  client: ElastiCacheClient,
  properties: Properties,
  entity: {
    blueprint: 'elasticacheCluster',
    identifier: 'ARN',
    title: 'CacheClusterId',
    properties: [
      'CacheClusterStatus',
      'CacheNodeType',
      'NumCacheNodes',
      'Engine',
      'EngineVersion',
      'ReplicationGroupId',
      'TransitEncryptionEnabled',
      'AtRestEncryptionEnabled',
      'TagList',
    ],
  },
  list: {
    operation: 'DescribeCacheClusters',
    permissions: ['elasticache:DescribeCacheClusters'],
    pageSize: CLUSTERS_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateDescribeCacheClusters, context, {
        MaxRecords: CLUSTERS_PER_PAGE,
        ShowCacheNodeInfo: true,
      }),
    items: (page) => page.CacheClusters?.filter(isIdentified),
  },
  get: {
    identifiers: ['CacheClusterId'],
    arn: /^elasticache:cluster:(?<CacheClusterId>[^:]+)$/,
    of: ({ CacheClusterId }) => [CacheClusterId],
    async find([CacheClusterId = ''], { client, signal }) {
      const command = new DescribeCacheClustersCommand({ CacheClusterId, ShowCacheNodeInfo: true });
      const { CacheClusters = [] } = await client.send(command, { abortSignal: signal });
      return answered(CacheClusters.find(isIdentified), CacheClusterId);
    },
  },
  idOf: (cluster) => cluster.ARN,
  listed: (cluster) => cluster,
  errors: { notFound: ['CacheClusterNotFound', 'CacheClusterNotFoundFault'] },
  actions: { defaults: [], options: [ClusterTags] },
  liveEvents: {
    source: 'elasticache.amazonaws.com',
    events: [
      'CreateCacheCluster',
      'ModifyCacheCluster',
      'RebootCacheCluster',
      'DeleteCacheCluster',
      'AddTagsToResource',
      'RemoveTagsFromResource',
      // The nodes of a replication group are clusters, which the response names.
      'CreateReplicationGroup',
      'ModifyReplicationGroup',
      'IncreaseReplicaCount',
      'DecreaseReplicaCount',
      'DeleteReplicationGroup',
    ],
    deletions: ['DeleteCacheCluster', 'DeleteReplicationGroup'],
    resources: ({ requestParameters, responseElements }) => {
      const single =
        textAt(requestParameters, 'cacheClusterId') ?? taggedCluster(requestParameters);
      const names = [single, ...memberClusters(responseElements)];
      return names.flatMap((name) => (name === undefined ? [] : [[name]]));
    },
    stub([identifier = ''], { partition, id }, region) {
      // ElastiCache stores names in lower case.
      const CacheClusterId = identifier.toLowerCase();
      const ARN = `arn:${partition}:elasticache:${region}:${id}:cluster:${CacheClusterId}`;
      return { properties: { CacheClusterId, ARN } };
    },
  },
});

const MemberClusters = z.object({ memberClusters: z.array(z.string()) });

/** The clusters of a replication group in a response. */
function memberClusters(answer: Readonly<Record<string, unknown>>): readonly string[] {
  const parsed = MemberClusters.safeParse(answer);
  return parsed.success ? parsed.data.memberClusters : [];
}

function isIdentified(cluster: CacheCluster): cluster is IdentifiedCluster {
  return cluster.CacheClusterId !== undefined && cluster.ARN !== undefined;
}

/** Tag calls name any resource of the service by ARN. */
function taggedCluster(parameters: Readonly<Record<string, unknown>>): string | undefined {
  return /:cluster:(.+)$/.exec(textAt(parameters, 'resourceName') ?? '')?.[1];
}
