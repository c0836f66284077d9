import {
  DescribeDBClustersCommand,
  paginateDescribeDBClusters,
  RDSClient,
} from '@aws-sdk/client-rds';
import type { DBCluster, Tag } from '@aws-sdk/client-rds';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { answered } from '../../actions/missing-answer.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { completeTags } from '../../actions/tags.ts';
import { named, textAt } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structureList, tagList, time } from '../fields.ts';
import { databaseNames, taggedDatabase } from './database-names.ts';
import { tagsOf } from './tags.ts';

/** The maximum page size of DescribeDBClusters. */
const CLUSTERS_PER_PAGE = 100;

type IdentifiedCluster = DBCluster & {
  readonly DBClusterIdentifier: string;
  readonly DBClusterArn: string;
};
type Source = DBCluster & { Tags: readonly Tag[] };

const Properties = z.object({
  DBClusterIdentifier: z.string(),
  DBClusterArn: z.string(),
  DbClusterResourceId: z.string().optional(),
  DatabaseName: z.string().optional(),
  Status: z.string().optional(),
  Engine: z.string().optional(),
  EngineMode: z.string().optional(),
  EngineVersion: z.string().optional(),
  MasterUsername: z.string().optional(),
  Endpoint: z.string().optional(),
  ReaderEndpoint: z.string().optional(),
  Port: z.number().int().optional(),
  NetworkType: z.string().optional(),
  HttpEndpointEnabled: z.boolean().optional(),
  DBSubnetGroup: z.string().optional(),
  VpcSecurityGroups: structureList.optional(),
  AvailabilityZones: z.array(z.string()).optional(),
  MultiAZ: z.boolean().optional(),
  DBClusterMembers: structureList.optional(),
  DBClusterInstanceClass: z.string().optional(),
  AllocatedStorage: z.number().int().optional(),
  StorageType: z.string().optional(),
  Iops: z.number().int().optional(),
  StorageThroughput: z.number().int().optional(),
  StorageEncrypted: z.boolean().optional(),
  KmsKeyId: z.string().optional(),
  ClusterCreateTime: time.optional(),
  EarliestRestorableTime: time.optional(),
  LatestRestorableTime: time.optional(),
  BackupRetentionPeriod: z.number().int().optional(),
  BacktrackWindow: z.number().int().optional(),
  PreferredBackupWindow: z.string().optional(),
  PreferredMaintenanceWindow: z.string().optional(),
  CopyTagsToSnapshot: z.boolean().optional(),
  CrossAccountClone: z.boolean().optional(),
  DeletionProtection: z.boolean().optional(),
  AutoMinorVersionUpgrade: z.boolean().optional(),
  IAMDatabaseAuthenticationEnabled: z.boolean().optional(),
  ActivityStreamStatus: z.string().optional(),
  GlobalWriteForwardingStatus: z.string().optional(),
  AssociatedRoles: structureList.optional(),
  TagList: structureList.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

const ListTagsForResource = perItem({
  name: 'ListTagsForResourceAction',
  permissions: ['rds:ListTagsForResource'],
  onlyFor: 'databases whose tags are not in it',
  async call(
    { DBClusterArn, TagList }: IdentifiedCluster,
    context: ActionContext<RDSClient>,
  ): Promise<object> {
    const tags = await tagsOf({ arn: DBClusterArn, tags: TagList }, context);
    return { TagList: tags, Tags: tags };
  },
});

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusters.html */
export const RdsDbCluster = defineKind({
  kind: 'AWS::RDS::DBCluster',
  title: 'RDS database cluster',
  reach: 'regional',
  client: RDSClient,
  properties: Properties,
  entity: {
    blueprint: 'rdsDbCluster',
    identifier: 'DBClusterArn',
    title: 'DBClusterIdentifier',
    properties: [
      'Status',
      'Engine',
      'EngineVersion',
      'EngineMode',
      'Endpoint',
      'MultiAZ',
      'StorageEncrypted',
      'DeletionProtection',
      'Tags',
    ],
  },
  list: {
    operation: 'DescribeDBClusters',
    permissions: ['rds:DescribeDBClusters'],
    pageSize: CLUSTERS_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateDescribeDBClusters, context, { MaxRecords: CLUSTERS_PER_PAGE }),
    items: (page) => page.DBClusters?.filter(isIdentified),
  },
  get: {
    identifiers: ['DBClusterIdentifier'],
    arn: /^rds:cluster:(?<DBClusterIdentifier>[^:]+)$/,
    of: ({ DBClusterIdentifier }) => [DBClusterIdentifier],
    async find([DBClusterIdentifier = ''], { client, signal }) {
      const command = new DescribeDBClustersCommand({ DBClusterIdentifier });
      const { DBClusters = [] } = await client.send(command, { abortSignal: signal });
      return answered(DBClusters.find(isIdentified), DBClusterIdentifier);
    },
  },
  idOf: (cluster) => cluster.DBClusterArn,
  listed: (cluster) => ({
    ...cluster,
    Tags: cluster.TagList && completeTags(cluster.TagList),
  }),
  errors: { notFound: ['DBClusterNotFoundFault'] },
  actions: { defaults: [], options: [ListTagsForResource] },
  liveEvents: {
    source: 'rds.amazonaws.com',
    events: [
      'CreateDBCluster',
      'RestoreDBClusterFromSnapshot',
      'RestoreDBClusterFromS3',
      'RestoreDBClusterToPointInTime',
      'ModifyDBCluster',
      'PromoteReadReplicaDBCluster',
      'FailoverDBCluster',
      'StartDBCluster',
      'StopDBCluster',
      'RebootDBCluster',
      'AddRoleToDBCluster',
      'RemoveRoleFromDBCluster',
      'AddTagsToResource',
      'RemoveTagsFromResource',
      'DeleteDBCluster',
      // A cluster names its members.
      'CreateDBInstance',
      'DeleteDBInstance',
    ],
    deletions: ['DeleteDBCluster'],
    resources: ({ requestParameters, responseElements }) =>
      named(
        textAt(responseElements, 'dBClusterIdentifier') ??
          textAt(requestParameters, 'dBClusterIdentifier') ??
          taggedDatabase('cluster', requestParameters),
      ),
    stub([typed = ''], account, region) {
      const { identifier, arn } = databaseNames('cluster', typed, account, region);
      return { properties: { DBClusterIdentifier: identifier, DBClusterArn: arn } };
    },
  },
});

function isIdentified(cluster: DBCluster): cluster is IdentifiedCluster {
  return cluster.DBClusterIdentifier !== undefined && cluster.DBClusterArn !== undefined;
}
