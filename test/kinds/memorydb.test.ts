import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { MemoryDbUser } from '../../src/core/exporters/memorydb/user.ts';
import { cacheUser, cacheUserArn, cacheUserTags } from '../../src/sandbox/estate/cache-users.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { canonical } from '../helpers/expected.ts';
import { itemsOfKind } from '../helpers/items-of-kind.ts';
import type { ReadResult } from '../helpers/read-aws.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::MemoryDB::User';
const region = 'eu-west-1';
const USERS = 250;

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({
    estate: { seed: 'users', accounts: 2, regions: [region], usedRegions: 1, cacheUsers: USERS },
  });
});
afterEach(() => sandbox.close());

function read(): Promise<ReadResult> {
  return readEstate(sandbox, { kinds: [KIND], everything: true });
}

function allExpected(): readonly string[] {
  return itemsOfKind(sandbox.estate, KIND, 'cacheUsers', (...place) => ({
    ...cacheUser(sandbox.estate, ...place),
    TagList: cacheUserTags(sandbox.estate, ...place),
  }));
}

test('every user comes out with its own attributes and tags', async () => {
  const result = await read();

  expect(result.gaps).toEqual([]);
  expect(result.notComplete()).toEqual([]);
  expect(result.resources.map(canonical).sort()).toEqual(allExpected());
  expect(sandbox.calls()).toMatchObject({ 'memorydb:DescribeUsers': 6 });
  expect(sandbox.calls()).not.toHaveProperty(['memorydb:ListTags']);
});

test('without the tagging API tags are read one by one, and a vanished user costs only itself', async () => {
  const resource = cacheUserArn(sandbox.managementAccountId, region, 7);
  sandbox.setFaults([
    { type: 'deny', operation: 'GetResources' },
    { type: 'gone', resource },
  ]);

  const result = await read();

  expect(result.gaps).toEqual([]);
  expect(result.resources.map(canonical).sort()).toEqual(
    allExpected().filter((item) => !item.includes(`"${resource}"`)),
  );
});

test('denied tags are gaps, and no user is lost', async () => {
  sandbox.setFaults([
    { type: 'deny', operation: 'GetResources' },
    { type: 'deny', operation: 'ListTags' },
  ]);

  const { resources, gaps } = await read();

  expect(resources).toHaveLength(2 * USERS);
  expect(gaps).toHaveLength(2 * USERS);
  expect(gaps[0]).toMatchObject({
    action: 'ListTagsForMemoryDbUserAction',
    failure: { class: 'denied' },
  });
  for (const { Properties } of resources) expect(Properties).not.toHaveProperty('TagList');
});

test('a change of an access control list names its users', () => {
  const call = {
    account: { id: '111122223333', name: 'example', partition: 'aws' as const },
    region,
    eventName: 'UpdateACL',
    requestParameters: { aCLName: 'shop', userNamesToAdd: ['anna'], userNamesToRemove: ['berta'] },
    responseElements: {},
  };

  expect(MemoryDbUser.liveEvents?.resources(call)).toEqual([['anna'], ['berta']]);
});
