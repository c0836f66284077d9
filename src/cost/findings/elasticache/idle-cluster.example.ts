import type { ExampleRow } from '../../models/cost-example.ts';
import type { FindingExample } from '../finding-example.ts';

const TYPE = 'cache.r7g.large';
const ROWS: readonly ExampleRow[] = [
  {
    service: 'AmazonElastiCache',
    family: 'Cache Instance',
    attributes: {
      ...{ locationType: 'AWS Region', usagetype: `EU-NodeUsage:${TYPE}` },
      ...{ instanceType: TYPE, cacheEngine: 'Valkey' },
    },
    unit: 'Hrs',
    price: '0.1952000000',
  },
];

const CLUSTER = {
  CacheClusterId: 'sessions-001',
  ARN: 'arn:aws:elasticache:eu-west-1:210000000001:cluster:sessions-001',
  CacheClusterStatus: 'available',
  CacheClusterCreateTime: '2026-02-01T00:00:00.000Z',
  CacheNodeType: TYPE,
  NumCacheNodes: 1,
  Engine: 'valkey',
};

const QUIET = { connections: { maximum: 4 }, cpu: { maximumDayAverage: 4.9 } };
const member = (id: string, maximum?: number) => ({
  id,
  properties: { CacheClusterId: id, ReplicationGroupId: 'sessions' },
  ...(maximum !== undefined && { usage: { connections: { maximum } } }),
});
const REPLICA = {
  id: 'sessions-001',
  properties: { ...CLUSTER, ReplicationGroupId: 'sessions' },
} as const;

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'no more connections than those of the monitoring',
    resource: { id: 'sessions-001', properties: CLUSTER },
    usage: QUIET,
    rows: ROWS,
    verdict: 'yes',
    saving: '142.496',
  },
  {
    title: 'one more connection once',
    resource: { id: 'sessions-001', properties: CLUSTER },
    usage: { ...QUIET, connections: { maximum: 5 } },
    verdict: 'no',
  },
  {
    title: 'few connections, but CPU at the threshold on one day',
    resource: { id: 'sessions-001', properties: CLUSTER },
    usage: { ...QUIET, cpu: { maximumDayAverage: 5 } },
    verdict: 'no',
  },
  {
    title: 'a replica whose primary works: it waits for a failover',
    resource: REPLICA,
    usage: QUIET,
    related: { members: [member('sessions-001', 4), member('sessions-002', 60)] },
    verdict: 'no',
  },
  {
    title: 'a replica of a group that nothing uses',
    resource: REPLICA,
    usage: QUIET,
    related: { members: [member('sessions-001', 4), member('sessions-002', 3)] },
    rows: ROWS,
    verdict: 'yes',
    saving: '142.496',
  },
  {
    title: 'a replica whose primary was not measured',
    resource: REPLICA,
    usage: QUIET,
    related: { members: [member('sessions-001', 4), member('sessions-002')] },
    verdict: 'unknown',
    reason: 'no-usage',
  },
  {
    title: 'a replica of a group whose nodes were not all read',
    resource: REPLICA,
    usage: QUIET,
    related: { members: [member('sessions-001', 4)] },
    unread: ['AWS::ElastiCache::Cluster'],
    verdict: 'unknown',
    reason: 'no-inventory',
  },
  {
    title: 'its usage was not read',
    resource: { id: 'sessions-001', properties: CLUSTER },
    verdict: 'unknown',
    reason: 'no-usage',
  },
  {
    title: 'too few points',
    resource: { id: 'sessions-001', properties: CLUSTER },
    usage: { ...QUIET, connections: { maximum: 2, points: 268 } },
    verdict: 'unknown',
    reason: 'few-points',
  },
  {
    title: 'younger than the window',
    resource: {
      id: 'sessions-001',
      properties: { ...CLUSTER, CacheClusterCreateTime: '2026-11-06T00:00:01.000Z' },
    },
    usage: QUIET,
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'being created',
    resource: {
      id: 'sessions-001',
      properties: { ...CLUSTER, CacheClusterStatus: 'creating' },
    },
    usage: QUIET,
    verdict: 'none',
  },
];
