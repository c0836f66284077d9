import {
  CodePipelineClient,
  GetPipelineCommand,
  ListPipelinesCommand,
  ListTagsForResourceCommand,
  paginateListPipelines,
} from '@aws-sdk/client-codepipeline';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { expect, test } from '@jest/globals';
import {
  pipeline,
  pipelineArn,
  pipelineMetadata,
  pipelineName,
  pipelineSummary,
} from '../../src/sandbox/estate/pipelines.ts';
import { bare, clients, failureOf, openScope, readAll } from './clients.ts';

const COUNT = 30;
const { sandbox, estate, accountId, region, keys, settings, at, each } = await openScope({
  'AWS::CodePipeline::Pipeline': COUNT,
});
const codepipeline = new CodePipelineClient(settings);
const { tagging } = clients(sandbox, region, keys);

test('lists every pipeline, page by page', async () => {
  const { items, pageCount } = await readAll(
    paginateListPipelines({ client: codepipeline }, { maxResults: 12 }),
    (page) => page.pipelines,
  );

  const expected = each('AWS::CodePipeline::Pipeline', pipelineSummary);
  expect(items.map(bare)).toEqual(expected);
  expect(pageCount).toBe(3);
});

test('gives the structure and the metadata of a pipeline', async () => {
  const answer = await codepipeline.send(new GetPipelineCommand({ name: pipelineName(7) }));

  expect(bare(answer)).toEqual({
    pipeline: bare(pipeline(...at(7))),
    metadata: bare(pipelineMetadata(...at(7))),
  });
});

test('gives the tags of a pipeline page by page, and as the tagging API has them', async () => {
  const { ResourceTagMappingList = [] } = await tagging.send(
    new GetResourcesCommand({ ResourceTypeFilters: ['codepipeline'] }),
  );
  const byArn = new Map(ResourceTagMappingList.map(({ ResourceARN, Tags }) => [ResourceARN, Tags]));

  for (let index = 0; index < COUNT; index += 1) {
    const resourceArn = pipelineArn(accountId, region, index);
    const first = await codepipeline.send(
      new ListTagsForResourceCommand({ resourceArn, maxResults: 1 }),
    );
    const { tags = [] } = await codepipeline.send(new ListTagsForResourceCommand({ resourceArn }));

    const listed = tags.map(({ key, value }) => ({ Key: key, Value: value }));
    expect(listed).toEqual(estate.tags('pipeline', accountId, region, index));
    expect(listed).toEqual(byArn.get(resourceArn) ?? []);
    expect(first.tags).toHaveLength(Math.min(1, tags.length));
    expect(first.nextToken === undefined).toBe(tags.length < 2);
  }
});

test('does not know a pipeline that is not there', async () => {
  const name = 'pipeline-999';
  const resourceArn = pipelineArn(accountId, region, 999);

  const structure = await failureOf(codepipeline.send(new GetPipelineCommand({ name })));
  const tags = await failureOf(codepipeline.send(new ListTagsForResourceCommand({ resourceArn })));

  expect(structure).toMatchObject({ name: 'PipelineNotFoundException', status: 400 });
  expect(tags).toMatchObject({ name: 'ResourceNotFoundException', status: 400 });
});

test('refuses a token that it did not give, and a name in the place of an ARN', async () => {
  const forged = await failureOf(codepipeline.send(new ListPipelinesCommand({ nextToken: 'x' })));
  const name = await failureOf(
    codepipeline.send(new ListTagsForResourceCommand({ resourceArn: pipelineName(0) })),
  );

  expect(forged.name).toBe('InvalidNextTokenException');
  expect(name.name).toBe('InvalidArnException');
});
