import { KIND_LIMITS } from './kind-facts.generated.ts';
import type { PublishedLimit } from './published-limit.ts';

/** A token bucket as AWS publishes it, per account and region. */
export interface TokenBucketLimit {
  /** Operations of one group share one bucket. */
  readonly group: string;
  /** Tokens in a full bucket. */
  readonly burst: number;
  readonly refillPerSecond: number;
}

const ORGANIZATIONS =
  'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html#throttling-limits';

/** Limits of the calls that find accounts and regions. */
const OF_DISCOVERY: readonly PublishedLimit[] = [
  {
    operations: ['organizations:ListAccounts'],
    burst: 12,
    refillPerSecond: 8,
    source: ORGANIZATIONS,
  },
  {
    operations: [
      'organizations:ListParents',
      'organizations:ListAccountsForParent',
      'organizations:ListOrganizationalUnitsForParent',
    ],
    burst: 8,
    refillPerSecond: 5,
    source: ORGANIZATIONS,
  },
  {
    operations: ['account:ListRegions'],
    burst: 5,
    refillPerSecond: 5,
    source: 'https://docs.aws.amazon.com/accounts/latest/reference/quotas.html',
  },
];

/** All limits that AWS publishes. Others are learned. */
export const PUBLISHED_LIMITS: readonly PublishedLimit[] = [...OF_DISCOVERY, ...KIND_LIMITS];

/** AWS publishes none for the Price List API, whose few servers answer for all regions: this is our own limit. */
const OF_PRICES: Omit<PublishedLimit, 'source'> = {
  operations: ['pricing:GetProducts'],
  burst: 10,
  refillPerSecond: 10,
};

/** The service of Cost Explorer as in IAM. */
const EXPLORER = 'ce';
/**
 * AWS publishes none for Cost Explorer either. 400 requests an hour are known to pass; this lets at most 380 pass in any
 * hour of a run: so many at once, and as many in an hour.
 */
export const EXPLORER_LIMIT: TokenBucketLimit = {
  group: EXPLORER,
  burst: 200,
  refillPerSecond: 200 / 3_600,
};

/**
 * CloudWatch limits the points that it answers: 396,000 a second and region of time that is older than three hours. That is
 * four calls of 100,800.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 */
const OF_USAGE: Omit<PublishedLimit, 'source'> = {
  operations: ['monitoring:GetMetricData'],
  burst: 4,
  refillPerSecond: 3.9,
};

const BY_OPERATION: ReadonlyMap<string, TokenBucketLimit> = new Map(
  [...PUBLISHED_LIMITS, OF_PRICES, OF_USAGE].flatMap(({ operations, burst, refillPerSecond }) =>
    operations.map(
      (operation) => [operation, { group: operations[0], burst, refillPerSecond }] as const,
    ),
  ),
);

/** AWS's published limit for an operation, or our own; undefined for most. */
export function publishedLimit(service: string, operation: string): TokenBucketLimit | undefined {
  if (service === EXPLORER) return EXPLORER_LIMIT;
  return BY_OPERATION.get(`${service}:${operation}`);
}
