/** A token bucket that AWS publishes, per account and region. */
export interface PublishedLimit {
  /** The operations that share it: `ec2:DescribeVolumes`. */
  readonly operations: readonly [string, ...string[]];
  /** Tokens in a full bucket. */
  readonly burst: number;
  readonly refillPerSecond: number;
  /** The page that documents it. */
  readonly source: string;
}
