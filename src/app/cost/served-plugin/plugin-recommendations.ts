import { nextToken, pageOf } from '../../../cost/engine/plugins/serve/page-token.ts';
import { PluginRefusal } from '../../../cost/engine/plugins/serve/plugin-refusal.ts';
import {
  GetRecommendationsResponse,
  RecommendationCategory,
  type GetRecommendationsRequest,
  type RecommendationFilter,
} from '../../../cost/engine/plugins/protocol/finfocus/v1/recommendations.generated.ts';
import type { ResourceDescriptor } from '../../../cost/engine/plugins/protocol/finfocus/v1/resource.generated.ts';
import { LEVELS } from '../../../cost/findings/finding.ts';
import { decimal } from '../../../cost/money/decimal.ts';
import type { Opportunity } from '../findings/opportunity.ts';
import { opportunityReport, type OpportunityFilter } from '../findings/opportunity-report.ts';
import {
  actionOf,
  monthsOf,
  PRIORITIES,
  recommendationOf,
  summaryOf,
} from './recommendation-message.ts';
import type { SharedReader } from './shared-reader.ts';

/** Recommendations that are filtered in memory. */
const MOST_READ = 20_000;
const MOST_TARGETS = 1_000;

const ALL: OpportunityFilter = {
  ...{ types: undefined, services: undefined, accounts: undefined, regions: undefined },
  ...{ priorities: undefined, advisors: undefined, minSaving: undefined, currency: undefined },
  verdicts: ['yes'],
  states: ['open'],
};

/**
 * What the store says could be saved: findings with verdict yes, and AWS's own advice.
 *
 * @throws {PluginRefusal} without a store, or before findings were evaluated
 */
export async function recommendationsAnswer(
  request: GetRecommendationsRequest,
  { store, signal }: { readonly store: SharedReader; readonly signal: AbortSignal },
): Promise<GetRecommendationsResponse> {
  const page = pageOf(request);
  const months = monthsOf(request.projectionPeriod);
  if (request.targetResources.length > MOST_TARGETS) {
    throw new PluginRefusal('too-large', `target_resources has over ${MOST_TARGETS} resources`);
  }
  const question = { filter: filterOf(request.filter), sort: 'monthly_saving' } as const;
  const report = await store.use((reader) =>
    opportunityReport(
      reader,
      { ...question, isAscending: false, offset: 0, limit: MOST_READ },
      signal,
    ),
  );
  if (report.ages.evaluatedAt === null) {
    throw new PluginRefusal('not-configured', 'no findings were evaluated yet', {
      remedy: 'longshore cost findings',
    });
  }
  const isWanted = wanted(request);
  const all = report.opportunities.filter(isWanted);
  const shown = all.slice(page.offset, page.offset + page.size);
  const recommendations = shown.map((one) => recommendationOf(one, months));
  return GetRecommendationsResponse.fromPartial({
    recommendations,
    summary: summaryOf(recommendations, months.name),
    nextPageToken: nextToken(page, all.length),
  });
}

function filterOf(filter: RecommendationFilter | undefined): OpportunityFilter {
  if (filter === undefined) return ALL;
  const { region, priority, accountId, minEstimatedSavings: least } = filter;
  return {
    ...ALL,
    regions: region === '' ? undefined : [region],
    accounts: accountId === '' ? undefined : [accountId],
    priorities:
      priority === 0 ? undefined : LEVELS.filter((level) => PRIORITIES[level] === priority),
    minSaving: least > 0 ? decimal(least) : undefined,
  };
}

/** What no question to the store can say. */
function wanted({
  filter,
  excludedRecommendationIds,
  targetResources,
}: GetRecommendationsRequest): (one: Opportunity) => boolean {
  const excluded = new Set(excludedRecommendationIds);
  const targets = new Set(targetResources.flatMap(namesOf));
  const isTarget = ({ arn, resource_ids }: Opportunity): boolean =>
    targetResources.length === 0 ||
    [arn ?? '', ...resource_ids].some((name) => name !== '' && targets.has(name));
  return (one) =>
    !excluded.has(one.id) && isTarget(one) && (filter === undefined || passes(one, filter));
}

function namesOf({ id, arn, tags }: ResourceDescriptor): readonly string[] {
  return [id, arn, tags['pulumi:cloudId'] ?? '', tags['pulumi:arn'] ?? ''].filter(
    (name) => name !== '',
  );
}

function passes(one: Opportunity, filter: RecommendationFilter): boolean {
  const { provider, resourceType, category, actionType, source, resourceId, sku, tags } = filter;
  if (provider !== '' && provider !== 'aws') return false;
  if (resourceType !== '' && resourceType !== one.kind) return false;
  if (category !== 0 && category !== RecommendationCategory.RECOMMENDATION_CATEGORY_COST)
    return false;
  if (actionType !== 0 && actionType !== actionOf(one)) return false;
  if (source !== '' && source !== one.advisor) return false;
  if (resourceId !== '' && resourceId !== one.arn && !one.resource_ids.includes(resourceId))
    return false;
  // Findings keep neither: nothing can be said to pass.
  return sku === '' && Object.keys(tags).length === 0;
}
