import type {
  DescribeContinuousBackupsOutput,
  DescribeTableOutput,
  ListTablesOutput,
  ListTagsOfResourceOutput,
} from '@aws-sdk/client-dynamodb';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html */
const limit = { burst: 10, refillPerSecond: 10 };

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
export const table: SimulatedKind = {
  kind: 'AWS::DynamoDB::Table',
  client: () => import('@aws-sdk/client-dynamodb'),
  gone: 'ResourceNotFoundException',
  tagged: 'dynamodb:table',
  calls: {
    'dynamodb:ListTables': { most: 100 },
    'dynamodb:DescribeTable': { of: { TableName: ['TableName', 'TableArn'] } },
    'dynamodb:ListTagsOfResource': {
      of: { ResourceArn: ['TableArn'] },
      pagesOf: 10,
      limit,
    },
    'dynamodb:DescribeContinuousBackups': {
      of: { TableName: ['TableName', 'TableArn'] },
      gone: 'TableNotFoundException',
      limit,
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const TableName = `table-${n}`;
    const TableArn = `arn:aws:dynamodb:${region}:${accountId}:table/${TableName}`;
    const TableId = place.uuid();
    const draw = place.draw();
    const CreationDateTime = place.time();
    const isOnDemand = place.oneIn(2, 'on demand');
    const capacity = isOnDemand ? 0 : 1 + (draw % 100);
    const hasStream = place.oneIn(4, 'stream');
    const label = '2024-01-01T00:00:00.000';
    const hasKey = place.oneIn(5, 'key');
    const KMSMasterKeyArn = `arn:aws:kms:${region}:${accountId}:key/table`;
    const isRestorable = place.oneIn(2, 'restorable');
    const EarliestRestorableDateTime = place.time('earliest');
    const LatestRestorableDateTime = new Date(EarliestRestorableDateTime.getTime() + 3_600_000);
    const Tags = place.tags();
    return {
      names: { TableName, TableArn },
      tags: Tags,
      replies: {
        'dynamodb:ListTables': () => ({ TableNames: [TableName] }) satisfies ListTablesOutput,
        'dynamodb:DescribeTable': () =>
          ({
            Table: {
              TableName,
              TableArn,
              TableId,
              TableStatus: 'ACTIVE',
              TableSizeBytes: draw,
              ItemCount: draw % 100_000,
              CreationDateTime,
              DeletionProtectionEnabled: draw % 3 === 0,
              KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
              AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
              ProvisionedThroughput: {
                NumberOfDecreasesToday: 0,
                ReadCapacityUnits: capacity,
                WriteCapacityUnits: capacity,
              },
              ...(isOnDemand && { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } }),
              ...(hasStream && {
                StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
                LatestStreamLabel: label,
                LatestStreamArn: `${TableArn}/stream/${label}`,
              }),
              ...(hasKey && {
                SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn },
              }),
            },
          }) satisfies DescribeTableOutput,
        'dynamodb:ListTagsOfResource': () => ({ Tags }) satisfies ListTagsOfResourceOutput,
        'dynamodb:DescribeContinuousBackups': () =>
          ({
            ContinuousBackupsDescription: {
              ContinuousBackupsStatus: 'ENABLED',
              PointInTimeRecoveryDescription: isRestorable
                ? {
                    PointInTimeRecoveryStatus: 'ENABLED',
                    RecoveryPeriodInDays: 35,
                    EarliestRestorableDateTime,
                    LatestRestorableDateTime,
                  }
                : { PointInTimeRecoveryStatus: 'DISABLED' },
            },
          }) satisfies DescribeContinuousBackupsOutput,
      },
      items: () => [
        {
          identifiers: [TableName],
          trails: [
            { requestParameters: { tableName: TableName } },
            { requestParameters: { tableName: TableArn } },
            { requestParameters: { tableCreationParameters: { tableName: TableName } } },
            { requestParameters: { sourceTableName: 'before', targetTableName: TableName } },
            { requestParameters: { resourceArn: TableArn } },
          ],
          properties: {
            TableName,
            TableArn,
            TableId,
            TableStatus: 'ACTIVE',
            TableSizeBytes: draw,
            ItemCount: draw % 100_000,
            CreationDateTime,
            DeletionProtectionEnabled: draw % 3 === 0,
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            ProvisionedThroughput: {
              NumberOfDecreasesToday: 0,
              ReadCapacityUnits: capacity,
              WriteCapacityUnits: capacity,
            },
            ...(isOnDemand && { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } }),
            ...(hasStream && {
              StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
              LatestStreamLabel: label,
              LatestStreamArn: `${TableArn}/stream/${label}`,
            }),
            ...(hasKey && {
              SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn },
            }),
            Tags,
            ContinuousBackupsDescription: {
              ContinuousBackupsStatus: 'ENABLED',
              PointInTimeRecoveryDescription: isRestorable
                ? {
                    PointInTimeRecoveryStatus: 'ENABLED',
                    RecoveryPeriodInDays: 35,
                    EarliestRestorableDateTime,
                    LatestRestorableDateTime,
                  }
                : { PointInTimeRecoveryStatus: 'DISABLED' },
            },
          },
        },
      ],
    };
  },
};
