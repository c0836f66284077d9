import { bucketArn, buckets, bucketTags } from '../estate/buckets.ts';
import type { Estate } from '../estate/estate.ts';
import { queueAttributes } from '../estate/queues.ts';
import { number, texts, type Handler } from './handler.ts';

const MOST_PER_PAGE = 100;

interface TaggedResource {
  readonly ResourceARN: string;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

/** Resources that have tags: the others this API does not know. */
function* tagged(
  estate: Estate,
  accountId: string,
  region: string,
): Generator<TaggedResource, void> {
  for (const place of buckets(estate, accountId)) {
    if (place.region === region)
      yield { ResourceARN: bucketArn(place), Tags: bucketTags(estate, place) };
  }
  const queues = estate.countOf('queues', accountId, region);
  for (let index = 0; index < queues; index += 1) {
    yield {
      ResourceARN: queueAttributes(estate, accountId, region, index)['QueueArn'] ?? '',
      Tags: estate.tags('queue', accountId, region, index),
    };
  }
}

/** @see https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html */
const getResources: Handler = (input, { estate, accountId, region, pager }) => {
  const types = texts(input, 'ResourceTypeFilters');
  const arns = texts(input, 'ResourceARNList');
  const all = [...tagged(estate, accountId, region)].filter(
    ({ ResourceARN, Tags }) =>
      Tags.length > 0 &&
      types?.some((type) => ResourceARN.split(':')[2] === type.split(':')[0]) !== false &&
      arns?.includes(ResourceARN) !== false,
  );
  const size = Math.min(number(input, 'ResourcesPerPage') ?? MOST_PER_PAGE, MOST_PER_PAGE);
  const list = `tagging/${accountId}/${region}/${types?.join(',') ?? ''}`;
  const page = pager.page(list, all.length, size, input['PaginationToken']);
  return {
    ResourceTagMappingList: page.indices.map((index) => all[index]),
    PaginationToken: page.next ?? '',
  };
};

export const TAGGING: Readonly<Record<string, Handler>> = { GetResources: getResources };
