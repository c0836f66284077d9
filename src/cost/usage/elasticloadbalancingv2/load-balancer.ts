import { z } from 'zod';
import { defineUsage } from '../define-usage.ts';

const ARN = /:loadbalancer\/(?<name>(?:app|net)\/.+)$/;
const APPLICATION = { only: { LoadBalancer: 'app/' } } as const;
const NETWORK = { only: { LoadBalancer: 'net/' }, namespace: 'AWS/NetworkELB' } as const;
/** Sent while requests flow. */
const FLOWING = { statistic: 'Sum', publishedWhen: 'nonzero' } as const;

/**
 * Application and network load balancers have namespaces of their own. Gateway load balancers are not measured here.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
 */
export const ElbV2LoadBalancerUsage = defineUsage({
  kind: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  documentation:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html',
  namespace: 'AWS/ApplicationELB',
  properties: z.object({ LoadBalancerArn: z.string() }),
  dimensions({ LoadBalancerArn }) {
    const name = ARN.exec(LoadBalancerArn)?.groups?.['name'];
    return name === undefined ? undefined : { LoadBalancer: name };
  },
  metrics: {
    requests: { ...APPLICATION, ...FLOWING, metric: 'RequestCount', unit: 'Count' },
    processedBytes: { ...APPLICATION, ...FLOWING, metric: 'ProcessedBytes', unit: 'Bytes' },
    capacityUnits: { ...APPLICATION, metric: 'ConsumedLCUs', statistic: 'Sum', unit: 'Count' },
    healthyHosts: {
      ...APPLICATION,
      metric: 'HealthyHostCount',
      statistic: 'Maximum',
      unit: 'Count',
      listed: 'further',
    },
    networkProcessedBytes: {
      ...NETWORK,
      metric: 'ProcessedBytes',
      statistic: 'Sum',
      unit: 'Bytes',
    },
    networkFlows: { ...NETWORK, metric: 'ActiveFlowCount', statistic: 'Maximum', unit: 'Count' },
    networkCapacityUnits: { ...NETWORK, metric: 'ConsumedLCUs', statistic: 'Sum', unit: 'Count' },
    networkHealthyHosts: {
      ...NETWORK,
      metric: 'HealthyHostCount',
      statistic: 'Maximum',
      unit: 'Count',
      listed: 'further',
    },
  },
  gives: {
    monthly_capacity_unit_hours: ({ monthly }) =>
      monthly('capacityUnits') ?? monthly('networkCapacityUnits'),
  },
});
