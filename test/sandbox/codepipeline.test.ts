import {
  CodePipelineClient,
  GetPipelineCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-codepipeline';
import { expect, test } from '@jest/globals';
import { failureOf, openScope } from './clients.ts';

const { accountId, region, settings } = await openScope({
  'AWS::CodePipeline::Pipeline': 4,
  'AWS::CodePipeline::PipelineExecution': 10,
});
const codepipeline = new CodePipelineClient(settings);
const name = 'pipeline-3';
const arn = `arn:aws:codepipeline:${region}:${accountId}:${name}`;

test('takes a name for a pipeline, and an ARN for its tags', async () => {
  const byArn = await failureOf(codepipeline.send(new GetPipelineCommand({ name: arn })));
  const byName = await failureOf(
    codepipeline.send(new ListTagsForResourceCommand({ resourceArn: name })),
  );

  expect(byArn).toMatchObject({ name: 'PipelineNotFoundException', status: 400 });
  expect(byName).toMatchObject({ name: 'InvalidArnException', status: 400 });
});

test('lists executions newest first, and every action of each', async () => {
  const { pipelineExecutionSummaries: executions = [] } = await codepipeline.send(
    new ListPipelineExecutionsCommand({ pipelineName: name }),
  );
  const { actionExecutionDetails: actions = [] } = await codepipeline.send(
    new ListActionExecutionsCommand({ pipelineName: name }),
  );

  const timesOf = (runs: readonly { startTime?: Date | undefined }[]) =>
    runs.map(({ startTime }) => startTime?.getTime() ?? 0);
  const ids = new Set(actions.map(({ pipelineExecutionId }) => pipelineExecutionId));
  for (const times of [timesOf(executions), timesOf(actions)])
    expect(times).toEqual(times.toSorted((one, other) => other - one));
  expect([...ids]).toEqual(executions.map(({ pipelineExecutionId }) => pipelineExecutionId));
});
