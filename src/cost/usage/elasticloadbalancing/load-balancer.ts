import { z } from 'zod';
import { defineUsage } from '../define-usage.ts';
import { gigabytes } from '../scaled.ts';

const FLOWING = { statistic: 'Sum', publishedWhen: 'nonzero' } as const;

/** A Classic Load Balancer sends metrics while requests flow. */
export const ElbLoadBalancerUsage = defineUsage({
  kind: 'AWS::ElasticLoadBalancing::LoadBalancer',
  documentation:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-cloudwatch-metrics.html',
  namespace: 'AWS/ELB',
  properties: z.object({ LoadBalancerName: z.string() }),
  dimensions: ({ LoadBalancerName }) => ({ LoadBalancerName }),
  metrics: {
    requests: { ...FLOWING, metric: 'RequestCount', unit: 'Count' },
    processedBytes: { ...FLOWING, metric: 'EstimatedProcessedBytes', unit: 'Bytes' },
    healthyHosts: { metric: 'HealthyHostCount', statistic: 'Maximum', unit: 'Count' },
  },
  gives: { monthly_data_processed_gb: ({ monthly }) => gigabytes(monthly('processedBytes')) },
});
