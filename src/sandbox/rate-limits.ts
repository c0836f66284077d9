/** A token bucket as AWS publishes it. */
interface Limit {
  readonly group: string;
  readonly burst: number;
  readonly refillPerSecond: number;
}

/** @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html */
const EC2_READ: Limit = { group: 'read', burst: 100, refillPerSecond: 20 };

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html */
const ECS_CLUSTER_READ: Limit = { group: 'cluster-read', burst: 50, refillPerSecond: 20 };

const LIMITS: Readonly<Record<string, Limit>> = {
  'ec2:DescribeInstances': EC2_READ,
  'ec2:DescribeInstanceStatus': EC2_READ,
  'ecs:ListClusters': ECS_CLUSTER_READ,
  'ecs:DescribeClusters': ECS_CLUSTER_READ,
};

/** Enforces AWS's published limits, per account, region and group of operations. */
export class RateLimits {
  readonly #buckets = new Map<string, { tokens: number; filledAt: number }>();
  readonly #limits: Readonly<Record<string, Limit>>;

  /**
   * @param overrides limits by `service:Operation`, beside or instead of the published ones
   * @param withPublished false for the overrides alone
   */
  constructor(
    overrides: Readonly<Record<string, Omit<Limit, 'group'>>> = {},
    withPublished = true,
  ) {
    const own = Object.entries(overrides).map(([name, limit]) => [name, { ...limit, group: name }]);
    this.#limits = {
      ...(withPublished && LIMITS),
      ...(Object.fromEntries(own) as Record<string, Limit>),
    };
  }

  /** Takes a token for a call, if there is one. */
  admits(
    accountId: string,
    region: string,
    service: string,
    operation: string,
    now: number,
  ): boolean {
    const limit = this.#limits[`${service}:${operation}`];
    if (limit === undefined) return true;
    const name = `${accountId}/${region}/${service}/${limit.group}`;
    const bucket = this.#buckets.get(name) ?? { tokens: limit.burst, filledAt: now };
    this.#buckets.set(name, bucket);
    const refill = ((now - bucket.filledAt) / 1_000) * limit.refillPerSecond;
    bucket.tokens = Math.min(limit.burst, bucket.tokens + refill);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
