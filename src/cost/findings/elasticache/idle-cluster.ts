import { z } from 'zod';
import { doubtful, lasts, type Check } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import { WINDOW_DAYS } from '../shared-thresholds.ts';
import type { NumberThreshold } from '../threshold.ts';
import { IDLE_CPU } from '../ec2/idle-instance.ts';

const ClusterProperties = z.object({
  CacheClusterId: z.string(),
  CacheClusterStatus: z.string().optional(),
  CacheClusterCreateTime: z.union([z.string(), z.date()]).optional(),
  /** Undefined for a cluster by itself. */
  ReplicationGroupId: z.string().optional(),
});

/** @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html */
export const IDLE_CACHE_CONNECTIONS = {
  setting: 'LONGSHORE_IDLE_CACHE_CONNECTIONS',
  meaning:
    'A cache with at most this many connections at any time may be idle: ElastiCache itself keeps up to four for its monitoring.',
  unit: 'connections',
  default: 4,
  least: 0,
  most: 1_000,
} as const satisfies NumberThreshold;

/** A cache that no client uses. The nodes of a replication group are judged together: replicas wait for a failover. */
export const ElastiCacheIdleCluster = defineFinding({
  name: 'elasticache-idle-cluster',
  title: 'Idle ElastiCache cluster',
  kind: 'AWS::ElastiCache::Cluster',
  service: 'ElastiCache',
  type: 'idle',
  change: 'end',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.html',
  properties: ClusterProperties,
  usage: ['connections', 'cpu'],
  thresholds: { connections: IDLE_CACHE_CONNECTIONS, cpu: IDLE_CPU, window: WINDOW_DAYS },
  related: {
    group: {
      kind: 'AWS::ElastiCache::Cluster',
      containing: ({ ReplicationGroupId }) => ReplicationGroupId,
    },
    members: {
      kind: 'AWS::ElastiCache::Cluster',
      through: {
        name: 'group',
        ids: ({ CacheClusterId: id }) => (typeof id === 'string' ? [id] : []),
      },
      usage: ['connections'],
    },
  },
  judge(cluster, { resource, usage, limit, check, related, now }) {
    const { CacheClusterId, ReplicationGroupId: group } = cluster;
    if (cluster.CacheClusterStatus !== 'available') return undefined;
    const others = related.members.found.filter(
      ({ id, properties }) =>
        id !== resource.id && group !== undefined && properties['ReplicationGroupId'] === group,
    );
    return {
      checks: [
        lasts('CacheClusterCreateTime', createdAt(cluster), now, limit.window),
        check.that('connections', usage.connections, 'maximum', 'at most', limit.connections),
        check.that('CPU', usage.cpu, 'maximumDayAverage', 'below', limit.cpu),
        ...unreadMembers(group, related.members.isComplete),
        ...others.map(({ id, usage: of }) =>
          check.that(
            `connections of ${id}`,
            of['connections'],
            'maximum',
            'at most',
            limit.connections,
          ),
        ),
      ],
      found: () => ({
        description:
          group === undefined
            ? 'No client was connected to it in the whole window.'
            : `No client was connected to any node of the replication group ${group} in the whole window.`,
        remedy: {
          title: 'Create a snapshot if its data may be needed, and delete it',
          command:
            group === undefined
              ? awsCommand(
                  resource,
                  ...['elasticache', 'delete-cache-cluster', '--cache-cluster-id', CacheClusterId],
                )
              : awsCommand(
                  resource,
                  ...['elasticache', 'delete-replication-group', '--replication-group-id', group],
                ),
          link: consoleLink(resource, 'elasticache/home#/'),
        },
        saving: { saves: 'everything' },
      }),
    };
  },
});

function createdAt({
  CacheClusterCreateTime: time,
}: z.output<typeof ClusterProperties>): number | undefined {
  return time === undefined ? undefined : new Date(time).getTime();
}

function unreadMembers(group: string | undefined, isComplete: boolean): readonly Check[] {
  if (group === undefined || isComplete) return [];
  return [
    doubtful('ReplicationGroupId', group, {
      reason: 'no-inventory',
      detail: `not all nodes of the replication group ${group} were read`,
      fix: 'read AWS::ElastiCache::Cluster completely in this account and region',
    }),
  ];
}
