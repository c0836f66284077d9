import { expect, test } from '@jest/globals';
import { table, tableBackups, tableTags } from '../../src/sandbox/estate/tables.ts';
import {
  expectedItemsOf,
  expectWhole,
  type KindOfEstate,
  KindWorld,
} from '../helpers/kind-world.ts';

const TABLES: KindOfEstate = {
  kind: 'AWS::DynamoDB::Table',
  counted: 'AWS::DynamoDB::Table',
  propertiesOf: (...place) => ({ ...table(...place), Tags: tableTags(...place) }),
};
/** DynamoDB tells backups, and tags one by one, ten times a second only. */
const FEW = 20;
const WITH_TAGS = { everything: false, selector: { includeActions: ['GetTableTagsAction'] } };

test('every table comes out with its own attributes and tags, the tags by the hundred', async () => {
  await using world = await KindWorld.open(TABLES, 110);

  const result = await world.read(WITH_TAGS);

  expectWhole(result, world.items());
  expect(world.calls).toMatchObject({ 'dynamodb:ListTables': 4, 'dynamodb:DescribeTable': 220 });
  expect(world.calls).not.toHaveProperty(['dynamodb:ListTagsOfResource']);
});

test('with everything, and without the tagging API: the same, with backups', async () => {
  await using world = await KindWorld.open(TABLES, FEW);
  world.sandbox.setFaults([{ type: 'deny', operation: 'GetResources' }]);

  const result = await world.read();

  const items = expectedItemsOf(world.estate, {
    ...TABLES,
    propertiesOf: (...place) => ({
      ...TABLES.propertiesOf(...place),
      ContinuousBackupsDescription: tableBackups(...place),
    }),
  });
  expectWhole(result, items);
  expect(world.calls).toMatchObject({ 'dynamodb:ListTagsOfResource': 2 * FEW });
});

test('where details are denied, every table keeps its name, its ARN and its tags', async () => {
  await using world = await KindWorld.open(TABLES, FEW);
  world.sandbox.setFaults([{ type: 'deny', operation: 'DescribeTable' }]);

  const { resources, gaps } = await world.read(WITH_TAGS);

  expect(resources).toHaveLength(2 * FEW);
  expect(gaps).toHaveLength(2 * FEW);
  for (const { Properties } of resources) {
    expect(Object.keys(Properties)).toEqual(['TableName', 'TableArn', 'Tags']);
  }
});

test('tags are read to their end, page by page', async () => {
  const tags = Array.from({ length: 3 }, (_, index) => ({ Key: `key ${index}`, Value: 'x' }));
  await using world = await KindWorld.open(TABLES, 1, {
    estate: { accounts: 1 },
    faults: [{ type: 'deny', operation: 'GetResources' }],
    replies: {
      'dynamodb:ListTagsOfResource': ({ NextToken = '0' }) => {
        const from = Number(NextToken);
        return { Tags: [tags[from]], ...(from < 2 && { NextToken: String(from + 1) }) };
      },
    },
  });

  const { resources } = await world.read(WITH_TAGS);

  expect(resources.map(({ Properties }) => Properties)).toMatchObject([{ Tags: tags }]);
});
