import type { PublishedLimit } from '../../aws/published-limit.ts';

/**
 * The bucket of all calls that only read. Each version of the API has one of its own; here they share it, since
 * both versions have the same signing name and names of operations.
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
