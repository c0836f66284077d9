import { LRUCache } from 'lru-cache';
import type { Estate } from '../estate/estate.ts';
import { number, refuse, texts, type Handler } from '../services/handler.ts';
import type { Place } from './place.ts';
import { placesIn, type SimulatedKind, type Where } from './simulated-kind.ts';

const MOST_PER_PAGE = 100;
const LISTS_KEPT = 64;

interface TaggedResource {
  readonly ResourceARN: string;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

/**
 * The tagging API for these kinds: it has those with a type in it, and their tagged resources.
 *
 * @see https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
export function taggingOperation(kinds: readonly SimulatedKind[]): Handler {
  /** Cached lists by estate: a page of a hundred would otherwise cost as much as the whole list. */
  const kept = new WeakMap<Estate, LRUCache<string, readonly TaggedResource[]>>();
  return (input, { estate, accountId, region, pager }) => {
    refuse(input, 'TagFilters', 'TagsPerPage', 'IncludeComplianceDetails');
    const types = texts(input, 'ResourceTypeFilters');
    const arns = texts(input, 'ResourceARNList');
    const list = `tagging/${accountId}/${region}/${types?.join() ?? ''}/${arns?.join() ?? ''}`;
    const lists = kept.get(estate) ?? new LRUCache({ max: LISTS_KEPT });
    kept.set(estate, lists);
    const known = estate.isChanging ? undefined : lists.get(list);
    const all =
      known ??
      taggedResources(kinds, types, { estate, accountId, region }).filter(
        ({ ResourceARN, Tags }) => Tags.length > 0 && arns?.includes(ResourceARN) !== false,
      );
    lists.set(list, all);
    const size = pager.size(number(input, 'ResourcesPerPage'), 1, MOST_PER_PAGE);
    const { indices, next = '' } = pager.page(list, all.length, size, input['PaginationToken']);
    return { ResourceTagMappingList: indices.map((index) => all[index]), PaginationToken: next };
  };
}

/** The resources of the requested types, `sqs` or `sqs:queue`; of every type by default. */
function taggedResources(
  kinds: readonly SimulatedKind[],
  types: readonly string[] | undefined,
  where: Where,
): readonly TaggedResource[] {
  return kinds
    .filter(
      ({ tagged, taggedIn = where.region }) =>
        tagged !== undefined &&
        taggedIn === where.region &&
        types?.some((type) => tagged === type || tagged.startsWith(`${type}:`)) !== false,
    )
    .flatMap((kind) => placesOf(kind, where).map((place) => kind.at(place)))
    .map(({ names, tags = [] }) => ({ ResourceARN: arnOf(names), Tags: tags }));
}

function placesOf(kind: SimulatedKind, where: Where): readonly Place[] {
  if (kind.taggedIn === undefined) return [...placesIn(kind, where)];
  return where.estate.regions.flatMap((region) => [...placesIn(kind, { ...where, region })]);
}

function arnOf(names: Readonly<Record<string, string>>): string {
  const arn = Object.values(names).find((name) => name.startsWith('arn:'));
  if (arn === undefined) throw new TypeError('a tagged resource without an ARN');
  return arn;
}
