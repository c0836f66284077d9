import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import { failureOf, openScope } from './clients.ts';

const { settings } = await openScope({ 'AWS::DynamoDB::Table': 3 });
const dynamodb = new DynamoDBClient(settings);

test('the name of the last table leads to the next page', async () => {
  const first = await dynamodb.send(new ListTablesCommand({ Limit: 2 }));
  const ExclusiveStartTableName = first.LastEvaluatedTableName;
  const second = await dynamodb.send(new ListTablesCommand({ Limit: 2, ExclusiveStartTableName }));

  expect(first.TableNames).toEqual(['table-0', 'table-1']);
  expect(second.TableNames).toEqual(['table-2']);
  expect(second.LastEvaluatedTableName).toBeUndefined();
});

test('each call has its own error for a table that is not there', async () => {
  const TableName = 'table-999';

  const table = await failureOf(dynamodb.send(new DescribeTableCommand({ TableName })));
  const backups = await failureOf(
    dynamodb.send(new DescribeContinuousBackupsCommand({ TableName })),
  );

  expect(table).toMatchObject({ name: 'ResourceNotFoundException', status: 400 });
  expect(backups).toMatchObject({ name: 'TableNotFoundException', status: 400 });
});
