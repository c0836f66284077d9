import {
  CreateCacheClusterCommand,
  CreateCacheSubnetGroupCommand,
  DescribeCacheClustersCommand,
  ElastiCacheClient,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-elasticache';
import { owner, pages, TAGS, type KindContract } from '../contract.ts';
import { defaultNetwork } from './network.ts';

export const cacheCluster: KindContract = {
  kind: 'AWS::ElastiCache::Cluster',
  reach: 'region',
  key: ['CacheClusterId'],
  async seed(place) {
    const elasticache = place.of(ElastiCacheClient);
    const { subnetIds, securityGroupId } = await defaultNetwork(place);
    await elasticache.send(
      new CreateCacheSubnetGroupCommand({
        CacheSubnetGroupName: 'orders',
        CacheSubnetGroupDescription: 'orders',
        SubnetIds: [...subnetIds],
      }),
    );
    await elasticache.send(
      new CreateCacheClusterCommand({
        CacheClusterId: 'orders',
        Engine: 'redis',
        EngineVersion: '7.1',
        CacheNodeType: 'cache.t3.micro',
        NumCacheNodes: 1,
        CacheSubnetGroupName: 'orders',
        SecurityGroupIds: [securityGroupId],
        PreferredAvailabilityZone: `${place.region}a`,
        PreferredMaintenanceWindow: 'sun:05:00-sun:06:00',
        SnapshotRetentionLimit: 5,
        SnapshotWindow: '02:00-03:00',
        NotificationTopicArn: `arn:aws:sns:${place.region}:${place.accountId}:orders`,
        AutoMinorVersionUpgrade: true,
        TransitEncryptionEnabled: true,
        NetworkType: 'ipv4',
        IpDiscovery: 'ipv4',
        Port: 6380,
        Tags: [...TAGS],
      }),
    );
    await elasticache.send(
      new CreateCacheClusterCommand({
        CacheClusterId: 'bare',
        Engine: 'memcached',
        CacheNodeType: 'cache.t3.micro',
        NumCacheNodes: 2,
      }),
    );
  },
  async *expected(place) {
    const elasticache = place.of(ElastiCacheClient);
    const lists = pages(
      (Marker) =>
        elasticache.send(new DescribeCacheClustersCommand({ Marker, ShowCacheNodeInfo: true })),
      (page) => page.Marker,
    );
    for await (const { CacheClusters = [] } of lists) {
      for (const cluster of CacheClusters) {
        const { TagList = [] } = await elasticache.send(
          new ListTagsForResourceCommand({ ResourceName: cluster.ARN }),
        );
        yield { properties: { ...cluster, TagList }, context: owner(place) };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['CacheClusterId'])],
  missing: () => ['not-there'],
};
