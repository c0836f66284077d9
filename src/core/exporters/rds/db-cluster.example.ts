import type { DBClusterMessage, TagListMessage } from '@aws-sdk/client-rds';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const DBClusterIdentifier = 'shop';
const DBClusterArn = `arn:aws:rds:eu-west-1:${EXAMPLE_ACCOUNT}:cluster:shop`;

export const example = {
  identifiers: [DBClusterIdentifier],
  replies: {
    // Without TagList, which RDS seldom leaves out: so the call for tags has its example too.
    'rds:DescribeDBClusters': {
      DBClusters: [
        {
          DBClusterIdentifier,
          DBClusterArn,
          Status: 'available',
          Engine: 'aurora-postgresql',
          EngineMode: 'provisioned',
          Port: 5432,
          AvailabilityZones: ['eu-west-1a', 'eu-west-1b'],
          DBClusterMembers: [{ DBInstanceIdentifier: 'orders', IsClusterWriter: true }],
          ClusterCreateTime: new Date('2024-01-02T03:04:05Z'),
          DeletionProtection: false,
        },
      ],
    } satisfies DBClusterMessage,
    'rds:ListTagsForResource': {
      TagList: [{ Key: 'team', Value: 'search' }],
    } satisfies TagListMessage,
  },
  properties: {
    DBClusterIdentifier,
    DBClusterArn,
    Status: 'available',
    Engine: 'aurora-postgresql',
    EngineMode: 'provisioned',
    Port: 5432,
    AvailabilityZones: ['eu-west-1a', 'eu-west-1b'],
    DBClusterMembers: [{ DBInstanceIdentifier: 'orders', IsClusterWriter: true }],
    ClusterCreateTime: '2024-01-02T03:04:05Z',
    DeletionProtection: false,
    TagList: [{ Key: 'team', Value: 'search' }],
    Tags: [{ Key: 'team', Value: 'search' }],
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
