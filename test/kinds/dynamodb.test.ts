import { expect, test } from '@jest/globals';
import { KindWorld } from '../helpers/kind-world.ts';

/** Without backups: DynamoDB describes those of only ten tables a second. */
const WITH_TAGS = { everything: false, selector: { includeActions: ['GetTableTagsAction'] } };

test('where details are denied, every table keeps its name, its ARN and its tags', async () => {
  await using world = await KindWorld.open('AWS::DynamoDB::Table', 5);
  world.sandbox.setFaults([{ type: 'deny', operation: 'DescribeTable' }]);

  const { resources, gaps } = await world.read(WITH_TAGS);

  expect(gaps).toHaveLength(10);
  expect(resources).toHaveLength(10);
  for (const { Properties } of resources)
    expect(Object.keys(Properties)).toEqual(['TableName', 'TableArn', 'Tags']);
});

test('tags are read to their end, page by page', async () => {
  const tags = Array.from({ length: 3 }, (_, index) => ({ Key: `key ${index}`, Value: 'x' }));
  await using world = await KindWorld.open('AWS::DynamoDB::Table', 1, {
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
