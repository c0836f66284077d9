import type {
  GetPipelineExecutionOutput,
  ListPipelineExecutionsOutput,
  ListPipelinesOutput,
} from '@aws-sdk/client-codepipeline';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const pipelineName = 'checkout';
const pipelineExecutionId = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';
const trigger = {
  triggerType: 'StartPipelineExecution',
  triggerDetail: `arn:aws:iam::${EXAMPLE_ACCOUNT}:user/ada`,
} as const;
const revision = {
  revisionId: '7d3f2a1',
  revisionSummary: 'Round to cents',
  revisionUrl: 'https://example.com/commit/7d3f2a1',
};

export const example = {
  identifiers: [pipelineName, pipelineExecutionId],
  replies: {
    'codepipeline:ListPipelines': {
      pipelines: [{ name: pipelineName }],
    } satisfies ListPipelinesOutput,
    'codepipeline:ListPipelineExecutions': {
      pipelineExecutionSummaries: [
        {
          pipelineExecutionId,
          status: 'Succeeded',
          startTime: new Date('2024-01-02T03:04:05.678Z'),
          lastUpdateTime: new Date('2024-01-02T03:24:06Z'),
          sourceRevisions: [{ actionName: 'Code', ...revision }],
          trigger,
          executionMode: 'QUEUED',
          executionType: 'STANDARD',
        },
      ],
    } satisfies ListPipelineExecutionsOutput,
    'codepipeline:GetPipelineExecution': {
      pipelineExecution: {
        pipelineName,
        pipelineVersion: 3,
        pipelineExecutionId,
        status: 'Succeeded',
        artifactRevisions: [{ name: 'SourceOutput', ...revision }],
        variables: [{ name: 'STAGE', resolvedValue: 'production' }],
        trigger,
        executionMode: 'QUEUED',
        executionType: 'STANDARD',
      },
    } satisfies GetPipelineExecutionOutput,
  },
  properties: {
    PipelineName: pipelineName,
    PipelineArn: `arn:aws:codepipeline:eu-west-1:${EXAMPLE_ACCOUNT}:${pipelineName}`,
    PipelineExecutionId: pipelineExecutionId,
    PipelineVersion: 3,
    Status: 'Succeeded',
    StartTime: '2024-01-02T03:04:05.678000Z',
    LastUpdateTime: '2024-01-02T03:24:06Z',
    SourceRevisions: [{ actionName: 'Code', ...revision }],
    ArtifactRevisions: [{ name: 'SourceOutput', ...revision }],
    Variables: [{ name: 'STAGE', resolvedValue: 'production' }],
    Trigger: trigger,
    ExecutionMode: 'QUEUED',
    ExecutionType: 'STANDARD',
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
