import { ListTagsForResourceCommand } from '@aws-sdk/client-codedeploy';
import type { CodeDeployClient, Tag } from '@aws-sdk/client-codedeploy';
import type { ActionContext } from '../../actions/action.ts';
import { tokenPages } from '../../actions/sdk-pages.ts';

/**
 * The tags of one resource, page by page. At least one call for each resource: the Resource Groups Tagging
 * API does not support CodeDeploy.
 */
export async function tagsOf(
  ResourceArn: string,
  { client, signal }: ActionContext<CodeDeployClient>,
): Promise<{ readonly Tags: Tag[] }> {
  const tags: Tag[] = [];
  const pages = tokenPages(
    (NextToken) =>
      client.send(new ListTagsForResourceCommand({ ResourceArn, NextToken }), {
        abortSignal: signal,
      }),
    (page) => page.NextToken,
  );
  for await (const page of pages) tags.push(...(page.Tags ?? []));
  return { Tags: tags };
}
