import {
  DescribeTagsCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ActionContext } from '../../actions/action.ts';
import { aloneWhenGone } from '../../actions/alone-when-gone.ts';
import { batched } from '../../actions/batched.ts';
import { taggingPages } from '../../actions/tagging-pages.ts';
import { completeTags } from '../../actions/tags.ts';

type Context = ActionContext<ElasticLoadBalancingV2Client>;

/** The maximum number of resources per call of DescribeTags. */
const RESOURCES_PER_CALL = 20;

/**
 * Reads tags by the hundred if allowed, otherwise with DescribeTags, with the same result.
 *
 * @param resourceType as the tagging API filters it
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html
 */
export function describeTags<Item>(resourceType: string, arnOf: (item: Item) => string) {
  return taggingPages({
    name: 'DescribeTagsAction',
    adds: ['Tags'],
    resourceType,
    arnOf,
    fallback: batched({
      name: 'DescribeTagsAction',
      permissions: ['elasticloadbalancing:DescribeTags'],
      size: RESOURCES_PER_CALL,
      idOf: arnOf,
      call: (items: readonly Item[], { client, signal }: Context) =>
        aloneWhenGone(items.map(arnOf), async (ResourceArns) => {
          const command = new DescribeTagsCommand({ ResourceArns });
          const { TagDescriptions = [] } = await client.send(command, { abortSignal: signal });
          return TagDescriptions.map(({ ResourceArn: id = '', Tags = [] }) => ({
            id,
            value: { Tags: completeTags(Tags) },
          }));
        }),
    }),
  });
}
