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

const BY_OPERATION: ReadonlyMap<string, TokenBucketLimit> = new Map(
  [...PUBLISHED_LIMITS, OF_PRICES].flatMap(({ operations, burst, refillPerSecond }) =>
    operations.map(
      (operation) => [operation, { group: operations[0], burst, refillPerSecond }] as const,
    ),
  ),
);

/** AWS's published limit for an operation, or our own; undefined for most. */
export function publishedLimit(service: string, operation: string): TokenBucketLimit | undefined {
  return BY_OPERATION.get(`${service}:${operation}`);
}
