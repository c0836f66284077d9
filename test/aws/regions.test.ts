import { expect, test } from '@jest/globals';
import type { Partition } from '../../src/aws/account.ts';
import { enabledRegions, homeRegion } from '../../src/aws/regions.ts';
import { DEFAULT_REGIONS } from '../../src/sandbox/estate/regions.ts';
import { startWorld, type World } from './world.ts';

function regionsOf(world: World, partition: Partition = 'aws'): Promise<readonly string[]> {
  const { clients, scope, ambient, sandbox } = world;
  const id = sandbox.managementAccountId;
  const account = { id, name: id, partition };
  const open = clients.open({ accountId: id, credentials: ambient }, scope);
  return enabledRegions({ account }, open, scope.signal);
}

test('the enabled regions, without those that are not', async () => {
  await using world = await startWorld();

  const regions = await regionsOf(world);

  expect(regions).toEqual(DEFAULT_REGIONS);
});

test('every page is read', async () => {
  const pages = [
    { Regions: [{ RegionName: 'us-east-1' }], NextToken: 'a' },
    { Regions: [], NextToken: 'b' },
    { Regions: [{ RegionName: 'eu-west-1' }] },
  ];
  const asked: unknown[] = [];
  await using world = await startWorld({
    replies: {
      'account:ListRegions': (input) => {
        asked.push(input['NextToken']);
        return pages[asked.length - 1] ?? {};
      },
    },
  });

  const regions = await regionsOf(world);

  expect(regions).toEqual(['us-east-1', 'eu-west-1']);
  expect(asked).toEqual([undefined, 'a', 'b']);
});

test('other partitions have fixed regions, and no call is made', async () => {
  await using world = await startWorld();

  const regions = [await regionsOf(world, 'aws-us-gov'), await regionsOf(world, 'aws-cn')];

  expect(regions).toEqual([
    ['us-gov-east-1', 'us-gov-west-1'],
    ['cn-north-1', 'cn-northwest-1'],
  ]);
  expect(world.sandbox.calls()).toEqual({});
});

test('global services are asked at home', () => {
  const homes = (['aws', 'aws-us-gov', 'aws-cn'] as const).map(homeRegion);

  expect(homes).toEqual(['us-east-1', 'us-gov-west-1', 'cn-northwest-1']);
});

test('where the Account API is denied, EC2 tells the same', async () => {
  await using world = await startWorld({
    replies: {
      'ec2:DescribeRegions': () => ({
        Regions: [{ RegionName: 'eu-west-1' }, { RegionName: 'us-east-1' }],
      }),
    },
  });
  world.sandbox.setFaults([{ type: 'deny', operation: 'ListRegions' }]);

  const regions = await regionsOf(world);

  expect(regions).toEqual(['eu-west-1', 'us-east-1']);
});

test('when neither API answers, the error is the denial of the first', async () => {
  await using world = await startWorld({ replies: { 'ec2:DescribeRegions': () => ({}) } });
  world.sandbox.setFaults([
    { type: 'deny', operation: 'ListRegions' },
    { type: 'deny', operation: 'DescribeRegions' },
  ]);

  await expect(regionsOf(world)).rejects.toThrow('ListRegions');
});
