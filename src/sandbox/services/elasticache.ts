import {
  cacheCluster,
  cacheClusterArn,
  cacheClusterIndex,
  cacheClusterTags,
} from '../estate/cache-clusters.ts';
import { ServiceError } from '../wire/call.ts';
import { number, refuse, text, type Handler, type HandlerContext } from './handler.ts';

const FEWEST_RECORDS = 20;
const MOST_RECORDS = 100;

function indexOf(name: string, { estate, accountId, region, isGone }: HandlerContext): number {
  const index = cacheClusterIndex(estate, accountId, region, name);
  if (index !== undefined && !isGone(cacheClusterArn(accountId, region, index))) return index;
  throw new ServiceError('CacheClusterNotFound', `CacheCluster not found: ${name}`, 404);
}

/** @see https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DescribeCacheClusters.html */
const describeCacheClusters: Handler = (input, context) => {
  refuse(input, 'ShowCacheClustersNotInReplicationGroups');
  const { estate, accountId, region, pager } = context;
  const describe = (index: number): object => {
    const { CacheNodes, ...cluster } = cacheCluster(estate, accountId, region, index);
    return input['ShowCacheNodeInfo'] === true ? { ...cluster, CacheNodes } : cluster;
  };
  const name = text(input, 'CacheClusterId');
  if (name !== '') return { CacheClusters: [describe(indexOf(name, context))] };
  const size = pager.size(number(input, 'MaxRecords'), FEWEST_RECORDS, MOST_RECORDS);
  const count = estate.countOf('AWS::ElastiCache::Cluster', accountId, region);
  const list = `cacheClusters/${accountId}/${region}`;
  const { indices, next } = pager.page(list, count, size, input['Marker']);
  return { CacheClusters: indices.map(describe), Marker: next };
};

export const ELASTICACHE: Readonly<Record<string, Handler>> = {
  DescribeCacheClusters: describeCacheClusters,
  ListTagsForResource: (input, context) => {
    const { estate, accountId, region } = context;
    const index = indexOf(text(input, 'ResourceName'), context);
    return { TagList: cacheClusterTags(estate, accountId, region, index) };
  },
};
