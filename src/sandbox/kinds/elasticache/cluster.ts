import type { CacheClusterMessage, TagListMessage } from '@aws-sdk/client-elasticache';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';

/** @see https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_DescribeCacheClusters.html */
export const cluster: SimulatedKind = {
  kind: 'AWS::ElastiCache::Cluster',
  client: () => import('@aws-sdk/client-elasticache'),
  gone: 'CacheClusterNotFoundFault',
  tagged: 'elasticache:cluster',
  calls: {
    'elasticache:DescribeCacheClusters': {
      of: { CacheClusterId: ['CacheClusterId'] },
      most: 100,
      least: 20,
      onlyIf: { CacheNodes: ['ShowCacheNodeInfo', true] },
    },
    'elasticache:ListTagsForResource': { of: { ResourceName: ['ARN'] } },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    const CacheClusterId = `cache-${n}`;
    const ARN = `arn:aws:elasticache:${region}:${accountId}:cluster:${CacheClusterId}`;
    const isMemcached = n > 0 && draw % 5 === 0;
    const host = `${CacheClusterId}.${accountId}.${region}.cache.amazonaws.com`;
    const Port = isMemcached ? 11_211 : 6_379;
    const ConfigurationEndpoint = { Address: `cfg.${host}`, Port };
    const CacheClusterCreateTime = place.time();
    const node = {
      CacheNodeId: '0001',
      CacheNodeStatus: 'available',
      CacheNodeCreateTime: CacheClusterCreateTime,
      Endpoint: { Address: host, Port },
      ParameterGroupStatus: 'in-sync',
      CustomerAvailabilityZone: `${region}a`,
    };
    const SecurityGroups = [{ SecurityGroupId: `sg-${place.hex(8)}`, Status: 'active' }];
    const CacheParameterGroup = {
      CacheParameterGroupName: 'default.valkey8',
      ParameterApplyStatus: 'in-sync',
      CacheNodeIdsToReboot: [],
    };
    const TagList = place.tags();
    return {
      names: { CacheClusterId, ARN },
      tags: TagList,
      replies: {
        'elasticache:DescribeCacheClusters': () =>
          ({
            CacheClusters: [
              {
                CacheClusterId,
                ARN,
                CacheClusterStatus: 'available',
                CacheClusterCreateTime,
                CacheNodeType: draw % 2 === 0 ? 'cache.t4g.small' : 'cache.r7g.large',
                NumCacheNodes: 1,
                CacheNodes: [node],
                Engine: isMemcached ? 'memcached' : 'valkey',
                EngineVersion: isMemcached ? '1.6.22' : '8.0.1',
                ...(isMemcached && { ConfigurationEndpoint }),
                ...(!isMemcached && {
                  ReplicationGroupId: `group-${Math.floor(n / 2)}`,
                  SnapshotRetentionLimit: draw % 8,
                  SnapshotWindow: '03:00-04:00',
                }),
                PreferredAvailabilityZone: `${region}a`,
                PreferredMaintenanceWindow: 'sun:05:00-sun:06:00',
                PendingModifiedValues: {},
                CacheSecurityGroups: [],
                SecurityGroups,
                CacheSubnetGroupName: 'private',
                CacheParameterGroup,
                AutoMinorVersionUpgrade: true,
                AuthTokenEnabled: draw % 3 === 0,
                TransitEncryptionEnabled: draw % 2 === 0,
                AtRestEncryptionEnabled: draw % 2 === 1,
                ReplicationGroupLogDeliveryEnabled: false,
                LogDeliveryConfigurations: [],
                NetworkType: 'ipv4',
                IpDiscovery: 'ipv4',
              },
            ],
          }) satisfies CacheClusterMessage,
        'elasticache:ListTagsForResource': () => ({ TagList }) satisfies TagListMessage,
      },
      items: () => [
        {
          identifiers: [CacheClusterId],
          trails: [
            { requestParameters: { cacheClusterId: CacheClusterId } },
            { requestParameters: { resourceName: ARN } },
            // Its replication group.
            { responseElements: { memberClusters: [CacheClusterId] } },
          ],
          properties: {
            CacheClusterId,
            ARN,
            CacheClusterStatus: 'available',
            CacheClusterCreateTime,
            CacheNodeType: draw % 2 === 0 ? 'cache.t4g.small' : 'cache.r7g.large',
            NumCacheNodes: 1,
            CacheNodes: [node],
            Engine: isMemcached ? 'memcached' : 'valkey',
            EngineVersion: isMemcached ? '1.6.22' : '8.0.1',
            ...(isMemcached && { ConfigurationEndpoint }),
            ...(!isMemcached && {
              ReplicationGroupId: `group-${Math.floor(n / 2)}`,
              SnapshotRetentionLimit: draw % 8,
              SnapshotWindow: '03:00-04:00',
            }),
            PreferredAvailabilityZone: `${region}a`,
            PreferredMaintenanceWindow: 'sun:05:00-sun:06:00',
            PendingModifiedValues: {},
            CacheSecurityGroups: [],
            SecurityGroups,
            CacheSubnetGroupName: 'private',
            CacheParameterGroup,
            AutoMinorVersionUpgrade: true,
            AuthTokenEnabled: draw % 3 === 0,
            TransitEncryptionEnabled: draw % 2 === 0,
            AtRestEncryptionEnabled: draw % 2 === 1,
            ReplicationGroupLogDeliveryEnabled: false,
            LogDeliveryConfigurations: [],
            NetworkType: 'ipv4',
            IpDiscovery: 'ipv4',
            TagList,
          },
        },
      ],
    };
  },
};
