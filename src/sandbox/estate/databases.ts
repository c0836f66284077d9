import type { DBCluster, DBInstance } from '@aws-sdk/client-rds';
import type { Estate } from './estate.ts';
import { positionOf } from './position.ts';

/** Some databases live in a cluster of the same place; the others stand alone. */
const CLUSTERED_EVERY = 4;

export function dbInstanceArn(accountId: string, region: string, index: number): string {
  return `arn:aws:rds:${region}:${accountId}:db:database-${index}`;
}

export function dbClusterArn(accountId: string, region: string, index: number): string {
  return `arn:aws:rds:${region}:${accountId}:cluster:dbcluster-${index}`;
}

/** The position of a database named by ARN or by identifier; undefined when there is none here. */
export function dbInstanceIndex(
  estate: Estate,
  accountId: string,
  region: string,
  name: string,
): number | undefined {
  const count = estate.countOf('AWS::RDS::DBInstance', accountId, region);
  return positionOf(name, count, (index) => [
    `database-${index}`,
    dbInstanceArn(accountId, region, index),
  ]);
}

/** The position of a cluster named by ARN or by identifier; undefined when there is none here. */
export function dbClusterIndex(
  estate: Estate,
  accountId: string,
  region: string,
  name: string,
): number | undefined {
  const count = estate.countOf('AWS::RDS::DBCluster', accountId, region);
  return positionOf(name, count, (index) => [
    `dbcluster-${index}`,
    dbClusterArn(accountId, region, index),
  ]);
}

/** A database instance, as DescribeDBInstances tells it. */
export function dbInstance(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): DBInstance {
  const draw = estate.draw('database', accountId, region, index);
  const clusters = estate.countOf('AWS::RDS::DBCluster', accountId, region);
  const isClustered = clusters > 0 && index % CLUSTERED_EVERY === 0;
  const created = estate.time('database', accountId, region, index);
  return {
    DBInstanceIdentifier: `database-${index}`,
    DBInstanceArn: dbInstanceArn(accountId, region, index),
    DBInstanceClass: draw % 2 === 0 ? 'db.t4g.medium' : 'db.r6g.large',
    DBInstanceStatus: draw % 11 === 0 ? 'stopped' : 'available',
    DbiResourceId: `db-${draw.toString(16).toUpperCase().padStart(8, '0')}`,
    Engine: isClustered ? 'aurora-postgresql' : 'postgres',
    EngineVersion: `16.${draw % 5}`,
    MasterUsername: 'admin',
    ...(draw % 3 !== 0 && { DBName: `shop${draw % 100}` }),
    ...(isClustered && {
      DBClusterIdentifier: `dbcluster-${(index / CLUSTERED_EVERY) % clusters}`,
    }),
    Endpoint: {
      Address: `database-${index}.${accountId}.${region}.rds.amazonaws.com`,
      Port: 5432,
      HostedZoneId: 'Z29XKXDKYMONMX',
    },
    DbInstancePort: 0,
    AllocatedStorage: 20 + (draw % 500),
    StorageType: 'gp3',
    Iops: 3_000,
    StorageThroughput: 125,
    StorageEncrypted: draw % 6 !== 0,
    InstanceCreateTime: created,
    LatestRestorableTime: new Date(created.getTime() + 86_400_000),
    MultiAZ: draw % 4 === 0,
    AvailabilityZone: `${region}a`,
    PubliclyAccessible: draw % 9 === 0,
    AutoMinorVersionUpgrade: true,
    DeletionProtection: draw % 2 === 0,
    IAMDatabaseAuthenticationEnabled: draw % 3 === 0,
    PerformanceInsightsEnabled: draw % 2 === 1,
    BackupRetentionPeriod: draw % 36,
    MonitoringInterval: 60,
    DBSecurityGroups: [],
    VpcSecurityGroups: [{ VpcSecurityGroupId: `sg-${draw.toString(16)}`, Status: 'active' }],
    DBParameterGroups: [
      { DBParameterGroupName: 'default.postgres16', ParameterApplyStatus: 'in-sync' },
    ],
    DBSubnetGroup: {
      DBSubnetGroupName: 'private',
      VpcId: `vpc-${(draw % 1_000).toString(16)}`,
      Subnets: [{ SubnetIdentifier: `subnet-${draw.toString(16)}`, SubnetStatus: 'Active' }],
    },
    ReadReplicaDBInstanceIdentifiers: [],
    PendingModifiedValues: {},
    EnabledCloudwatchLogsExports: ['postgresql'],
    MaxAllocatedStorage: 1_000,
    TagList: estate.tags('database', accountId, region, index),
  };
}

/** A database cluster, as DescribeDBClusters tells it. */
export function dbCluster(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): DBCluster {
  const draw = estate.draw('database cluster', accountId, region, index);
  const host = `${accountId}.${region}.rds.amazonaws.com`;
  return {
    DBClusterIdentifier: `dbcluster-${index}`,
    DBClusterArn: dbClusterArn(accountId, region, index),
    DbClusterResourceId: `cluster-${draw.toString(16).toUpperCase().padStart(8, '0')}`,
    Status: 'available',
    Engine: 'aurora-postgresql',
    EngineMode: 'provisioned',
    EngineVersion: `16.${draw % 5}`,
    MasterUsername: 'admin',
    Endpoint: `dbcluster-${index}.cluster-${host}`,
    ReaderEndpoint: `dbcluster-${index}.cluster-ro-${host}`,
    Port: 5432,
    AllocatedStorage: 1,
    AvailabilityZones: [`${region}a`, `${region}b`, `${region}c`],
    MultiAZ: draw % 2 === 0,
    DBSubnetGroup: 'private',
    DBClusterMembers: [
      {
        DBInstanceIdentifier: `database-${index * CLUSTERED_EVERY}`,
        IsClusterWriter: true,
        PromotionTier: 1,
      },
    ],
    VpcSecurityGroups: [{ VpcSecurityGroupId: `sg-${draw.toString(16)}`, Status: 'active' }],
    StorageEncrypted: draw % 6 !== 0,
    ClusterCreateTime: estate.time('database cluster', accountId, region, index),
    BackupRetentionPeriod: draw % 36,
    DeletionProtection: draw % 2 === 0,
    IAMDatabaseAuthenticationEnabled: draw % 3 === 0,
    ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 1 + (draw % 16) },
    TagList: estate.tags('database cluster', accountId, region, index),
  };
}
