import type { DBInstanceMessage, TagListMessage } from '@aws-sdk/client-rds';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';

/** Some databases belong to a cluster of the same place; the others are standalone. */
export const CLUSTERED_EVERY = 4;

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html */
export const dbInstance: SimulatedKind = {
  kind: 'AWS::RDS::DBInstance',
  client: () => import('@aws-sdk/client-rds'),
  gone: 'DBInstanceNotFoundFault',
  calls: {
    'rds:DescribeDBInstances': {
      of: { DBInstanceIdentifier: ['DBInstanceIdentifier', 'DBInstanceArn'] },
      most: 100,
      least: 20,
    },
    'rds:ListTagsForResource': {
      of: { ResourceName: ['DBInstanceArn'] },
      claims: (arn) => !arn.includes(':cluster:'),
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    const DBInstanceIdentifier = `database-${n}`;
    const DBInstanceArn = `arn:aws:rds:${region}:${accountId}:db:${DBInstanceIdentifier}`;
    const DbiResourceId = `db-${place.hex(8).toUpperCase()}`;
    const isLarge = place.neglects(4, 'class');
    const ordinary = draw % 2 === 0 ? 'db.t4g.medium' : 'db.r6g.large';
    const DBInstanceClass = isLarge ? 'db.r6g.xlarge' : ordinary;
    const EngineVersion = `${place.neglects(4, 'version') ? 13 : 16}.${draw % 5}`;
    const isOfGp2 = place.neglects(4, 'storage');
    const StorageType = isOfGp2 ? 'gp2' : 'gp3';
    const gp3 = { Iops: 3_000, StorageThroughput: 125 };
    const clusters = place.count('AWS::RDS::DBCluster');
    const isClustered = clusters > 0 && n % CLUSTERED_EVERY === 0;
    const DBClusterIdentifier = `dbcluster-${(n / CLUSTERED_EVERY) % clusters}`;
    const hasName = n === 0 || draw % 3 !== 0;
    const Endpoint = {
      Address: `${DBInstanceIdentifier}.${accountId}.${region}.rds.amazonaws.com`,
      Port: 5432,
      HostedZoneId: 'Z29XKXDKYMONMX',
    };
    const InstanceCreateTime = place.time();
    const LatestRestorableTime = new Date(InstanceCreateTime.getTime() + 86_400_000);
    const groups = [{ VpcSecurityGroupId: `sg-${place.hex(8)}`, Status: 'active' }];
    const DBParameterGroups = [
      { DBParameterGroupName: 'default.postgres16', ParameterApplyStatus: 'in-sync' },
    ];
    const DBSubnetGroup = {
      DBSubnetGroupName: 'private',
      VpcId: `vpc-${place.hex(3)}`,
      Subnets: [{ SubnetIdentifier: `subnet-${place.hex(8)}`, SubnetStatus: 'Active' }],
    };
    // Properties that the kind does not declare pass through: number 0 shows the declared ones.
    const hasUndeclared = n > 0;
    const tags = place.tags();
    // RDS seldom omits the tags: then they need a call.
    const hasTags = n > 0;
    return {
      names: { DBInstanceIdentifier, DBInstanceArn },
      replies: {
        'rds:DescribeDBInstances': () =>
          ({
            DBInstances: [
              {
                DBInstanceIdentifier,
                DBInstanceArn,
                DBInstanceClass,
                DBInstanceStatus: draw % 11 === 0 ? 'stopped' : 'available',
                DbiResourceId,
                Engine: isClustered ? 'aurora-postgresql' : 'postgres',
                EngineVersion,
                MasterUsername: 'admin',
                ...(hasName && { DBName: `shop${draw % 100}` }),
                ...(isClustered && { DBClusterIdentifier }),
                Endpoint,
                DbInstancePort: 0,
                AllocatedStorage: 20 + (draw % 500),
                StorageType,
                ...(!isOfGp2 && gp3),
                StorageEncrypted: draw % 6 !== 0,
                InstanceCreateTime,
                LatestRestorableTime,
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
                VpcSecurityGroups: groups,
                DBParameterGroups,
                DBSubnetGroup,
                ReadReplicaDBInstanceIdentifiers: [],
                PendingModifiedValues: {},
                ...(hasUndeclared && {
                  EnabledCloudwatchLogsExports: ['postgresql'],
                  MaxAllocatedStorage: 1_000,
                }),
                ...(hasTags && { TagList: tags }),
              },
            ],
          }) satisfies DBInstanceMessage,
        'rds:ListTagsForResource': () => ({ TagList: tags }) satisfies TagListMessage,
      },
      unlisted: hasTags ? [] : ['rds:ListTagsForResource'],
      items: () => [
        {
          identifiers: [DBInstanceIdentifier],
          trails: [
            {
              requestParameters: { sourceDBInstanceIdentifier: 'before' },
              responseElements: { dBInstanceIdentifier: DBInstanceIdentifier },
            },
            { requestParameters: { dBInstanceIdentifier: DBInstanceIdentifier } },
            {
              requestParameters: {
                sourceDBInstanceIdentifier: 'before',
                targetDBInstanceIdentifier: DBInstanceIdentifier,
              },
            },
            { requestParameters: { resourceName: DBInstanceArn } },
          ],
          properties: {
            DBInstanceIdentifier,
            DBInstanceArn,
            DBInstanceClass,
            DBInstanceStatus: draw % 11 === 0 ? 'stopped' : 'available',
            DbiResourceId,
            Engine: isClustered ? 'aurora-postgresql' : 'postgres',
            EngineVersion,
            MasterUsername: 'admin',
            ...(hasName && { DBName: `shop${draw % 100}` }),
            ...(isClustered && { DBClusterIdentifier }),
            Endpoint,
            Port: 0,
            AllocatedStorage: 20 + (draw % 500),
            StorageType,
            ...(!isOfGp2 && gp3),
            StorageEncrypted: draw % 6 !== 0,
            InstanceCreateTime,
            LatestRestorableTime,
            MultiAZ: draw % 4 === 0,
            AvailabilityZone: `${region}a`,
            PubliclyAccessible: draw % 9 === 0,
            AutoMinorVersionUpgrade: true,
            DeletionProtection: draw % 2 === 0,
            EnableIAMDatabaseAuthentication: draw % 3 === 0,
            EnablePerformanceInsights: draw % 2 === 1,
            BackupRetentionPeriod: draw % 36,
            MonitoringInterval: 60,
            DBSecurityGroups: [],
            VPCSecurityGroups: groups,
            DBParameterGroups,
            DBSubnetGroup,
            ReadReplicaDBInstanceIdentifiers: [],
            PendingModifiedValues: {},
            ...(hasUndeclared && {
              EnabledCloudwatchLogsExports: ['postgresql'],
              MaxAllocatedStorage: 1_000,
            }),
            ...(hasTags && { TagList: tags }),
            Tags: tags,
          },
        },
      ],
    };
  },
};
