import {
  CodePipelineClient,
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  paginateListActionExecutions,
  paginateListPipelineExecutions,
} from '@aws-sdk/client-codepipeline';
import { expect, test } from '@jest/globals';
import {
  actionExecution,
  actionsPerExecution,
  execution,
  executionId,
  executionSummary,
  type PipelinePlace,
} from '../../src/sandbox/estate/pipeline-executions.ts';
import { pipelineName } from '../../src/sandbox/estate/pipelines.ts';
import { bare, failureOf, openScope, readAll } from './clients.ts';

const COUNT = 30;
const pipeline = pipelineName(3);
const { settings, at } = await openScope({
  'AWS::CodePipeline::Pipeline': 8,
  'AWS::CodePipeline::PipelineExecution': COUNT,
});
const codepipeline = new CodePipelineClient(settings);
const place: PipelinePlace = at(3);

test('lists the executions of a pipeline, newest first, page by page', async () => {
  const input = { pipelineName: pipeline, maxResults: 12 };

  const { items, pageCount } = await readAll(
    paginateListPipelineExecutions({ client: codepipeline }, input),
    (page) => page.pipelineExecutionSummaries,
  );

  const expected = Array.from({ length: COUNT }, (_, number) => executionSummary(place, number));
  const begun = items.map(({ startTime }) => startTime?.getTime() ?? 0);
  expect(items.map(bare)).toEqual(expected.map(bare));
  expect(begun).toEqual(begun.toSorted((one, other) => other - one));
  expect(pageCount).toBe(3);
});

test('lists the executions of its actions, newest first, page by page', async () => {
  const actions = actionsPerExecution(place);
  const input = { pipelineName: pipeline, maxResults: 25 };

  const { items, pageCount } = await readAll(
    paginateListActionExecutions({ client: codepipeline }, input),
    (page) => page.actionExecutionDetails,
  );

  const begun = items.map(({ startTime }) => startTime?.getTime() ?? 0);
  expect(items).toHaveLength(COUNT * actions);
  expect(bare(items[actions])).toEqual(bare(actionExecution(place, 1, 0)));
  expect(begun).toEqual(begun.toSorted((one, other) => other - one));
  expect(pageCount).toBe(Math.ceil((COUNT * actions) / 25));
});

test('gives one execution', async () => {
  const { pipelineExecution } = await codepipeline.send(
    new GetPipelineExecutionCommand({
      pipelineName: pipeline,
      pipelineExecutionId: executionId(place, 7),
    }),
  );

  expect(bare(pipelineExecution)).toEqual(bare(execution(place, 7)));
});

test('does not know an execution or a pipeline that is not there', async () => {
  const unknown = { pipelineName: 'pipeline-999' };
  const calls = [
    new GetPipelineExecutionCommand({
      pipelineName: pipeline,
      pipelineExecutionId: executionId(place, COUNT),
    }),
    new GetPipelineExecutionCommand({ ...unknown, pipelineExecutionId: executionId(place, 0) }),
  ];

  const failures = await Promise.all([
    ...calls.map((call) => failureOf(codepipeline.send(call))),
    failureOf(codepipeline.send(new ListPipelineExecutionsCommand(unknown))),
    failureOf(codepipeline.send(new ListActionExecutionsCommand(unknown))),
  ]);

  expect(failures.map(({ name, status }) => [name, status])).toEqual([
    ['PipelineExecutionNotFoundException', 400],
    ['PipelineNotFoundException', 400],
    ['PipelineNotFoundException', 400],
    ['PipelineNotFoundException', 400],
  ]);
});
