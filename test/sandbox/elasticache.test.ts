import {
  DescribeCacheClustersCommand,
  ElastiCacheClient,
  ListTagsForResourceCommand,
  paginateDescribeCacheClusters,
} from '@aws-sdk/client-elasticache';
import { expect, test } from '@jest/globals';
import {
  cacheCluster,
  cacheClusterArn,
  cacheClusterTags,
} from '../../src/sandbox/estate/cache-clusters.ts';
import { bare, failureOf, openScope, readAll } from './clients.ts';

const { accountId, region, settings, at, each } = await openScope({
  'AWS::ElastiCache::Cluster': 45,
});
const elasticache = new ElastiCacheClient(settings);

test('lists every cluster, page by page, with its nodes when they are asked for', async () => {
  const input = { MaxRecords: 20, ShowCacheNodeInfo: true };
  const pages = paginateDescribeCacheClusters({ client: elasticache }, input);

  const { items, pageCount } = await readAll(pages, ({ CacheClusters }) => CacheClusters);

  const expected = each('AWS::ElastiCache::Cluster', cacheCluster);
  expect(bare(items)).toEqual(bare(expected));
  expect(pageCount).toBe(3);
});

test('finds one by its id, and tells no nodes unasked', async () => {
  const command = new DescribeCacheClustersCommand({ CacheClusterId: 'cache-7' });
  const { CacheClusters } = await elasticache.send(command);

  const { CacheNodes, ...cluster } = cacheCluster(...at(7));
  expect(CacheNodes).toHaveLength(1);
  expect(bare(CacheClusters)).toEqual([bare(cluster)]);
});

test('gives the tags of every cluster', async () => {
  for (let index = 0; index < 45; index += 1) {
    const ResourceName = cacheClusterArn(accountId, region, index);
    const { TagList } = await elasticache.send(new ListTagsForResourceCommand({ ResourceName }));

    expect(TagList).toEqual(cacheClusterTags(...at(index)));
  }
});

test('does not know a cluster that is not there', async () => {
  const described = await failureOf(
    elasticache.send(new DescribeCacheClustersCommand({ CacheClusterId: 'cache-99' })),
  );
  const ResourceName = cacheClusterArn(accountId, region, 99);
  const tagged = await failureOf(
    elasticache.send(new ListTagsForResourceCommand({ ResourceName })),
  );

  expect(described).toMatchObject({ code: 'CacheClusterNotFound', status: 404 });
  expect(tagged).toMatchObject({ code: 'CacheClusterNotFound', status: 404 });
});

test('refuses a page size out of range', async () => {
  const command = new DescribeCacheClustersCommand({ MaxRecords: 19 });

  expect(await failureOf(elasticache.send(command))).toMatchObject({ status: 400 });
});
