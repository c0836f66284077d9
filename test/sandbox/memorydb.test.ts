import {
  DescribeUsersCommand,
  ListTagsCommand,
  MemoryDBClient,
  paginateDescribeUsers,
} from '@aws-sdk/client-memorydb';
import { expect, test } from '@jest/globals';
import { cacheUser, cacheUserArn, cacheUserTags } from '../../src/sandbox/estate/cache-users.ts';
import { bare, failureOf, openScope, readAll } from './clients.ts';

const { accountId, region, settings, at, each } = await openScope({ 'AWS::MemoryDB::User': 30 });
const memorydb = new MemoryDBClient(settings);

test('lists every user, page by page', async () => {
  const pages = paginateDescribeUsers({ client: memorydb }, { MaxResults: 7 });

  const { items, pageCount } = await readAll(pages, ({ Users }) => Users);

  const expected = each('AWS::MemoryDB::User', cacheUser);
  expect(items).toEqual(expected);
  expect(pageCount).toBe(5);
});

test('finds one by its name, and gives its tags', async () => {
  const { Users } = await memorydb.send(new DescribeUsersCommand({ UserName: 'user-7' }));
  const ResourceArn = cacheUserArn(accountId, region, 7);
  const { TagList } = await memorydb.send(new ListTagsCommand({ ResourceArn }));

  expect(bare(Users)).toEqual([cacheUser(...at(7))]);
  expect(TagList).toEqual(cacheUserTags(...at(7)));
});

test('does not know a user that is not there', async () => {
  const described = await failureOf(
    memorydb.send(new DescribeUsersCommand({ UserName: 'user-99' })),
  );
  const ResourceArn = cacheUserArn(accountId, 'us-east-1', 7);
  const tagged = await failureOf(memorydb.send(new ListTagsCommand({ ResourceArn })));

  expect(described).toMatchObject({ name: 'UserNotFoundFault', status: 400 });
  expect(tagged).toMatchObject({ name: 'UserNotFoundFault', status: 400 });
});
