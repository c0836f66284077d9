/** A token bucket that AWS publishes, per account and region. */
export interface PublishedLimit {
  /** The operations that draw from it: `ec2:DescribeVolumes`. */
  readonly operations: readonly [string, ...string[]];
  /** Tokens in a full bucket. */
  readonly burst: number;
  readonly refillPerSecond: number;
  /** The page that says so. */
  readonly source: string;
}
