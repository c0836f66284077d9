import { ListTagsForResourceCommand } from '@aws-sdk/client-codedeploy';
import type { CodeDeployClient, Tag } from '@aws-sdk/client-codedeploy';
import type { ActionContext } from '../../actions/action.ts';
import { RepeatedPageError } from '../../actions/sdk-pages.ts';

/**
 * The tags of one resource, page by page. One call for each resource at least: the Resource Groups Tagging
 * API does not know CodeDeploy's.
 */
export async function tagsOf(
  ResourceArn: string,
  { client, signal }: ActionContext<CodeDeployClient>,
): Promise<{ readonly Tags: Tag[] }> {
  const tags: Tag[] = [];
  let NextToken: string | undefined;
  do {
    const command = new ListTagsForResourceCommand({ ResourceArn, NextToken });
    const page = await client.send(command, { abortSignal: signal });
    tags.push(...(page.Tags ?? []));
    if (NextToken !== undefined && page.NextToken === NextToken) throw new RepeatedPageError();
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return { Tags: tags };
}
