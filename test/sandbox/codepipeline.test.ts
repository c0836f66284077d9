import {
  CodePipelineClient,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
} from '@aws-sdk/client-codepipeline';
import { expect, test } from '@jest/globals';
import { openScope } from './clients.ts';

const { settings } = await openScope({
  'AWS::CodePipeline::Pipeline': 4,
  'AWS::CodePipeline::PipelineExecution': 10,
});
const codepipeline = new CodePipelineClient(settings);
const name = 'pipeline-3';

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
