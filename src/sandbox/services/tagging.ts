import { cacheClusterArn, cacheClusterTags } from '../estate/cache-clusters.ts';
import { cacheUserArn, cacheUserTags } from '../estate/cache-users.ts';
import type { Estate } from '../estate/estate.ts';
import { pipelineArn } from '../estate/pipelines.ts';
import { SIMULATED_KINDS } from '../kinds/registry.generated.ts';
import { taggedResources } from '../simulation/tagging.ts';
import { number, refuse, texts, type Handler } from './handler.ts';

const MOST_PER_PAGE = 100;

interface TaggedResource {
  readonly ResourceARN: string;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

type TaggedResources = (
  estate: Estate,
  accountId: string,
  region: string,
) => Generator<TaggedResource, void>;

/** The resources of each type that this API knows here, by the name of the type. */
const BY_TYPE: Readonly<Record<string, TaggedResources>> = {
  *'codepipeline:pipeline'(estate, accountId, region) {
    for (
      let index = 0;
      index < estate.countOf('AWS::CodePipeline::Pipeline', accountId, region);
      index += 1
    ) {
      const arn = pipelineArn(accountId, region, index);
      yield { ResourceARN: arn, Tags: estate.tags('pipeline', accountId, region, index) };
    }
  },
  *'elasticache:cluster'(estate, accountId, region) {
    for (
      let index = 0;
      index < estate.countOf('AWS::ElastiCache::Cluster', accountId, region);
      index += 1
    ) {
      const arn = cacheClusterArn(accountId, region, index);
      yield { ResourceARN: arn, Tags: cacheClusterTags(estate, accountId, region, index) };
    }
  },
  *'memorydb:user'(estate, accountId, region) {
    for (
      let index = 0;
      index < estate.countOf('AWS::MemoryDB::User', accountId, region);
      index += 1
    ) {
      const arn = cacheUserArn(accountId, region, index);
      yield { ResourceARN: arn, Tags: cacheUserTags(estate, accountId, region, index) };
    }
  },
};

/** All resources of the types asked for, `sqs` or `sqs:queue`; of every type when none are. */
function tagged(
  types: readonly string[] | undefined,
  ...scope: Parameters<TaggedResources>
): readonly TaggedResource[] {
  return Object.entries(BY_TYPE)
    .filter(
      ([name]) => types?.some((type) => name === type || name.startsWith(`${type}:`)) !== false,
    )
    .flatMap(([, resources]) => [...resources(...scope)]);
}

/** @see https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html */
const getResources: Handler = (input, { estate, accountId, region, pager }) => {
  const types = texts(input, 'ResourceTypeFilters');
  const arns = texts(input, 'ResourceARNList');
  refuse(input, 'TagFilters', 'TagsPerPage', 'IncludeComplianceDetails');
  // What has no tags this API does not know.
  const all = [
    ...tagged(types, estate, accountId, region),
    ...taggedResources(SIMULATED_KINDS, types, { estate, accountId, region }),
  ].filter(({ ResourceARN, Tags }) => Tags.length > 0 && arns?.includes(ResourceARN) !== false);
  const size = pager.size(number(input, 'ResourcesPerPage'), 1, MOST_PER_PAGE);
  const list = `tagging/${accountId}/${region}/${types?.join(',') ?? ''}/${arns?.join(',') ?? ''}`;
  const page = pager.page(list, all.length, size, input['PaginationToken']);
  return {
    ResourceTagMappingList: page.indices.map((index) => all[index]),
    PaginationToken: page.next ?? '',
  };
};

export const TAGGING: Readonly<Record<string, Handler>> = { GetResources: getResources };
