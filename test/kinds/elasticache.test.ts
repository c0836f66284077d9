import { expect, test } from '@jest/globals';
import { ElastiCacheCluster } from '../../src/core/exporters/elasticache/cluster.ts';
import {
  cacheCluster,
  cacheClusterArn,
  cacheClusterTags,
} from '../../src/sandbox/estate/cache-clusters.ts';
import { changedBy } from '../helpers/cloud-trail.ts';
import { expectWhole, type KindOfEstate, KindWorld, REGION } from '../helpers/kind-world.ts';

const CLUSTERS: KindOfEstate = {
  kind: 'AWS::ElastiCache::Cluster',
  counted: 'AWS::ElastiCache::Cluster',
  propertiesOf: (...place) => ({ ...cacheCluster(...place), TagList: cacheClusterTags(...place) }),
};

test('every cluster comes out with its own attributes, nodes and tags', async () => {
  await using world = await KindWorld.open(CLUSTERS, 250);

  const result = await world.read();

  expectWhole(result, world.items());
  expect(world.calls).toMatchObject({ 'elasticache:DescribeCacheClusters': 6 });
  expect(world.calls).not.toHaveProperty(['elasticache:ListTagsForResource']);
});

test('without the tagging API tags are read one by one, and a vanished cluster costs only itself', async () => {
  await using world = await KindWorld.open(CLUSTERS, 250);
  world.sandbox.setFaults([
    { type: 'deny', operation: 'GetResources' },
    { type: 'gone', resource: cacheClusterArn(world.account, REGION, 7) },
  ]);

  const result = await world.read();

  const left = world.items((account, index) => account === world.account && index === 7);
  expectWhole(result, left);
});

test('where tags are denied altogether, the tagging API is what to allow', async () => {
  await using world = await KindWorld.open(CLUSTERS, 20);
  world.sandbox.setFaults([
    { type: 'deny', operation: 'GetResources' },
    { type: 'deny', operation: 'ListTagsForResource' },
  ]);

  const { resources, gaps } = await world.read();

  expect(gaps).toHaveLength(40);
  expect(gaps[0]).toMatchObject({
    action: 'ListTagsForResourceAction',
    permissions: ['tag:GetResources'],
  });
  for (const { Properties } of resources) expect(Properties).not.toHaveProperty('TagList');
});

test('an event of a replication group names its clusters', () => {
  const parameters = { replicationGroupId: 'sessions' };
  const answer = { memberClusters: ['sessions-001', 'sessions-002'] };

  expect(changedBy(ElastiCacheCluster, parameters, answer)).toEqual([
    ['sessions-001'],
    ['sessions-002'],
  ]);
});
