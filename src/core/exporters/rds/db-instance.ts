import {
  DescribeDBInstancesCommand,
  paginateDescribeDBInstances,
  RDSClient,
} from '@aws-sdk/client-rds';
import type { DBInstance, Tag } from '@aws-sdk/client-rds';
import { z } from 'zod';
import { answered } from '../../actions/missing-answer.ts';
import { perItem } from '../../actions/per-item.ts';
import type { ActionContext } from '../../actions/action.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { completeTags } from '../../actions/tags.ts';
import { named, textAt } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList, time } from '../fields.ts';
import { databaseNames, taggedDatabase } from './database-names.ts';
import { tagsOf } from './tags.ts';

/** The maximum page size of DescribeDBInstances. */
const INSTANCES_PER_PAGE = 100;

type IdentifiedInstance = DBInstance & {
  readonly DBInstanceIdentifier: string;
  readonly DBInstanceArn: string;
};

/** The fields of AWS's own type, and four fields under CloudFormation's names. */
type Source = Omit<
  DBInstance,
  | 'DbInstancePort'
  | 'IAMDatabaseAuthenticationEnabled'
  | 'PerformanceInsightsEnabled'
  | 'VpcSecurityGroups'
> & {
  Port: DBInstance['DbInstancePort'];
  EnableIAMDatabaseAuthentication: DBInstance['IAMDatabaseAuthenticationEnabled'];
  EnablePerformanceInsights: DBInstance['PerformanceInsightsEnabled'];
  VPCSecurityGroups: DBInstance['VpcSecurityGroups'];
  Tags: readonly Tag[];
};

const Properties = z.object({
  DBInstanceIdentifier: z.string(),
  DBInstanceArn: z.string(),
  DBInstanceClass: z.string().optional(),
  DBInstanceStatus: z.string().optional(),
  DBClusterIdentifier: z.string().optional(),
  DbiResourceId: z.string().optional(),
  DBName: z.string().optional(),
  Engine: z.string().optional(),
  EngineVersion: z.string().optional(),
  EngineLifecycleSupport: z.string().optional(),
  LicenseModel: z.string().optional(),
  MasterUsername: z.string().optional(),
  CharacterSetName: z.string().optional(),
  Endpoint: structure.optional(),
  Port: z.number().int().optional(),
  NetworkType: z.string().optional(),
  PubliclyAccessible: z.boolean().optional(),
  CustomerOwnedIpEnabled: z.boolean().optional(),
  DBSubnetGroup: structure.optional(),
  DBSecurityGroups: structureList.optional(),
  VPCSecurityGroups: structureList.optional(),
  AvailabilityZone: z.string().optional(),
  SecondaryAvailabilityZone: z.string().optional(),
  MultiAZ: z.boolean().optional(),
  AllocatedStorage: z.number().int().optional(),
  StorageType: z.string().optional(),
  StorageEncrypted: z.boolean().optional(),
  StorageThroughput: z.number().int().optional(),
  Iops: z.number().int().optional(),
  KmsKeyId: z.string().optional(),
  DedicatedLogVolume: z.boolean().optional(),
  IsStorageConfigUpgradeAvailable: z.boolean().optional(),
  InstanceCreateTime: time.optional(),
  LatestRestorableTime: time.optional(),
  BackupRetentionPeriod: z.number().int().optional(),
  BackupTarget: z.string().optional(),
  PreferredBackupWindow: z.string().optional(),
  PreferredMaintenanceWindow: z.string().optional(),
  CopyTagsToSnapshot: z.boolean().optional(),
  DeletionProtection: z.boolean().optional(),
  AutoMinorVersionUpgrade: z.boolean().optional(),
  CACertificateIdentifier: z.string().optional(),
  CertificateDetails: structure.optional(),
  EnableIAMDatabaseAuthentication: z.boolean().optional(),
  EnablePerformanceInsights: z.boolean().optional(),
  DatabaseInsightsMode: z.string().optional(),
  ActivityStreamStatus: z.string().optional(),
  MonitoringInterval: z.number().int().optional(),
  MonitoringRoleArn: z.string().optional(),
  EnhancedMonitoringResourceArn: z.string().optional(),
  PendingModifiedValues: structure.optional(),
  DBParameterGroups: structureList.optional(),
  OptionGroupMemberships: structureList.optional(),
  DomainMemberships: structureList.optional(),
  AssociatedRoles: structureList.optional(),
  ReadReplicaDBInstanceIdentifiers: z.array(z.string()).optional(),
  TagList: structureList.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

const ListTagsForResource = perItem({
  name: 'ListTagsForResourceAction',
  permissions: ['rds:ListTagsForResource'],
  onlyFor: 'databases whose tags are not in it',
  async call(
    { DBInstanceArn, TagList }: IdentifiedInstance,
    context: ActionContext<RDSClient>,
  ): Promise<object> {
    return { Tags: await tagsOf({ arn: DBInstanceArn, tags: TagList }, context) };
  },
});

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html */
export const RdsDbInstance = defineKind({
  kind: 'AWS::RDS::DBInstance',
  title: 'RDS database instance',
  reach: 'regional',
  client: RDSClient,
  properties: Properties,
  entity: {
    blueprint: 'rdsDbInstance',
    identifier: 'DBInstanceArn',
    title: 'DBInstanceIdentifier',
    properties: [
      'DBInstanceClass',
      'DBInstanceStatus',
      'Engine',
      'EngineVersion',
      'AllocatedStorage',
      'MultiAZ',
      'PubliclyAccessible',
      'StorageEncrypted',
      'Endpoint',
      'Tags',
    ],
    relations: {
      cluster: {
        to: 'AWS::RDS::DBCluster',
        by: {
          DBClusterArn: {
            arnBeside: 'DBInstanceArn',
            type: ':db:',
            becomes: ':cluster:',
            name: 'DBClusterIdentifier',
          },
        },
      },
    },
  },
  list: {
    operation: 'DescribeDBInstances',
    permissions: ['rds:DescribeDBInstances'],
    pageSize: INSTANCES_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateDescribeDBInstances, context, { MaxRecords: INSTANCES_PER_PAGE }),
    items: (page) => page.DBInstances?.filter(isIdentified),
  },
  get: {
    identifiers: ['DBInstanceIdentifier'],
    arn: /^rds:db:(?<DBInstanceIdentifier>[^:]+)$/,
    of: ({ DBInstanceIdentifier }) => [DBInstanceIdentifier],
    async find([DBInstanceIdentifier = ''], { client, signal }) {
      const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier });
      const { DBInstances = [] } = await client.send(command, { abortSignal: signal });
      return answered(DBInstances.find(isIdentified), DBInstanceIdentifier);
    },
  },
  idOf: (instance) => instance.DBInstanceArn,
  listed: ({
    DbInstancePort,
    IAMDatabaseAuthenticationEnabled,
    PerformanceInsightsEnabled,
    VpcSecurityGroups,
    ...instance
  }) => ({
    ...instance,
    Port: DbInstancePort,
    EnableIAMDatabaseAuthentication: IAMDatabaseAuthenticationEnabled,
    EnablePerformanceInsights: PerformanceInsightsEnabled,
    VPCSecurityGroups: VpcSecurityGroups,
    Tags: instance.TagList && completeTags(instance.TagList),
  }),
  errors: { notFound: ['DBInstanceNotFound', 'DBInstanceNotFoundFault'] },
  actions: { defaults: [], options: [ListTagsForResource] },
  liveEvents: {
    source: 'rds.amazonaws.com',
    events: [
      'CreateDBInstance',
      'CreateDBInstanceReadReplica',
      'RestoreDBInstanceFromDBSnapshot',
      'RestoreDBInstanceFromS3',
      'RestoreDBInstanceToPointInTime',
      'ModifyDBInstance',
      'PromoteReadReplica',
      'StartDBInstance',
      'StopDBInstance',
      'RebootDBInstance',
      'AddRoleToDBInstance',
      'RemoveRoleFromDBInstance',
      'AddTagsToResource',
      'RemoveTagsFromResource',
      'DeleteDBInstance',
    ],
    deletions: ['DeleteDBInstance'],
    resources: ({ requestParameters, responseElements }) =>
      named(
        textAt(responseElements, 'dBInstanceIdentifier') ??
          textAt(requestParameters, 'targetDBInstanceIdentifier') ??
          textAt(requestParameters, 'dBInstanceIdentifier') ??
          taggedDatabase('db', requestParameters),
      ),
    stub([typed = ''], account, region) {
      const { identifier, arn } = databaseNames('db', typed, account, region);
      return { properties: { DBInstanceIdentifier: identifier, DBInstanceArn: arn } };
    },
  },
});

function isIdentified(instance: DBInstance): instance is IdentifiedInstance {
  return instance.DBInstanceIdentifier !== undefined && instance.DBInstanceArn !== undefined;
}
