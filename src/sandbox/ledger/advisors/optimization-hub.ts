import { z } from 'zod';
import { hash32 } from '../../../lib/random.ts';
import { number, text, type Handler, type HandlerContext } from '../../services/handler.ts';
import { ServiceError } from '../../wire/call.ts';
import { adviceFor, type Advice } from '../advice.ts';
import { exactText, type Exact } from '../exact.ts';
import type { Ledger } from '../ledger.ts';
import type { LedgerOptions } from '../ledger-options.ts';

const MOST = 1_000;
const LOOKBACK_DAYS = 14;
/** Times are sent as seconds since 1970. */
const ENROLLED = Date.parse('2025-03-01T09:00:00Z') / 1_000;

const TYPES: Readonly<Record<string, string>> = {
  'AWS::EC2::Instance': 'Ec2Instance',
  'AWS::EC2::Volume': 'EbsVolume',
  'AWS::RDS::DBInstance': 'RdsDbInstance',
  'AWS::Lambda::Function': 'LambdaFunction',
};

const Filter = z
  .strictObject({
    accountIds: z.array(z.string()).optional(),
    regions: z.array(z.string()).optional(),
    resourceTypes: z.array(z.string()).optional(),
    actionTypes: z.array(z.string()).optional(),
    resourceIds: z.array(z.string()).optional(),
    resourceArns: z.array(z.string()).optional(),
    recommendationIds: z.array(z.string()).optional(),
  })
  .default({});

interface Item {
  readonly recommendationId: string;
  readonly accountId: string;
  readonly region: string;
  readonly resourceId: string;
  readonly resourceArn: string;
  readonly currentResourceType: string;
  readonly actionType: string;
  readonly estimatedMonthlySavings: number;
}

/**
 * Cost Optimization Hub: the payer sees all accounts. Each resource has one recommendation.
 *
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_CostOptimizationHub_ListRecommendations.html
 */
export function optimizationHub(
  ledger: Ledger,
  { optimizationHub: isEnrolled = true }: LedgerOptions,
): Readonly<Record<string, Handler>> {
  const items = (context: HandlerContext): readonly Item[] => {
    if (!isEnrolled) {
      throw new ServiceError('ValidationException', 'The account is not enrolled in Cost Optimization Hub.'); // prettier-ignore
    }
    const { accountId } = context;
    const isPayer = accountId === ledger.estate.managementAccountId;
    return (isPayer ? ledger.estate.accountIds : [accountId])
      .flatMap((id) => adviceFor(ledger, id))
      .flatMap((advice) => itemOf(advice, ledger.refresh().at / 1_000))
      .sort((one, other) => other.estimatedMonthlySavings - one.estimatedMonthlySavings);
  };
  return {
    ListEnrollmentStatuses: (_, { accountId }) => ({
      items: [
        {
          accountId,
          status: isEnrolled ? 'Active' : 'Inactive',
          ...(isEnrolled && { createdTimestamp: ENROLLED, lastUpdatedTimestamp: ENROLLED }),
        },
      ],
      includeMemberAccounts: isEnrolled,
    }),
    GetPreferences: () => ({
      savingsEstimationMode: 'AfterDiscounts',
      memberAccountDiscountVisibility: 'All',
    }),
    ListRecommendations(input, context) {
      const filter = filterOf(input['filter']);
      const list = items(context).filter(filter);
      const { indices, next } = pageOf(list, input, context);
      return { items: indices.flatMap((index) => list[index] ?? []), nextToken: next };
    },
    GetRecommendation(input, context) {
      const id = text(input, 'recommendationId');
      const found = items(context).find(({ recommendationId }) => recommendationId === id);
      if (found === undefined) {
        throw new ServiceError('ResourceNotFoundException', `No recommendation ${id}`);
      }
      return { ...found, costCalculationLookbackPeriodInDays: LOOKBACK_DAYS };
    },
    ListRecommendationSummaries(input, context) {
      const list = items(context).filter(filterOf(input['filter']));
      const groups = new Map<string, { estimatedMonthlySavings: number; recommendationCount: number }>();
      for (const item of list) {
        const name = groupOf(item, text(input, 'groupBy'));
        const group = groups.get(name) ?? { estimatedMonthlySavings: 0, recommendationCount: 0 };
        group.estimatedMonthlySavings += item.estimatedMonthlySavings;
        group.recommendationCount += 1;
        groups.set(name, group);
      }
      return {
        items: [...groups].map(([group, sums]) => ({ group, ...sums })),
        groupBy: text(input, 'groupBy'),
        currencyCode: 'USD',
        estimatedTotalDedupedSavings: list.reduce((sum, one) => sum + one.estimatedMonthlySavings, 0),
      };
    },
  }; // prettier-ignore
}

function itemOf(advice: Advice, at: number): Item[] {
  const { resource, target, saving, monthlyCost, waste } = advice;
  const type = TYPES[resource.kind];
  if (type === undefined) return [];
  const resourceId = resource.id.startsWith('arn:') ? resource.id.slice(resource.id.lastIndexOf(':') + 1) : resource.id; // prettier-ignore
  const item = {
    recommendationId: Buffer.from(`${resource.arn}/${hash32(waste)}`).toString('base64url'),
    accountId: resource.accountId,
    region: resource.region,
    resourceId,
    resourceArn: resource.arn,
    currentResourceType: type,
    recommendedResourceType: type,
    estimatedMonthlySavings: amount(saving),
    estimatedSavingsPercentage: Number((saving * 10_000n) / monthlyCost) / 100,
    estimatedMonthlyCost: amount(monthlyCost),
    currencyCode: 'USD',
    implementationEffort: target === undefined ? 'VeryLow' : 'Medium',
    restartNeeded: target !== undefined,
    actionType: actionOf(advice),
    rollbackPossible: target !== undefined,
    currentResourceSummary: resource.meters[0]?.product.attributes['instanceType'] ?? type,
    recommendedResourceSummary: target?.attributes['instanceType'] ?? '',
    lastRefreshTimestamp: at,
    recommendationLookbackPeriodInDays: LOOKBACK_DAYS,
    source: 'ComputeOptimizer',
    tags: Object.entries(resource.tags).map(([key, value]) => ({ key, value })),
  };
  return [item];
}

function actionOf({ resource, target }: Advice): string {
  if (target !== undefined) return 'Rightsize';
  return resource.kind === 'AWS::EC2::Instance' ? 'Stop' : 'Delete';
}

function amount(exact: Exact): number {
  return Number(exactText(exact));
}

function filterOf(filter: unknown): (item: Item) => boolean {
  const parsed = Filter.safeParse(filter);
  if (!parsed.success) {
    throw new ServiceError('ValidationException', 'the sandbox does not support this filter');
  }
  const { accountIds, regions, resourceTypes, actionTypes, resourceIds, resourceArns, recommendationIds } = parsed.data; // prettier-ignore
  return (item) =>
    accountIds?.includes(item.accountId) !== false &&
    regions?.includes(item.region) !== false &&
    resourceTypes?.includes(item.currentResourceType) !== false &&
    actionTypes?.includes(item.actionType) !== false &&
    resourceIds?.includes(item.resourceId) !== false &&
    resourceArns?.includes(item.resourceArn) !== false &&
    recommendationIds?.includes(item.recommendationId) !== false;
}

function groupOf(item: Item, groupBy: string): string {
  switch (groupBy) {
    case 'AccountId':
      return item.accountId;
    case 'Region':
      return item.region;
    case 'ResourceType':
      return item.currentResourceType;
    case 'ActionType':
      return item.actionType;
    default:
      throw new ServiceError('ValidationException', `groupBy: unknown value ${groupBy}`);
  }
}

function pageOf(list: readonly Item[], input: Parameters<Handler>[0], { pager }: HandlerContext) {
  const size = pager.size(number(input, 'maxResults'), 1, MOST);
  return pager.page('hub', list.length, size, input['nextToken']);
}
