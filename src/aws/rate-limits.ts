/** A token bucket as AWS publishes it. */
export interface TokenBucketLimit {
  /** Operations of one group draw from one bucket. */
  readonly group: string;
  /** Tokens in a full bucket. */
  readonly burst: number;
  readonly refillPerSecond: number;
}

/** @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html */
const EC2_READ: TokenBucketLimit = { group: 'read', burst: 100, refillPerSecond: 20 };

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html */
const ECS_CLUSTER_READ: TokenBucketLimit = {
  group: 'cluster-read',
  burst: 50,
  refillPerSecond: 20,
};

/** @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const ORGANIZATIONS_LIST: TokenBucketLimit = { group: 'list', burst: 10, refillPerSecond: 5 };

const PUBLISHED: Readonly<Record<string, TokenBucketLimit>> = {
  'ec2:DescribeInstances': EC2_READ,
  'ec2:DescribeInstanceStatus': EC2_READ,
  'ecs:ListClusters': ECS_CLUSTER_READ,
  'ecs:DescribeClusters': ECS_CLUSTER_READ,
  'organizations:ListAccounts': ORGANIZATIONS_LIST,
};

/** AWS's published limit for an operation, per account and region; none for most, which are learned. */
export function publishedLimit(service: string, operation: string): TokenBucketLimit | undefined {
  return PUBLISHED[`${service}:${operation}`];
}
