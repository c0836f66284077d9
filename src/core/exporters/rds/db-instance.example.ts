import type { DBInstanceMessage, TagListMessage } from '@aws-sdk/client-rds';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const DBInstanceIdentifier = 'orders';
const DBInstanceArn = `arn:aws:rds:eu-west-1:${EXAMPLE_ACCOUNT}:db:orders`;

export const example = {
  identifiers: [DBInstanceIdentifier],
  replies: {
    // Without TagList, which RDS seldom leaves out: so the call for tags has its example too.
    'rds:DescribeDBInstances': {
      DBInstances: [
        {
          DBInstanceIdentifier,
          DBInstanceArn,
          DBInstanceClass: 'db.t4g.medium',
          DBInstanceStatus: 'available',
          Engine: 'postgres',
          EngineVersion: '16.3',
          Endpoint: { Address: 'orders.abc.eu-west-1.rds.amazonaws.com', Port: 5432 },
          DbInstancePort: 0,
          AllocatedStorage: 100,
          MultiAZ: true,
          InstanceCreateTime: new Date('2024-01-02T03:04:05.678Z'),
          IAMDatabaseAuthenticationEnabled: true,
          PerformanceInsightsEnabled: false,
          DBClusterIdentifier: 'shop',
          VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-0123', Status: 'active' }],
        },
      ],
    } satisfies DBInstanceMessage,
    'rds:ListTagsForResource': {
      TagList: [{ Key: 'team', Value: 'search' }],
    } satisfies TagListMessage,
  },
  properties: {
    DBInstanceIdentifier,
    DBInstanceArn,
    DBInstanceClass: 'db.t4g.medium',
    DBInstanceStatus: 'available',
    Engine: 'postgres',
    EngineVersion: '16.3',
    Endpoint: { Address: 'orders.abc.eu-west-1.rds.amazonaws.com', Port: 5432 },
    AllocatedStorage: 100,
    MultiAZ: true,
    InstanceCreateTime: '2024-01-02T03:04:05.678000Z',
    DBClusterIdentifier: 'shop',
    Port: 0,
    EnableIAMDatabaseAuthentication: true,
    EnablePerformanceInsights: false,
    VPCSecurityGroups: [{ VpcSecurityGroupId: 'sg-0123', Status: 'active' }],
    Tags: [{ Key: 'team', Value: 'search' }],
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
