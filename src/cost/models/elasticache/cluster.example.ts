import type { CostExample, ExampleRow } from '../cost-example.ts';

/** A row for the hours of a node, as the price list has it. */
function nodeRow(
  usagetype: string,
  instanceType: string,
  cacheEngine: string,
  price: string,
): ExampleRow {
  return {
    service: 'AmazonElastiCache',
    family: 'Cache Instance',
    attributes: { locationType: 'AWS Region', usagetype, instanceType, cacheEngine },
    unit: 'Hrs',
    price,
  };
}

const LARGE = 'cache.m6g.12xlarge';

/** Prices of us-east-1. */
const ROWS: readonly ExampleRow[] = [
  nodeRow(`NodeUsage:${LARGE}`, LARGE, 'Redis', '3.5570000000'),
  nodeRow(`NodeUsage:${LARGE}`, LARGE, 'Valkey', '2.8456000000'),
  nodeRow(`ExtendedSupport:NodeUsage:${LARGE}`, LARGE, 'Redis', '2.8456000000'),
  nodeRow('NodeUsage:cache.m4.large', 'cache.m4.large', 'Redis', '0.1560000000'),
  nodeRow('NodeUsage:cache.m4.large', 'cache.m4.large', 'Memcached', '0.1560000000'),
  {
    service: 'AmazonElastiCache',
    family: 'Storage Snapshot',
    attributes: { usagetype: 'ElastiCache:BackupUsage' },
    unit: 'GB-Mo',
    price: '0.0850000000',
  },
];

export const EXAMPLES: readonly CostExample[] = [
  {
    title: 'Redis with a free snapshot and another',
    region: 'us-east-1',
    properties: {
      CacheClusterId: 'sessions',
      CacheNodeType: LARGE,
      NumCacheNodes: 1,
      Engine: 'redis',
      SnapshotRetentionLimit: 2,
    },
    usage: { snapshot_storage_size_gb: 10_000 },
    rows: ROWS,
    monthly: { 'node hours': '2596.61', backups: '850' },
    plan: {
      terraform: {
        type: 'aws_elasticache_cluster',
        values: {
          cluster_id: 'sessions',
          engine: 'redis',
          node_type: LARGE,
          num_cache_nodes: 1,
          snapshot_retention_limit: 2,
        },
      },
      pulumi: {
        type: 'aws:elasticache/cluster:Cluster',
        values: {
          clusterId: 'sessions',
          engine: 'redis',
          nodeType: LARGE,
          numCacheNodes: 1,
          snapshotRetentionLimit: 2,
        },
      },
    },
  },
  {
    title: 'Valkey, whose snapshots must be measured',
    region: 'us-east-1',
    properties: {
      CacheClusterId: 'carts',
      CacheNodeType: LARGE,
      NumCacheNodes: 1,
      Engine: 'valkey',
      SnapshotRetentionLimit: 7,
    },
    rows: ROWS,
    monthly: { 'node hours': '2077.288' },
    unpriced: { backups: 'usage' },
  },
  {
    title: 'a node on an Outpost',
    region: 'us-east-1',
    properties: {
      CacheClusterId: 'factory',
      CacheNodeType: 'cache.m4.large',
      NumCacheNodes: 1,
      Engine: 'redis',
      PreferredOutpostArn: 'arn:aws:outposts:us-east-1:210000000000:outpost/op-1',
    },
    rows: ROWS,
    monthly: {},
    unpriced: { 'node hours': 'no-model' },
    plan: {
      terraform: {
        type: 'aws_elasticache_cluster',
        values: {
          node_type: 'cache.m4.large',
          num_cache_nodes: 1,
          engine: 'redis',
          outpost_mode: 'single-outpost',
          preferred_outpost_arn: 'arn:aws:outposts:us-east-1:210000000000:outpost/op-1',
        },
      },
      pulumi: {
        type: 'aws:elasticache/cluster:Cluster',
        values: {
          nodeType: 'cache.m4.large',
          numCacheNodes: 1,
          engine: 'redis',
          outpostMode: 'single-outpost',
          preferredOutpostArn: 'arn:aws:outposts:us-east-1:210000000000:outpost/op-1',
        },
      },
    },
  },
  {
    title: 'two nodes of Memcached in several zones',
    region: 'us-east-1',
    properties: {
      CacheClusterId: 'pages',
      CacheNodeType: 'cache.m4.large',
      NumCacheNodes: 2,
      Engine: 'memcached',
      PreferredAvailabilityZone: 'Multiple',
    },
    rows: ROWS,
    monthly: { 'node hours': '227.76' },
  },
  {
    title: 'the sixteen nodes of a replication group with four shards',
    region: 'us-east-1',
    properties: {
      CacheClusterId: 'all-shards',
      CacheNodeType: 'cache.m4.large',
      NumCacheNodes: 16,
      Engine: 'redis',
    },
    rows: ROWS,
    monthly: { 'node hours': '1822.08' },
    plan: {
      terraform: {
        type: 'aws_elasticache_replication_group',
        values: { node_type: 'cache.m4.large', num_node_groups: 4, replicas_per_node_group: 3 },
      },
      pulumi: {
        type: 'aws:elasticache/replicationGroup:ReplicationGroup',
        values: {
          nodeType: 'cache.m4.large',
          engine: 'redis',
          numNodeGroups: 4,
          replicasPerNodeGroup: 3,
        },
      },
    },
  },
];
