import {
  DescribeTagsCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Tag } from '@aws-sdk/client-resource-groups-tagging-api';
import { classify } from '../../../aws/errors.ts';
import type { ActionContext } from '../../actions/action.ts';
import { batched, type BatchAnswer } from '../../actions/batched.ts';
import { taggingPages } from '../../actions/tagging-pages.ts';
import { completeTags } from '../../actions/tags.ts';

type Context = ActionContext<ElasticLoadBalancingV2Client>;

/** The most resources that DescribeTags takes in one call. */
const RESOURCES_PER_CALL = 20;

/**
 * Tags by the hundred where the caller may, else from DescribeTags, with the same result.
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
      call: (items: readonly Item[], context: Context) => tagsOf(items.map(arnOf), context),
    }),
  });
}

async function tagsOf(
  ResourceArns: string[],
  context: Context,
): Promise<readonly BatchAnswer<{ Tags: Tag[] }>[]> {
  const { client, signal } = context;
  try {
    const command = new DescribeTagsCommand({ ResourceArns });
    const { TagDescriptions = [] } = await client.send(command, { abortSignal: signal });
    return TagDescriptions.map(({ ResourceArn: id = '', Tags = [] }) => ({
      id,
      value: { Tags: completeTags(Tags) },
    }));
  } catch (error) {
    if (classify(error).class !== 'not-found') throw error;
    if (ResourceArns.length === 1) return ResourceArns.map((id) => ({ id, error }));
    // One that is gone fails the call for all: each is asked for by itself.
    const answers: BatchAnswer<{ Tags: Tag[] }>[] = [];
    for (const arn of ResourceArns) answers.push(...(await tagsOf([arn], context)));
    return answers;
  }
}
