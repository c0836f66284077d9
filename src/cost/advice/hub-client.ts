import { AwsJson1_0Protocol } from '@aws-sdk/core/protocols';
import {
  CostOptimizationHubClient,
  GetPreferencesCommand,
  ListRecommendationsCommand,
  type CostOptimizationHubClientConfig,
} from '@aws-sdk/client-cost-optimization-hub';
import type { $SchemaRef, StaticOperationSchema, StaticStructureSchema } from '@smithy/types';

const NAMESPACE = 'com.amazonaws.costoptimizationhub';

/** The SDK's codes for types in a schema. */
const [TEXT, NUMBER, BOOLEAN, TIME, ANY] = [0, 1, 2, 4, 15] as const;

/** A structure with its members, as the SDK writes schemas. */
function structure(
  name: string,
  members: Readonly<Record<string, $SchemaRef>>,
): StaticStructureSchema {
  return [3, NAMESPACE, name, 0, Object.keys(members), Object.values(members)];
}

const RECOMMENDATION = structure('Recommendation', {
  recommendationId: TEXT,
  accountId: TEXT,
  region: TEXT,
  resourceId: TEXT,
  resourceArn: TEXT,
  currentResourceType: TEXT,
  recommendedResourceType: TEXT,
  estimatedMonthlySavings: NUMBER,
  estimatedSavingsPercentage: NUMBER,
  estimatedMonthlyCost: NUMBER,
  currencyCode: TEXT,
  implementationEffort: TEXT,
  restartNeeded: BOOLEAN,
  actionType: TEXT,
  rollbackPossible: BOOLEAN,
  currentResourceSummary: TEXT,
  recommendedResourceSummary: TEXT,
  lastRefreshTimestamp: TIME,
  recommendationLookbackPeriodInDays: NUMBER,
  source: TEXT,
  tags: ANY,
});

const LIST_RECOMMENDATIONS: StaticOperationSchema = [
  9,
  NAMESPACE,
  'ListRecommendations',
  0,
  structure('ListRecommendationsRequest', { maxResults: NUMBER, nextToken: TEXT }),
  structure('ListRecommendationsResponse', {
    items: [1, NAMESPACE, 'RecommendationList', 0, RECOMMENDATION],
    nextToken: TEXT,
  }),
];

const GET_PREFERENCES: StaticOperationSchema = [
  9,
  NAMESPACE,
  'GetPreferences',
  0,
  structure('GetPreferencesRequest', {}),
  structure('GetPreferencesResponse', {
    savingsEstimationMode: TEXT,
    memberAccountDiscountVisibility: TEXT,
  }),
];

/**
 * The client of Cost Optimization Hub. Its package has no schemas, and our transport needs them to write
 * requests and read answers: they are here. A package that has them makes this file unnecessary.
 *
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_Operations_AWS_Cost_Optimization_Hub.html
 */
export class HubClient extends CostOptimizationHubClient {
  constructor(options: CostOptimizationHubClientConfig) {
    super(options);
    const protocol = new AwsJson1_0Protocol({
      defaultNamespace: NAMESPACE,
      serviceTarget: 'CostOptimizationHubService',
    });
    const context: unknown = this.config;
    protocol.setSerdeContext(context as Parameters<typeof protocol.setSerdeContext>[0]); // as the SDK's schema plugin does
    Object.assign(this.config, { protocol });
  }
}

/** One page of recommendations. */
export class ListHubRecommendations extends ListRecommendationsCommand {
  override readonly schema = LIST_RECOMMENDATIONS;
}

/** Whether savings take discounts into account. */
export class GetHubPreferences extends GetPreferencesCommand {
  override readonly schema = GET_PREFERENCES;
}
