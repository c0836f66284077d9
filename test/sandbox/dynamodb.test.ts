import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  paginateListTables,
} from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import {
  table,
  tableArn,
  tableBackups,
  tableName,
  tableTags,
} from '../../src/sandbox/estate/tables.ts';
import { bare, failureOf, openScope, readAll } from './clients.ts';

const { accountId, region, settings, at } = await openScope({ 'AWS::DynamoDB::Table': 30 });
const dynamodb = new DynamoDBClient(settings);

test('lists every table, page by page', async () => {
  const pages = paginateListTables({ client: dynamodb }, { Limit: 7 });

  const { items, pageCount } = await readAll(pages, ({ TableNames }) => TableNames);

  expect(items).toEqual(Array.from({ length: 30 }, (_, index) => tableName(index)));
  expect(pageCount).toBe(5);
});

test('gives each table, its tags and its backups as the estate has them', async () => {
  for (let index = 0; index < 30; index += 1) {
    const TableName = tableName(index);
    const ResourceArn = tableArn(accountId, region, index);

    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    const { Tags } = await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn }));
    const backups = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));

    const place = at(index);
    expect(bare(Table)).toEqual(table(...place));
    expect(Tags).toEqual(tableTags(...place));
    expect(bare(backups.ContinuousBackupsDescription)).toEqual(tableBackups(...place));
  }
});

test('does not know a table that is not there, in the words of each call', async () => {
  const TableName = tableName(30);

  const table = await failureOf(dynamodb.send(new DescribeTableCommand({ TableName })));
  const backups = await failureOf(
    dynamodb.send(new DescribeContinuousBackupsCommand({ TableName })),
  );

  expect(table).toMatchObject({ name: 'ResourceNotFoundException', status: 400 });
  expect(backups).toMatchObject({ name: 'TableNotFoundException', status: 400 });
});

test('refuses a page size out of range', async () => {
  const failure = await failureOf(dynamodb.send(new ListTablesCommand({ Limit: 101 })));

  expect(failure).toMatchObject({ name: 'ValidationException', status: 400 });
});
