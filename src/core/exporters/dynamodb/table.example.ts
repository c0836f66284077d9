import type {
  DescribeContinuousBackupsOutput,
  DescribeTableOutput,
  ListTablesOutput,
  ListTagsOfResourceOutput,
} from '@aws-sdk/client-dynamodb';
import type { GetResourcesOutput } from '@aws-sdk/client-resource-groups-tagging-api';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const TableName = 'orders';
const TableArn = `arn:aws:dynamodb:eu-west-1:${EXAMPLE_ACCOUNT}:table/orders`;
const Tags = [{ Key: 'team', Value: 'search' }];

export const example = {
  identifiers: [TableName],
  replies: {
    'dynamodb:ListTables': { TableNames: [TableName] } satisfies ListTablesOutput,
    'dynamodb:DescribeTable': {
      Table: {
        TableName,
        TableArn,
        TableStatus: 'ACTIVE',
        TableSizeBytes: 1_048_576,
        ItemCount: 42,
        CreationDateTime: new Date('2024-01-02T03:04:05.678Z'),
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
        DeletionProtectionEnabled: true,
      },
    } satisfies DescribeTableOutput,
    'tagging:GetResources': {
      ResourceTagMappingList: [{ ResourceARN: TableArn, Tags }],
    } satisfies GetResourcesOutput,
    'dynamodb:ListTagsOfResource': { Tags } satisfies ListTagsOfResourceOutput,
    'dynamodb:DescribeContinuousBackups': {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: {
          PointInTimeRecoveryStatus: 'ENABLED',
          RecoveryPeriodInDays: 35,
          LatestRestorableDateTime: new Date('2024-02-02T03:04:05Z'),
        },
      },
    } satisfies DescribeContinuousBackupsOutput,
  },
  properties: {
    TableName,
    TableArn,
    TableStatus: 'ACTIVE',
    TableSizeBytes: 1_048_576,
    ItemCount: 42,
    CreationDateTime: '2024-01-02T03:04:05.678000Z',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    DeletionProtectionEnabled: true,
    Tags,
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: {
        PointInTimeRecoveryStatus: 'ENABLED',
        RecoveryPeriodInDays: 35,
        LatestRestorableDateTime: '2024-02-02T03:04:05Z',
      },
    },
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
