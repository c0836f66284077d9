import {
  CreateDBClusterCommand,
  CreateDBInstanceCommand,
  CreateDBInstanceReadReplicaCommand,
  CreateDBSubnetGroupCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  ListTagsForResourceCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { owner, pages, TAGS, type KindContract } from '../contract.ts';
import { defaultNetwork } from './network.ts';

export const dbInstance: KindContract = {
  kind: 'AWS::RDS::DBInstance',
  reach: 'region',
  key: ['DBInstanceArn'],
  async seed(place) {
    const rds = place.of(RDSClient);
    const { subnetIds, securityGroupId } = await defaultNetwork(place);
    await rds.send(
      new CreateDBSubnetGroupCommand({
        DBSubnetGroupName: 'orders',
        DBSubnetGroupDescription: 'orders',
        SubnetIds: [...subnetIds],
      }),
    );
    await rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: 'orders',
        DBInstanceClass: 'db.m5.large',
        Engine: 'postgres',
        DBName: 'orders',
        AllocatedStorage: 100,
        MaxAllocatedStorage: 200,
        StorageType: 'io1',
        Iops: 1000,
        StorageEncrypted: true,
        KmsKeyId: `arn:aws:kms:${place.region}:${place.accountId}:key/orders`,
        MasterUsername: 'root',
        MasterUserPassword: 'hunter2hunter2',
        MultiAZ: true,
        PubliclyAccessible: false,
        DBSubnetGroupName: 'orders',
        VpcSecurityGroupIds: [securityGroupId],
        BackupRetentionPeriod: 7,
        PreferredBackupWindow: '01:00-02:00',
        PreferredMaintenanceWindow: 'mon:03:00-mon:04:00',
        CopyTagsToSnapshot: true,
        DeletionProtection: true,
        EnableIAMDatabaseAuthentication: true,
        EnablePerformanceInsights: true,
        MonitoringInterval: 60,
        MonitoringRoleArn: `arn:aws:iam::${place.accountId}:role/monitoring`,
        EnableCloudwatchLogsExports: ['postgresql'],
        AutoMinorVersionUpgrade: true,
        CACertificateIdentifier: 'rds-ca-rsa2048-g1',
        Port: 5433,
        Tags: [...TAGS],
      }),
    );
    await rds.send(
      new CreateDBInstanceReadReplicaCommand({
        DBInstanceIdentifier: 'orders-replica',
        SourceDBInstanceIdentifier: 'orders',
        DBInstanceClass: 'db.m5.large',
      }),
    );
    await rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: 'bare',
        DBInstanceClass: 'db.t3.micro',
        Engine: 'mysql',
        AllocatedStorage: 20,
        MasterUsername: 'root',
        MasterUserPassword: 'hunter2hunter2',
      }),
    );
  },
  async *expected(place) {
    const rds = place.of(RDSClient);
    const lists = pages(
      (Marker) => rds.send(new DescribeDBInstancesCommand({ Marker, MaxRecords: 20 })),
      (page) => page.Marker,
    );
    for await (const { DBInstances = [] } of lists) {
      for (const {
        DbInstancePort,
        IAMDatabaseAuthenticationEnabled,
        PerformanceInsightsEnabled,
        VpcSecurityGroups,
        ...instance
      } of DBInstances) {
        const { TagList = [] } = await rds.send(
          new ListTagsForResourceCommand({ ResourceName: instance.DBInstanceArn }),
        );
        yield {
          properties: {
            ...instance,
            Port: DbInstancePort,
            EnableIAMDatabaseAuthentication: IAMDatabaseAuthenticationEnabled,
            EnablePerformanceInsights: PerformanceInsightsEnabled,
            VPCSecurityGroups: VpcSecurityGroups,
            Tags: TagList,
          },
          context: owner(place),
        };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['DBInstanceIdentifier'])],
  missing: () => ['not-there'],
};

export const dbCluster: KindContract = {
  kind: 'AWS::RDS::DBCluster',
  after: ['AWS::RDS::DBInstance'],
  reach: 'region',
  key: ['DBClusterArn'],
  async seed(place) {
    const rds = place.of(RDSClient);
    const { securityGroupId } = await defaultNetwork(place);
    await rds.send(
      new CreateDBClusterCommand({
        DBClusterIdentifier: 'orders-cluster',
        Engine: 'aurora-postgresql',
        DatabaseName: 'orders',
        MasterUsername: 'root',
        MasterUserPassword: 'hunter2hunter2',
        BackupRetentionPeriod: 3,
        StorageEncrypted: true,
        KmsKeyId: `arn:aws:kms:${place.region}:${place.accountId}:key/orders`,
        DeletionProtection: true,
        CopyTagsToSnapshot: true,
        EnableIAMDatabaseAuthentication: true,
        EnableCloudwatchLogsExports: ['postgresql'],
        ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 4 },
        VpcSecurityGroupIds: [securityGroupId],
        DBSubnetGroupName: 'orders',
        PreferredBackupWindow: '01:00-02:00',
        PreferredMaintenanceWindow: 'mon:03:00-mon:04:00',
        Port: 5433,
        Tags: [...TAGS],
      }),
    );
    await rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: 'orders-writer',
        DBClusterIdentifier: 'orders-cluster',
        DBInstanceClass: 'db.r5.large',
        Engine: 'aurora-postgresql',
      }),
    );
    await rds.send(
      new CreateDBClusterCommand({
        DBClusterIdentifier: 'bare-cluster',
        Engine: 'aurora-mysql',
        MasterUsername: 'root',
        MasterUserPassword: 'hunter2hunter2',
      }),
    );
  },
  async *expected(place) {
    const rds = place.of(RDSClient);
    const lists = pages(
      (Marker) => rds.send(new DescribeDBClustersCommand({ Marker, MaxRecords: 20 })),
      (page) => page.Marker,
    );
    for await (const { DBClusters = [] } of lists) {
      for (const cluster of DBClusters) {
        const { TagList = [] } = await rds.send(
          new ListTagsForResourceCommand({ ResourceName: cluster.DBClusterArn }),
        );
        // Its tags under both names that RDS kinds use.
        yield { properties: { ...cluster, TagList, Tags: TagList }, context: owner(place) };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['DBClusterIdentifier'])],
  missing: () => ['not-there'],
};
