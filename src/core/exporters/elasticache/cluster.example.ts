import type { CacheClusterMessage, TagListMessage } from '@aws-sdk/client-elasticache';
import type { GetResourcesOutput } from '@aws-sdk/client-resource-groups-tagging-api';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const CacheClusterId = 'sessions-001';
const ARN = `arn:aws:elasticache:eu-west-1:${EXAMPLE_ACCOUNT}:cluster:sessions-001`;
const TagList = [{ Key: 'team', Value: 'search' }];

export const example = {
  identifiers: [CacheClusterId],
  replies: {
    'elasticache:DescribeCacheClusters': {
      CacheClusters: [
        {
          CacheClusterId,
          ARN,
          CacheClusterStatus: 'available',
          CacheClusterCreateTime: new Date('2024-01-02T03:04:05.678Z'),
          CacheNodeType: 'cache.t4g.small',
          NumCacheNodes: 1,
          CacheNodes: [{ CacheNodeId: '0001', Endpoint: { Address: 'sessions', Port: 6379 } }],
          Engine: 'valkey',
          EngineVersion: '8.0.1',
          ReplicationGroupId: 'sessions',
          TransitEncryptionEnabled: true,
          SecurityGroups: [{ SecurityGroupId: 'sg-0123', Status: 'active' }],
        },
      ],
    } satisfies CacheClusterMessage,
    'tagging:GetResources': {
      ResourceTagMappingList: [{ ResourceARN: ARN, Tags: TagList }],
    } satisfies GetResourcesOutput,
    'elasticache:ListTagsForResource': { TagList } satisfies TagListMessage,
  },
  properties: {
    CacheClusterId,
    ARN,
    CacheClusterStatus: 'available',
    CacheClusterCreateTime: '2024-01-02T03:04:05.678000Z',
    CacheNodeType: 'cache.t4g.small',
    NumCacheNodes: 1,
    CacheNodes: [{ CacheNodeId: '0001', Endpoint: { Address: 'sessions', Port: 6379 } }],
    Engine: 'valkey',
    EngineVersion: '8.0.1',
    ReplicationGroupId: 'sessions',
    TransitEncryptionEnabled: true,
    SecurityGroups: [{ SecurityGroupId: 'sg-0123', Status: 'active' }],
    TagList,
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
