import { CodePipelineClient, ListTagsForResourceCommand } from '@aws-sdk/client-codepipeline';
import { expect, test } from '@jest/globals';
import { failureOf, openScope } from '../clients.ts';

const { accountId, region, settings } = await openScope({ 'AWS::CodePipeline::Pipeline': 9 });
const codepipeline = new CodePipelineClient(settings);

function tagsOf(pipeline: number, maxResults?: number, nextToken?: string) {
  const resourceArn = `arn:aws:codepipeline:${region}:${accountId}:pipeline-${pipeline}`;
  return codepipeline.send(new ListTagsForResourceCommand({ resourceArn, maxResults, nextToken }));
}

test('the tags of one resource come in pages, of the size that is asked for', async () => {
  for (let pipeline = 0; pipeline < 9; pipeline += 1) {
    const { tags: all = [], nextToken: none } = await tagsOf(pipeline);
    const { tags: first = [], nextToken } = await tagsOf(pipeline, 1);
    const { tags: rest = [] } = nextToken === undefined ? {} : await tagsOf(pipeline, 9, nextToken);

    expect(none).toBeUndefined();
    expect(first).toHaveLength(Math.min(1, all.length));
    expect([...first, ...rest]).toEqual(all);
  }
});

test('a page of tags larger than AWS gives is refused', async () => {
  expect(await failureOf(tagsOf(0, 101))).toMatchObject({ status: 400 });
});
