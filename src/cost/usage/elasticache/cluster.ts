import { z } from 'zod';
import { defineUsage } from '../define-usage.ts';

export const ElastiCacheClusterUsage = defineUsage({
  kind: 'AWS::ElastiCache::Cluster',
  documentation: 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.html',
  namespace: 'AWS/ElastiCache',
  properties: z.object({ CacheClusterId: z.string() }),
  dimensions: ({ CacheClusterId }) => ({ CacheClusterId }),
  metrics: {
    cpu: { metric: 'CPUUtilization', statistic: 'Average', unit: 'Percent' },
    connections: { metric: 'CurrConnections', statistic: 'Maximum', unit: 'Count' },
  },
});
