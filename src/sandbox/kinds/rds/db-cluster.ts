import type { DBClusterMessage, TagListMessage } from '@aws-sdk/client-rds';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { CLUSTERED_EVERY } from './db-instance.ts';

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusters.html */
export const dbCluster: SimulatedKind = {
  kind: 'AWS::RDS::DBCluster',
  client: () => import('@aws-sdk/client-rds'),
  gone: 'DBClusterNotFoundFault',
  calls: {
    'rds:DescribeDBClusters': {
      of: { DBClusterIdentifier: ['DBClusterIdentifier', 'DBClusterArn'] },
      most: 100,
      least: 20,
    },
    'rds:ListTagsForResource': {
      of: { ResourceName: ['DBClusterArn'] },
      claims: (arn) => arn.includes(':cluster:'),
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    const DBClusterIdentifier = `dbcluster-${n}`;
    const DBClusterArn = `arn:aws:rds:${region}:${accountId}:cluster:${DBClusterIdentifier}`;
    const DbClusterResourceId = `cluster-${place.hex(8).toUpperCase()}`;
    const host = `${accountId}.${region}.rds.amazonaws.com`;
    const writer = {
      DBInstanceIdentifier: `database-${n * CLUSTERED_EVERY}`,
      IsClusterWriter: true,
      PromotionTier: 1,
    };
    const VpcSecurityGroups = [{ VpcSecurityGroupId: `sg-${place.hex(8)}`, Status: 'active' }];
    const ClusterCreateTime = place.time();
    const scaling = { MinCapacity: 0.5, MaxCapacity: 1 + (draw % 16) };
    // Properties that the kind does not declare pass through: number 0 shows the declared ones.
    const hasUndeclared = n > 0;
    const tags = place.tags();
    // RDS seldom omits the tags: then they need a call.
    const hasTags = n > 0;
    return {
      names: { DBClusterIdentifier, DBClusterArn },
      replies: {
        'rds:DescribeDBClusters': () =>
          ({
            DBClusters: [
              {
                DBClusterIdentifier,
                DBClusterArn,
                DbClusterResourceId,
                Status: 'available',
                Engine: 'aurora-postgresql',
                EngineMode: 'provisioned',
                EngineVersion: `16.${draw % 5}`,
                MasterUsername: 'admin',
                Endpoint: `${DBClusterIdentifier}.cluster-${host}`,
                ReaderEndpoint: `${DBClusterIdentifier}.cluster-ro-${host}`,
                Port: 5432,
                AllocatedStorage: 1,
                AvailabilityZones: [`${region}a`, `${region}b`, `${region}c`],
                MultiAZ: draw % 2 === 0,
                DBSubnetGroup: 'private',
                DBClusterMembers: [writer],
                VpcSecurityGroups,
                StorageEncrypted: draw % 6 !== 0,
                ClusterCreateTime,
                BackupRetentionPeriod: draw % 36,
                DeletionProtection: draw % 2 === 0,
                IAMDatabaseAuthenticationEnabled: draw % 3 === 0,
                ...(hasUndeclared && { ServerlessV2ScalingConfiguration: scaling }),
                ...(hasTags && { TagList: tags }),
              },
            ],
          }) satisfies DBClusterMessage,
        'rds:ListTagsForResource': () => ({ TagList: tags }) satisfies TagListMessage,
      },
      unlisted: hasTags ? [] : ['rds:ListTagsForResource'],
      items: () => [
        {
          identifiers: [DBClusterIdentifier],
          trails: [
            {
              requestParameters: { dBClusterIdentifier: DBClusterIdentifier },
              responseElements: { dBClusterIdentifier: DBClusterIdentifier },
            },
            { requestParameters: { dBClusterIdentifier: DBClusterIdentifier } },
            // A new member.
            {
              responseElements: {
                dBInstanceIdentifier: 'member',
                dBClusterIdentifier: DBClusterIdentifier,
              },
            },
            { requestParameters: { resourceName: DBClusterArn } },
          ],
          properties: {
            DBClusterIdentifier,
            DBClusterArn,
            DbClusterResourceId,
            Status: 'available',
            Engine: 'aurora-postgresql',
            EngineMode: 'provisioned',
            EngineVersion: `16.${draw % 5}`,
            MasterUsername: 'admin',
            Endpoint: `${DBClusterIdentifier}.cluster-${host}`,
            ReaderEndpoint: `${DBClusterIdentifier}.cluster-ro-${host}`,
            Port: 5432,
            AllocatedStorage: 1,
            AvailabilityZones: [`${region}a`, `${region}b`, `${region}c`],
            MultiAZ: draw % 2 === 0,
            DBSubnetGroup: 'private',
            DBClusterMembers: [writer],
            VpcSecurityGroups,
            StorageEncrypted: draw % 6 !== 0,
            ClusterCreateTime,
            BackupRetentionPeriod: draw % 36,
            DeletionProtection: draw % 2 === 0,
            IAMDatabaseAuthenticationEnabled: draw % 3 === 0,
            ...(hasUndeclared && { ServerlessV2ScalingConfiguration: scaling }),
            TagList: tags,
            Tags: tags,
          },
        },
      ],
    };
  },
};
