import {
  GetResourcesCommand,
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
  type Tag,
} from '@aws-sdk/client-resource-groups-tagging-api';
import type { AwsClient } from '../../aws/client-factory.ts';
import type { Action, ActionContext } from './action.ts';
import { batched } from './batched.ts';
import { paged } from './paged.ts';
import { sdkPages } from './sdk-pages.ts';

/** The maximum that GetResources returns in one page. */
const RESOURCES_PER_PAGE = 100;

type Tagged = Partial<{ Tags: Tag[] }>;

export interface TaggingPagesOptions<Client extends AwsClient, Item> {
  /** As users write it in `includeActions`. */
  readonly name: string;
  /** The properties that it adds: see `Action`. @default none */
  readonly adds?: readonly string[];
  /**
   * The filter of GetResources: service and type as in the resource's ARN (`dynamodb:table`), or only the
   * service if the ARN has no type: `s3`, `sqs`.
   */
  readonly resourceType: string;
  arnOf(item: Item, context: ActionContext<Client>): string;
  /** The region whose tagging API has the item. @default the scope's region */
  regionOf?(item: Item, context: ActionContext<Client>): string;
  /** Reads one item's tags from its own service, for callers without `tag:GetResources`. */
  readonly fallback: Action<Client, Item, Tagged>;
}

/**
 * Tags by the hundred from the Resource Groups Tagging API, for kinds whose own service needs a call for
 * each. The API only returns resources that have or had tags; others have none. A wrong filter looks the
 * same, so if it returns none of a scope's resources, some are requested by ARN, which needs no filter.
 *
 * @see https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
export function taggingPages<Client extends AwsClient, Item>(
  options: TaggingPagesOptions<Client, Item>,
): Action<Client, Item, Tagged> {
  return paged<Client, Item, Tagged>({
    name: options.name,
    permissions: ['tag:GetResources'],
    ...(options.adds !== undefined && { adds: options.adds }),
    operation: 'GetResources',
    size: RESOURCES_PER_PAGE,
    idOf: options.arnOf,
    placeOf: (item, context) => options.regionOf?.(item, context) ?? context.region,
    async *pages(region, context) {
      const client = context.clientOf(ResourceGroupsTaggingAPIClient, region);
      const input = {
        ResourceTypeFilters: [options.resourceType],
        ResourcesPerPage: RESOURCES_PER_PAGE,
      };
      for await (const page of sdkPages(
        paginateGetResources,
        { client, signal: context.signal },
        input,
      )) {
        const mappings = page.ResourceTagMappingList ?? [];
        yield mappings.map(({ ResourceARN = '', Tags = [] }) => [ResourceARN, { Tags }] as const);
      }
    },
    absent: () => ({ Tags: [] }),
    isNothing: ({ Tags = [] }) => Tags.length === 0,
    single: batched<Client, Item, Tagged>({
      name: options.name,
      permissions: ['tag:GetResources'],
      size: RESOURCES_PER_PAGE,
      idOf: options.arnOf,
      absent: () => ({ Tags: [] }),
      async call(items, context) {
        const [first] = items;
        if (first === undefined) return [];
        const region = options.regionOf?.(first, context) ?? context.region;
        const client = context.clientOf(ResourceGroupsTaggingAPIClient, region);
        const ResourceARNList = items.map((item) => options.arnOf(item, context));
        const command = new GetResourcesCommand({ ResourceARNList });
        const answer = await client.send(command, { abortSignal: context.signal });
        return (answer.ResourceTagMappingList ?? []).map(({ ResourceARN: id = '', Tags = [] }) => ({
          id,
          value: { Tags },
        }));
      },
    }),
    fallback: options.fallback,
  });
}
