import { z } from 'zod';
import type { ScopeClients } from '../../aws/client-factory.ts';
import { tokenPages } from '../../core/actions/sdk-pages.ts';
import { GetHubPreferences, HubClient, ListHubRecommendations } from './hub-client.ts';
import { filledText, NOTHING_KNOWN, numberAmount, time, type Recommendation } from './recommendation.ts'; // prettier-ignore

/** The only region of the Hub: it answers for all. */
const HUB_REGION = 'us-east-1';

/** What the Hub takes into account in savings: it gives one figure. */
export type SavingsMode = 'AfterDiscounts' | 'BeforeDiscounts';

/** The kinds of its resource types; reservations and plans have none. */
const KINDS: Readonly<Record<string, string>> = {
  AuroraDbClusterStorage: 'AWS::RDS::DBCluster',
  EbsVolume: 'AWS::EC2::Volume',
  Ec2AutoScalingGroup: 'AWS::AutoScaling::AutoScalingGroup',
  Ec2Instance: 'AWS::EC2::Instance',
  EcsService: 'AWS::ECS::Service',
  LambdaFunction: 'AWS::Lambda::Function',
  NatGateway: 'AWS::EC2::NatGateway',
  RdsDbInstance: 'AWS::RDS::DBInstance',
  RdsDbInstanceStorage: 'AWS::RDS::DBInstance',
};

const Item = z.object({
  recommendationId: z.string(),
  accountId: filledText,
  region: filledText,
  resourceId: filledText,
  resourceArn: filledText,
  currentResourceType: filledText,
  currentResourceSummary: filledText,
  recommendedResourceSummary: filledText,
  actionType: z.string().default('Unknown'),
  estimatedMonthlySavings: numberAmount,
  estimatedMonthlyCost: numberAmount,
  currencyCode: z.string().default('USD'),
  implementationEffort: filledText,
  restartNeeded: z.boolean().optional(),
  rollbackPossible: z.boolean().optional(),
  recommendationLookbackPeriodInDays: z.int().optional(),
  lastRefreshTimestamp: time,
});

/**
 * The recommendations of Cost Optimization Hub, which has removed those that exclude each other. The payer account sees
 * all accounts.
 *
 * @throws AWS's errors, and a ZodError for answers of another form
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_CostOptimizationHub_ListRecommendations.html
 */
export async function* hubRecommendations(
  clients: ScopeClients,
  signal: AbortSignal,
): AsyncGenerator<readonly Recommendation[], void> {
  const client = clients.of(HubClient, HUB_REGION);
  const options = { abortSignal: signal };
  const { savingsEstimationMode } = await client.send(new GetHubPreferences({}), options);
  const mode = savingsEstimationMode === 'BeforeDiscounts' ? 'BeforeDiscounts' : 'AfterDiscounts';
  const pages = tokenPages(
    (nextToken) => client.send(new ListHubRecommendations({ nextToken }), options),
    ({ nextToken }) => nextToken,
  );
  for await (const { items = [] } of pages) {
    yield items.map((item) => hubRecommendation(item, mode));
  }
}

/** @throws {ZodError} for an item of another form */
export function hubRecommendation(detail: unknown, mode: SavingsMode): Recommendation {
  const item = Item.parse(detail);
  const saving = item.estimatedMonthlySavings;
  return {
    ...NOTHING_KNOWN,
    id: item.recommendationId,
    account: item.accountId,
    region: item.region,
    resourceId: item.resourceId,
    resourceArn: item.resourceArn,
    kind: KINDS[item.currentResourceType ?? ''],
    action: item.actionType,
    current: item.currentResourceSummary,
    recommended: item.recommendedResourceSummary,
    monthlyCost: item.estimatedMonthlyCost,
    savingBeforeDiscounts: mode === 'BeforeDiscounts' ? saving : undefined,
    savingAfterDiscounts: mode === 'AfterDiscounts' ? saving : undefined,
    currency: item.currencyCode,
    effort: item.implementationEffort,
    needsRestart: item.restartNeeded,
    canBeRolledBack: item.rollbackPossible,
    lookbackDays: item.recommendationLookbackPeriodInDays,
    refreshedAt: item.lastRefreshTimestamp,
    detail,
  };
}
