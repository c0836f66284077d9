import {
  CreateTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  UpdateContinuousBackupsCommand,
} from '@aws-sdk/client-dynamodb';
import { owner, pages, range, TAGS, type KindContract } from '../contract.ts';

export const dynamodbTable: KindContract = {
  kind: 'AWS::DynamoDB::Table',
  reach: 'region',
  key: ['TableName'],
  async seed(place) {
    const dynamodb = place.of(DynamoDBClient);
    await dynamodb.send(
      new CreateTableCommand({
        TableName: 'orders',
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'at', AttributeType: 'N' },
        ],
        KeySchema: [
          { AttributeName: 'id', KeyType: 'HASH' },
          { AttributeName: 'at', KeyType: 'RANGE' },
        ],
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 },
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-time',
            KeySchema: [{ AttributeName: 'at', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['total'] },
            ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
          },
        ],
        LocalSecondaryIndexes: [
          {
            IndexName: 'local',
            KeySchema: [
              { AttributeName: 'id', KeyType: 'HASH' },
              { AttributeName: 'at', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
        SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'orders' },
        DeletionProtectionEnabled: true,
        TableClass: 'STANDARD_INFREQUENT_ACCESS',
        Tags: [...TAGS],
      }),
    );
    await dynamodb.send(
      new PutItemCommand({ TableName: 'orders', Item: { id: { S: 'a' }, at: { N: '1' } } }),
    );
    await dynamodb.send(
      new UpdateContinuousBackupsCommand({
        TableName: 'orders',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    const more = place.isLarge ? 110 : 1;
    for (const index of range(more)) {
      await dynamodb.send(
        new CreateTableCommand({
          TableName: `more-${index}`,
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
        }),
      );
    }
  },
  async *expected(place) {
    const dynamodb = place.of(DynamoDBClient);
    const lists = pages(
      (ExclusiveStartTableName) =>
        dynamodb.send(new ListTablesCommand({ ExclusiveStartTableName })),
      (page) => page.LastEvaluatedTableName,
    );
    for await (const { TableNames = [] } of lists) {
      for (const TableName of TableNames) {
        const { Table = {} } = await dynamodb.send(new DescribeTableCommand({ TableName }));
        const { Tags = [] } = await dynamodb.send(
          new ListTagsOfResourceCommand({ ResourceArn: Table.TableArn }),
        );
        const { ContinuousBackupsDescription } = await dynamodb.send(
          new DescribeContinuousBackupsCommand({ TableName }),
        );
        const properties = { ...Table, Tags, ContinuousBackupsDescription };
        yield { properties, context: owner(place) };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['TableName'])],
  missing: () => ['not-there'],
};
