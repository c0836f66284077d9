import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import { openScope } from './clients.ts';

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
