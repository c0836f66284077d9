import type { ContinuousBackupsDescription, TableDescription } from '@aws-sdk/client-dynamodb';
import type { Estate } from './estate.ts';
import { positionOf } from './position.ts';

export function tableArn(accountId: string, region: string, index: number): string {
  return `arn:aws:dynamodb:${region}:${accountId}:table/${tableName(index)}`;
}

export function tableName(index: number): string {
  return `table-${index}`;
}

/** The position of a table named by ARN or by name; undefined when there is none here. */
export function tableIndex(
  estate: Estate,
  accountId: string,
  region: string,
  nameOrArn: string,
): number | undefined {
  const count = estate.countOf('AWS::DynamoDB::Table', accountId, region);
  return positionOf(nameOrArn, count, (index) => [
    tableName(index),
    tableArn(accountId, region, index),
  ]);
}

/** A table, as DescribeTable tells it. */
export function table(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): TableDescription {
  const draw = estate.draw('table', accountId, region, index);
  const arn = tableArn(accountId, region, index);
  const isOnDemand = draw % 2 === 0;
  const capacity = isOnDemand ? 0 : 1 + (draw % 100);
  return {
    TableName: tableName(index),
    TableArn: arn,
    TableId: `00000000-0000-4000-8000-0000${draw.toString(16).padStart(8, '0')}`,
    TableStatus: 'ACTIVE',
    TableSizeBytes: draw,
    ItemCount: draw % 100_000,
    CreationDateTime: estate.time('table', accountId, region, index),
    DeletionProtectionEnabled: draw % 3 === 0,
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    ProvisionedThroughput: {
      NumberOfDecreasesToday: 0,
      ReadCapacityUnits: capacity,
      WriteCapacityUnits: capacity,
    },
    ...(isOnDemand && { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } }),
    ...(draw % 4 === 0 && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      LatestStreamLabel: '2024-01-01T00:00:00.000',
      LatestStreamArn: `${arn}/stream/2024-01-01T00:00:00.000`,
    }),
    ...(draw % 5 === 0 && {
      SSEDescription: {
        Status: 'ENABLED',
        SSEType: 'KMS',
        KMSMasterKeyArn: `arn:aws:kms:${region}:${accountId}:key/table`,
      },
    }),
  };
}

export function tableTags(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): { Key: string; Value: string }[] {
  return estate.tags('table', accountId, region, index);
}

/** A table's backups, as DescribeContinuousBackups tells them. */
export function tableBackups(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): ContinuousBackupsDescription {
  const isEnabled = estate.draw('backups', accountId, region, index) % 2 === 0;
  return {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: isEnabled
      ? {
          PointInTimeRecoveryStatus: 'ENABLED',
          RecoveryPeriodInDays: 35,
          EarliestRestorableDateTime: estate.time('backups', accountId, region, index),
        }
      : { PointInTimeRecoveryStatus: 'DISABLED' },
  };
}
