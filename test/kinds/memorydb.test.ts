import { expect, test } from '@jest/globals';
import { MemoryDbUser } from '../../src/core/exporters/memorydb/user.ts';
import { cacheUser, cacheUserArn, cacheUserTags } from '../../src/sandbox/estate/cache-users.ts';
import { changedBy } from '../helpers/cloud-trail.ts';
import { expectWhole, type KindOfEstate, KindWorld, REGION } from '../helpers/kind-world.ts';

const USERS: KindOfEstate = {
  kind: 'AWS::MemoryDB::User',
  counted: 'AWS::MemoryDB::User',
  propertiesOf: (...place) => ({ ...cacheUser(...place), TagList: cacheUserTags(...place) }),
};

test('every user comes out with its own attributes and tags', async () => {
  await using world = await KindWorld.open(USERS, 250);

  const result = await world.read();

  expectWhole(result, world.items());
  expect(world.calls).toMatchObject({ 'memorydb:DescribeUsers': 6 });
  expect(world.calls).not.toHaveProperty(['memorydb:ListTags']);
});

test('without the tagging API tags are read one by one, and a vanished user costs only itself', async () => {
  await using world = await KindWorld.open(USERS, 250);
  world.sandbox.setFaults([
    { type: 'deny', operation: 'GetResources' },
    { type: 'gone', resource: cacheUserArn(world.account, REGION, 7) },
  ]);

  const result = await world.read();

  const left = world.items((account, index) => account === world.account && index === 7);
  expectWhole(result, left);
});

test('a change of an access control list names its users', () => {
  const change = { aCLName: 'shop', userNamesToAdd: ['anna'], userNamesToRemove: ['berta'] };

  expect(changedBy(MemoryDbUser, change)).toEqual([['anna'], ['berta']]);
});
