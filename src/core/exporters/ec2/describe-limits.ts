import type { PublishedLimit } from '../../../aws/published-limit.ts';

/**
 * The limits of EC2's describe calls: each has its own bucket.
 *
 * @param operations as `ec2:DescribeVpcs`
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
export function describeLimits(...operations: readonly `ec2:${string}`[]): PublishedLimit[] {
  return operations.map((operation) => ({
    operations: [operation],
    burst: 100,
    refillPerSecond: 20,
    source: 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html',
  }));
}
