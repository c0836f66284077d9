import {
  CodePipelineClient,
  GetPipelineCommand,
  ListPipelinesCommand,
  ListTagsForResourceCommand,
  paginateListPipelines,
} from '@aws-sdk/client-codepipeline';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  pipeline,
  pipelineArn,
  pipelineMetadata,
  pipelineName,
  pipelineSummary,
} from '../../src/sandbox/estate/pipelines.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import {
  assume,
  bare,
  clients,
  failureOf,
  memberOf,
  readAll,
  settings,
  SMALL,
  smallSandbox,
} from './clients.ts';

const region = 'eu-west-1';
const COUNT = 30;
let sandbox: Sandbox;
let accountId: string;
let codepipeline: CodePipelineClient;
let tagging: ReturnType<typeof clients>['tagging'];

beforeAll(async () => {
  sandbox = await smallSandbox({ estate: { ...SMALL, pipelines: 2 * COUNT } });
  accountId = memberOf(sandbox);
  const keys = await assume(sandbox, accountId);
  codepipeline = new CodePipelineClient(settings(sandbox, region, keys));
  ({ tagging } = clients(sandbox, region, keys));
});
afterAll(() => sandbox.close());

test('lists every pipeline, page by page', async () => {
  const { items, pageCount } = await readAll(
    paginateListPipelines({ client: codepipeline }, { maxResults: 12 }),
    (page) => page.pipelines,
  );

  const expected = Array.from({ length: COUNT }, (_, index) =>
    pipelineSummary(sandbox.estate, accountId, region, index),
  );
  expect(items.map(bare)).toEqual(expected);
  expect(pageCount).toBe(3);
});

test('gives the structure and the metadata of a pipeline', async () => {
  const answer = await codepipeline.send(new GetPipelineCommand({ name: pipelineName(7) }));

  expect(bare(answer)).toEqual({
    pipeline: bare(pipeline(sandbox.estate, accountId, region, 7)),
    metadata: bare(pipelineMetadata(sandbox.estate, accountId, region, 7)),
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
    expect(listed).toEqual(sandbox.estate.tags('pipeline', accountId, region, index));
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
