import type { ListActionExecutionsOutput, ListPipelinesOutput } from '@aws-sdk/client-codepipeline';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const pipelineName = 'checkout';
const pipelineExecutionId = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';
const actionExecutionId = '5f6a7b8c-9d0e-4f1a-8b2c-3d4e5f6a7b8c';
const updatedBy = `arn:aws:iam::${EXAMPLE_ACCOUNT}:role/codepipeline`;
const output = {
  outputArtifacts: [
    { name: 'BuildOutput', s3location: { bucket: 'checkout-artifacts', key: 'build/9c2.zip' } },
  ],
  executionResult: {
    externalExecutionId: 'checkout:1d2e3f',
    externalExecutionUrl: 'https://console.aws.amazon.com/codebuild/home#/builds/checkout:1d2e3f',
  },
  outputVariables: { CODEBUILD_BUILD_NUMBER: '42' },
};

export const example = {
  identifiers: [pipelineName, actionExecutionId],
  replies: {
    'codepipeline:ListPipelines': {
      pipelines: [{ name: pipelineName }],
    } satisfies ListPipelinesOutput,
    'codepipeline:ListActionExecutions': {
      actionExecutionDetails: [
        {
          pipelineExecutionId,
          actionExecutionId,
          pipelineVersion: 3,
          stageName: 'Build',
          actionName: 'Compile',
          startTime: new Date('2024-01-02T03:04:05.678Z'),
          lastUpdateTime: new Date('2024-01-02T03:14:06Z'),
          updatedBy,
          status: 'Succeeded',
          input: {
            actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
            configuration: { ProjectName: 'checkout' },
            region: 'eu-west-1',
            inputArtifacts: [{ name: 'SourceOutput' }],
          },
          output,
        },
      ],
    } satisfies ListActionExecutionsOutput,
  },
  properties: {
    ActionExecutionId: actionExecutionId,
    PipelineExecutionId: pipelineExecutionId,
    PipelineName: pipelineName,
    PipelineArn: `arn:aws:codepipeline:eu-west-1:${EXAMPLE_ACCOUNT}:${pipelineName}`,
    PipelineVersion: 3,
    StageName: 'Build',
    ActionName: 'Compile',
    Status: 'Succeeded',
    UpdatedBy: updatedBy,
    StartTime: '2024-01-02T03:04:05.678000Z',
    LastUpdateTime: '2024-01-02T03:14:06Z',
    Input: {
      actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
      configuration: { ProjectName: 'checkout' },
      region: 'eu-west-1',
      inputArtifacts: [{ name: 'SourceOutput' }],
    },
    Output: output,
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
