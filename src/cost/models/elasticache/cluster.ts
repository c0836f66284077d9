import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import type { Component } from '../cost-model.ts';
import { defineCostModel } from '../define-cost-model.ts';
import { priceElsewhere } from '../price-elsewhere.ts';
import { usageTimes } from '../usage-times.ts';
import type { PlanValues } from '../plan-values.ts';

/** One snapshot of each cluster is free. */
const FREE_SNAPSHOTS = 1;

const SEVERAL_ZONES = 'Multiple';

const ENGINES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    redis: 'Redis',
    valkey: 'Valkey',
    memcached: 'Memcached',
  }),
);

const Properties = z.object({
  CacheNodeType: z.string().optional(),
  NumCacheNodes: z.int().optional(),
  Engine: z.string().optional(),
  SnapshotRetentionLimit: z.number().optional(),
  /** `Multiple` for nodes in several zones. */
  PreferredAvailabilityZone: z.string().optional(),
  PreferredOutpostArn: z.string().optional(),
});

/** @see https://aws.amazon.com/elasticache/pricing/ */
export const ElastiCacheClusterCost = defineCostModel({
  kind: 'AWS::ElastiCache::Cluster',
  pricing: 'https://aws.amazon.com/elasticache/pricing/',
  properties: Properties,
  prices: {
    // All engines share the usage type; extended support and durability have others, which end like it.
    nodes: {
      service: 'AmazonElastiCache',
      family: 'Cache Instance',
      usageType: /^NodeUsage:cache\.[\w.-]+$/,
      where: { locationType: 'AWS Region' },
      key: ['instanceType', 'cacheEngine'],
      unit: 'Hrs',
    },
    backup: {
      service: 'AmazonElastiCache',
      family: 'Storage Snapshot',
      usageType: 'ElastiCache:BackupUsage',
      key: [],
      unit: 'GB-Mo',
    },
  },
  usage: { snapshot_storage_size_gb: 'GB of one snapshot' },
  plan: {
    terraform: ['aws_elasticache_cluster', 'aws_elasticache_replication_group'],
    pulumi: [
      'aws:elasticache/cluster:Cluster',
      'aws:elasticache/replicationGroup:ReplicationGroup',
    ],
    properties: (values) => ({
      CacheNodeType: values.text('node_type'),
      NumCacheNodes: plannedNodes(values),
      Engine: values.text('engine') ?? 'redis',
      SnapshotRetentionLimit: values.number('snapshot_retention_limit'),
      PreferredAvailabilityZone: values.text('availability_zone'),
      PreferredOutpostArn: values.text('preferred_outpost_arn'),
    }),
  },
  components(cluster, { price, usage, region }) {
    const { CacheNodeType, NumCacheNodes, Engine, SnapshotRetentionLimit = 0 } = cluster;
    const { PreferredAvailabilityZone: zone, PreferredOutpostArn: OutpostArn } = cluster;
    const AvailabilityZone = zone === SEVERAL_ZONES ? undefined : zone;
    const elsewhere = priceElsewhere({ AvailabilityZone, OutpostArn }, region, 'Hrs');
    const engine = Engine === undefined ? undefined : ENGINES.get(Engine.toLowerCase());
    const nodes: Component = {
      name: 'node hours',
      price: elsewhere ?? price('nodes', CacheNodeType, engine),
      quantity: NumCacheNodes === undefined ? undefined : NumCacheNodes * HOURS_PER_MONTH,
    };
    const snapshots = SnapshotRetentionLimit - FREE_SNAPSHOTS;
    const backups: Component = {
      name: 'backups',
      price: price('backup'),
      quantity: usageTimes(usage('snapshot_storage_size_gb'), snapshots),
    };
    return [nodes, ...(snapshots > 0 && engine !== 'Memcached' ? [backups] : [])];
  },
});

/** The nodes of a cluster, or those of all shards of a replication group. */
function plannedNodes(values: PlanValues): number | undefined {
  const mode = values.block('cluster_mode') ?? values;
  const shards = mode.number('num_node_groups');
  const replicas = mode.number('replicas_per_node_group');
  if (shards !== undefined && replicas !== undefined) return shards * (replicas + 1);
  return (
    values.number('num_cache_nodes') ??
    values.number('num_cache_clusters') ??
    values.number('number_cache_clusters')
  );
}
