import { expect, test } from '@jest/globals';
import { expectWhole, KindWorld } from '../helpers/kind-world.ts';

const KIND = 'AWS::ElastiCache::Cluster';

test('clusters come with their nodes a hundred for each call, and so do their tags', async () => {
  await using world = await KindWorld.open(KIND, 250);

  const result = await world.read();

  expectWhole(result, world.items());
  expect(world.calls).toMatchObject({ 'elasticache:DescribeCacheClusters': 6 });
  expect(world.calls).not.toHaveProperty(['elasticache:ListTagsForResource']);
});

test('a cluster that vanished before its own tags were read costs only itself', async () => {
  await using world = await KindWorld.open(KIND, 20);
  const { account } = world;
  world.sandbox.setFaults([
    { type: 'deny', operation: 'GetResources' },
    { type: 'gone', account, resource: 'cache-7' },
  ]);

  const result = await world.read();

  const left = world.items((owner, index) => owner === account && index === 7);
  expectWhole(result, left);
});
