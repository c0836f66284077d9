import { ListTagsForResourceCommand, type RDSClient, type Tag } from '@aws-sdk/client-rds';
import type { ActionContext } from '../../actions/action.ts';
import { completeTags } from '../../actions/tags.ts';

/** The fields of the listing. */
interface Listed {
  readonly arn: string;
  readonly tags: readonly Tag[] | undefined;
}

/**
 * A database's tags. The listing normally has them; a call is only made when it omits them, as AWS GovCloud
 * has done.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ListTagsForResource.html
 */
export async function tagsOf(
  { arn, tags }: Listed,
  { client, signal }: ActionContext<RDSClient>,
): Promise<readonly Tag[]> {
  if (tags !== undefined) return completeTags(tags);
  const command = new ListTagsForResourceCommand({ ResourceName: arn });
  const { TagList } = await client.send(command, { abortSignal: signal });
  return completeTags(TagList ?? []);
}
