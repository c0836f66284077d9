/** A token bucket as AWS publishes it, per account and region. */
export interface TokenBucketLimit {
  /** Operations of one group draw from one bucket. */
  readonly group: string;
  /** Tokens in a full bucket. */
  readonly burst: number;
  readonly refillPerSecond: number;
}

function limit(group: string, burst: number, refillPerSecond: number): TokenBucketLimit {
  return { group, burst, refillPerSecond };
}

/** Calls that are paged or filtered; each operation has a bucket of its own. */
const EC2 = 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html';
const ECS = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html';
const ORGANIZATIONS =
  'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html#throttling-limits';
const ACCOUNT = 'https://docs.aws.amazon.com/accounts/latest/reference/quotas.html';
const LAMBDA =
  'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests';
const SNS = 'https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html';
const DYNAMODB = 'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference';

/** What AWS publishes, with the page that says so. Limits that it does not publish are learned. */
export const PUBLISHED_LIMITS: readonly {
  readonly operations: readonly string[];
  readonly limit: TokenBucketLimit;
  readonly source: string;
}[] = [
  {
    operations: ['ec2:DescribeInstances'],
    limit: limit('DescribeInstances', 100, 20),
    source: EC2,
  },
  {
    operations: ['ec2:DescribeInstanceStatus'],
    limit: limit('DescribeInstanceStatus', 100, 20),
    source: EC2,
  },
  {
    operations: ['ec2:DescribeVolumes'],
    limit: limit('DescribeVolumes', 100, 20),
    source: EC2,
  },
  {
    operations: ['ec2:DescribeVolumeAttribute'],
    limit: limit('DescribeVolumeAttribute', 100, 20),
    source: EC2,
  },
  {
    operations: ['ecs:ListClusters', 'ecs:DescribeClusters'],
    limit: limit('cluster-read', 50, 20),
    source: ECS,
  },
  {
    operations: ['ecs:ListTaskDefinitions', 'ecs:DescribeTaskDefinition'],
    limit: limit('task-definition-read', 50, 20),
    source: ECS,
  },
  {
    operations: ['organizations:ListAccounts'],
    limit: limit('ListAccounts', 12, 8),
    source: ORGANIZATIONS,
  },
  {
    operations: [
      'organizations:ListParents',
      'organizations:ListAccountsForParent',
      'organizations:ListOrganizationalUnitsForParent',
    ],
    limit: limit('hierarchy', 8, 5),
    source: ORGANIZATIONS,
  },
  {
    operations: ['organizations:ListTagsForResource'],
    limit: limit('ListTagsForResource', 15, 10),
    source: ORGANIZATIONS,
  },
  { operations: ['sns:ListTopics'], limit: limit('ListTopics', 30, 30), source: SNS },
  {
    operations: ['lambda:ListFunctions', 'lambda:ListTags'],
    limit: limit('control-plane', 15, 15),
    source: LAMBDA,
  },
  { operations: ['lambda:GetFunction'], limit: limit('GetFunction', 100, 100), source: LAMBDA },
  {
    operations: ['dynamodb:ListTagsOfResource'],
    limit: limit('ListTagsOfResource', 10, 10),
    source: `${DYNAMODB}/API_ListTagsOfResource.html`,
  },
  {
    operations: ['dynamodb:DescribeContinuousBackups'],
    limit: limit('DescribeContinuousBackups', 10, 10),
    source: `${DYNAMODB}/API_DescribeContinuousBackups.html`,
  },
  { operations: ['account:ListRegions'], limit: limit('ListRegions', 5, 5), source: ACCOUNT },
];

const BY_OPERATION: ReadonlyMap<string, TokenBucketLimit> = new Map(
  PUBLISHED_LIMITS.flatMap(({ operations, limit: published }) =>
    operations.map((operation) => [operation, published] as const),
  ),
);

/** AWS's published limit for an operation; none for most. */
export function publishedLimit(service: string, operation: string): TokenBucketLimit | undefined {
  return BY_OPERATION.get(`${service}:${operation}`);
}
