import type { PublishedLimit } from '../../aws/published-limit.ts';

/**
 * The bucket of all read calls. Each API version has its own; here they share one, because both versions have
 * the same signing name and operation names.
 */
export const DESCRIBE_LIMIT: PublishedLimit = {
  operations: [
    'elasticloadbalancing:DescribeLoadBalancers',
    'elasticloadbalancing:DescribeLoadBalancerAttributes',
    'elasticloadbalancing:DescribeCapacityReservation',
    'elasticloadbalancing:DescribeTargetGroups',
    'elasticloadbalancing:DescribeTargetGroupAttributes',
    'elasticloadbalancing:DescribeTargetHealth',
    'elasticloadbalancing:DescribeTags',
    'elasticloadbalancing:DescribeLoadBalancerPolicies',
  ],
  burst: 40,
  refillPerSecond: 10,
  source:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html',
};
