import {
  DescribeUsersCommand,
  ListTagsCommand,
  MemoryDBClient,
  paginateDescribeUsers,
} from '@aws-sdk/client-memorydb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cacheUser, cacheUserArn, cacheUserTags } from '../../src/sandbox/estate/cache-users.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { bare, failureOf, readAll, settings } from './clients.ts';

const region = 'eu-west-1';
let sandbox: Sandbox;
let accountId: string;
let memorydb: MemoryDBClient;

beforeAll(async () => {
  sandbox = await startSandbox({
    estate: { seed: 'memorydb', accounts: 1, regions: [region], cacheUsers: 30 },
  });
  accountId = sandbox.managementAccountId;
  memorydb = new MemoryDBClient(settings(sandbox, region));
});
afterAll(() => sandbox.close());

test('lists every user, page by page', async () => {
  const pages = paginateDescribeUsers({ client: memorydb }, { MaxResults: 7 });

  const { items, pageCount } = await readAll(pages, ({ Users }) => Users);

  const expected = Array.from({ length: 30 }, (_, index) =>
    cacheUser(sandbox.estate, accountId, region, index),
  );
  expect(items).toEqual(expected);
  expect(pageCount).toBe(5);
});

test('finds one by its name, and gives its tags', async () => {
  const { Users } = await memorydb.send(new DescribeUsersCommand({ UserName: 'user-7' }));
  const ResourceArn = cacheUserArn(accountId, region, 7);
  const { TagList } = await memorydb.send(new ListTagsCommand({ ResourceArn }));

  expect(bare(Users)).toEqual([cacheUser(sandbox.estate, accountId, region, 7)]);
  expect(TagList).toEqual(cacheUserTags(sandbox.estate, accountId, region, 7));
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
