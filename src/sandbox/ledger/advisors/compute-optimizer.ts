import { number, texts, type Handler, type HandlerContext } from '../../services/handler.ts';
import { ServiceError } from '../../wire/call.ts';
import { adviceFor, type Advice } from '../advice.ts';
import { exactText, type Exact } from '../exact.ts';
import type { Ledger } from '../ledger.ts';
import type { LedgerOptions } from '../ledger-options.ts';

const MOST = 1_000;
const LOOKBACK_DAYS = 14;

const IDLE_TYPES: Readonly<Record<string, string>> = {
  'AWS::EC2::Instance': 'EC2Instance',
  'AWS::EC2::Volume': 'EBSVolume',
  'AWS::EC2::NatGateway': 'NatGateway',
  'AWS::RDS::DBInstance': 'RDSDBInstance',
};

/**
 * Compute Optimizer: regional, for the caller's account or, for the payer, the accounts it asks for.
 *
 * @see https://docs.aws.amazon.com/compute-optimizer/latest/APIReference/Welcome.html
 */
export function computeOptimizer(
  ledger: Ledger,
  { computeOptimizer: isEnrolled = true }: LedgerOptions,
): Readonly<Record<string, Handler>> {
  const advised = (input: Parameters<Handler>[0], context: HandlerContext): readonly Advice[] => {
    if (!isEnrolled) {
      throw new ServiceError('OptInRequiredException', 'Aws account is not registered for recommendation.', 403); // prettier-ignore
    }
    const isPayer = context.accountId === ledger.estate.managementAccountId;
    const asked = texts(input, 'accountIds') ?? [context.accountId];
    if (!isPayer && asked.some((accountId) => accountId !== context.accountId)) {
      throw new ServiceError('AccessDeniedException', 'You do not have sufficient access to perform this action.'); // prettier-ignore
    }
    return asked
      .filter((accountId) => ledger.estate.accountIndex(accountId) >= 0)
      .flatMap((accountId) => adviceFor(ledger, accountId))
      .filter(({ resource }) => resource.region === context.region);
  };
  const refreshed = (): Date => new Date(ledger.refresh().at);
  const listing =
    (
      member: string,
      isListed: (advice: Advice) => boolean,
      itemOf: (advice: Advice, at: Date) => object,
    ): Handler =>
    (input, context) => {
      const all = advised(input, context).filter(isListed);
      const size = context.pager.size(number(input, 'maxResults'), 1, MOST);
      const { indices, next } = context.pager.page(member, all.length, size, input['nextToken']);
      const items = indices.flatMap((index) => all[index] ?? []);
      return {
        [member]: items.map((one) => itemOf(one, refreshed())),
        nextToken: next,
        errors: [],
      };
    };
  return {
    GetEnrollmentStatus: () => ({
      status: isEnrolled ? 'Active' : 'Inactive',
      memberAccountsEnrolled: isEnrolled,
      lastUpdatedTimestamp: refreshed(),
    }),
    GetEC2InstanceRecommendations: listing(
      'instanceRecommendations',
      ({ resource, target }) => resource.kind === 'AWS::EC2::Instance' && target !== undefined,
      instanceOf,
    ),
    GetEBSVolumeRecommendations: listing('volumeRecommendations', () => false, instanceOf),
    GetLambdaFunctionRecommendations: listing('lambdaFunctionRecommendations', () => false, instanceOf), // prettier-ignore
    GetAutoScalingGroupRecommendations: listing('autoScalingGroupRecommendations', () => false, instanceOf), // prettier-ignore
    GetECSServiceRecommendations: listing('ecsServiceRecommendations', () => false, instanceOf),
    GetRDSDatabaseRecommendations: listing('rdsDBRecommendations', () => false, instanceOf),
    GetIdleRecommendations: listing(
      'idleRecommendations',
      ({ resource, target }) => IDLE_TYPES[resource.kind] !== undefined && target === undefined,
      idleOf,
    ),
  };
}

function instanceOf({ resource, monthlyCost, saving, target }: Advice, at: Date): object {
  return {
    instanceArn: resource.arn,
    accountId: resource.accountId,
    instanceName: resource.name,
    currentInstanceType: resource.meters[0]?.product.attributes['instanceType'],
    finding: 'Overprovisioned',
    findingReasonCodes: ['CPUOverprovisioned'],
    utilizationMetrics: [{ name: 'Cpu', statistic: 'Maximum', value: 18.5 }],
    lookBackPeriodInDays: LOOKBACK_DAYS,
    recommendationOptions: [
      {
        instanceType: target?.attributes['instanceType'],
        performanceRisk: 1,
        rank: 1,
        savingsOpportunity: opportunity(saving, monthlyCost),
        migrationEffort: 'Low',
      },
    ],
    recommendationSources: [
      { recommendationSourceArn: resource.arn, recommendationSourceType: 'Ec2Instance' },
    ],
    lastRefreshTimestamp: at,
    currentPerformanceRisk: 'VeryLow',
    instanceState: 'running',
    tags: tagsOf(resource.tags),
  };
}

function idleOf({ resource, waste, monthlyCost, saving }: Advice, at: Date): object {
  return {
    resourceArn: resource.arn,
    resourceId: resource.name === '' ? resource.id : resource.arn.slice(resource.arn.lastIndexOf('/') + 1),
    resourceType: IDLE_TYPES[resource.kind],
    accountId: resource.accountId,
    finding: waste === 'unattached' ? 'Unattached' : 'Idle',
    findingDescription: waste === 'unattached' ? 'This volume is not attached to an instance.' : 'This resource is idle.',
    savingsOpportunity: opportunity(saving, monthlyCost),
    lookBackPeriodInDays: LOOKBACK_DAYS,
    lastRefreshTimestamp: at,
    tags: tagsOf(resource.tags),
  };
} // prettier-ignore

function opportunity(saving: Exact, cost: Exact): object {
  return {
    savingsOpportunityPercentage: cost === 0n ? 0 : Number((saving * 10_000n) / cost) / 100,
    estimatedMonthlySavings: { currency: 'USD', value: Number(exactText(saving)) },
  };
}

function tagsOf(tags: Readonly<Record<string, string>>): object[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
