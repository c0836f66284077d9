import type { CacheCluster } from '@aws-sdk/client-elasticache';
import type { Estate } from './estate.ts';
import { positionOf } from './position.ts';

export function cacheClusterArn(accountId: string, region: string, index: number): string {
  return `arn:aws:elasticache:${region}:${accountId}:cluster:cache-${index}`;
}

/** The position of a cluster named by ARN or by id; undefined when there is none here. */
export function cacheClusterIndex(
  estate: Estate,
  accountId: string,
  region: string,
  name: string,
): number | undefined {
  const count = estate.countOf('AWS::ElastiCache::Cluster', accountId, region);
  return positionOf(name, count, (index) => [
    `cache-${index}`,
    cacheClusterArn(accountId, region, index),
  ]);
}

/** A cluster with its nodes, which DescribeCacheClusters tells only when it is asked to. */
export function cacheCluster(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): CacheCluster {
  const draw = estate.draw('cache cluster', accountId, region, index);
  const created = estate.time('cache cluster', accountId, region, index);
  const isMemcached = draw % 5 === 0;
  const host = `cache-${index}.${accountId}.${region}.cache.amazonaws.com`;
  const port = isMemcached ? 11_211 : 6_379;
  return {
    CacheClusterId: `cache-${index}`,
    ARN: cacheClusterArn(accountId, region, index),
    CacheClusterStatus: 'available',
    CacheClusterCreateTime: created,
    CacheNodeType: draw % 2 === 0 ? 'cache.t4g.small' : 'cache.r7g.large',
    NumCacheNodes: 1,
    CacheNodes: [
      {
        CacheNodeId: '0001',
        CacheNodeStatus: 'available',
        CacheNodeCreateTime: created,
        Endpoint: { Address: host, Port: port },
        ParameterGroupStatus: 'in-sync',
        CustomerAvailabilityZone: `${region}a`,
      },
    ],
    Engine: isMemcached ? 'memcached' : 'valkey',
    EngineVersion: isMemcached ? '1.6.22' : '8.0.1',
    ...(isMemcached && {
      ConfigurationEndpoint: { Address: `cfg.${host}`, Port: port },
    }),
    ...(!isMemcached && {
      ReplicationGroupId: `group-${Math.floor(index / 2)}`,
      SnapshotRetentionLimit: draw % 8,
      SnapshotWindow: '03:00-04:00',
    }),
    PreferredAvailabilityZone: `${region}a`,
    PreferredMaintenanceWindow: 'sun:05:00-sun:06:00',
    PendingModifiedValues: {},
    CacheSecurityGroups: [],
    SecurityGroups: [{ SecurityGroupId: `sg-${draw.toString(16)}`, Status: 'active' }],
    CacheSubnetGroupName: 'private',
    CacheParameterGroup: {
      CacheParameterGroupName: 'default.valkey8',
      ParameterApplyStatus: 'in-sync',
      CacheNodeIdsToReboot: [],
    },
    AutoMinorVersionUpgrade: true,
    AuthTokenEnabled: draw % 3 === 0,
    TransitEncryptionEnabled: draw % 2 === 0,
    AtRestEncryptionEnabled: draw % 2 === 1,
    ReplicationGroupLogDeliveryEnabled: false,
    LogDeliveryConfigurations: [],
    NetworkType: 'ipv4',
    IpDiscovery: 'ipv4',
  };
}

export function cacheClusterTags(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): { Key: string; Value: string }[] {
  return estate.tags('cache cluster', accountId, region, index);
}
