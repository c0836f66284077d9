import { CodePipelineClient, GetPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import type { PipelineExecution } from '@aws-sdk/client-codepipeline';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { MissingAnswerError } from '../../actions/missing-answer.ts';
import { perItem } from '../../actions/per-item.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, time } from '../fields.ts';
import { textAt, type CloudTrailCall } from '../live-event.ts';
import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';
import {
  EXECUTIONS_PER_PAGE,
  executionPages,
  findExecution,
  runsOfPipeline,
  type RunOfPipeline,
} from './executions.ts';
import { pipelineArnOf } from './pipelines.ts';

type Source = PascalKeys<PipelineExecution & RunOfPipeline> & { readonly PipelineArn: string };

const Properties = z.object({
  PipelineName: z.string(),
  PipelineArn: z.string(),
  PipelineExecutionId: z.string(),
  PipelineVersion: z.number().int().optional(),
  Status: z.string().optional(),
  StatusSummary: z.string().optional(),
  ExecutionMode: z.string().optional(),
  ExecutionType: z.string().optional(),
  StartTime: time.optional(),
  LastUpdateTime: time.optional(),
  Trigger: structure.optional(),
  StopTrigger: structure.optional(),
  RollbackMetadata: structure.optional(),
  ArtifactRevisions: structureList.optional(),
  SourceRevisions: structureList.optional(),
  Variables: structureList.optional(),
} satisfies FieldsOf<Source>);

const GetPipelineExecution = perItem({
  name: 'GetPipelineExecutionDetailsAction',
  operation: 'GetPipelineExecution',
  permissions: ['codepipeline:GetPipelineExecution'],
  async call(
    { pipelineName, pipelineExecutionId }: RunOfPipeline,
    { client, signal }: ActionContext<CodePipelineClient>,
  ) {
    const command = new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId });
    const { pipelineExecution } = await client.send(command, { abortSignal: signal });
    if (pipelineExecution === undefined) throw new MissingAnswerError(pipelineExecutionId);
    return pascalKeys(pipelineExecution);
  },
});

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListPipelineExecutions.html */
export const CodePipelinePipelineExecution = defineKind({
  kind: 'AWS::CodePipeline::PipelineExecution',
  title: 'CodePipeline pipeline execution',
  reach: 'regional',
  client: CodePipelineClient,
  properties: Properties,
  entity: {
    blueprint: 'codePipelinePipelineExecution',
    identifier: 'PipelineExecutionId',
    title: 'PipelineExecutionId',
    properties: [
      'PipelineName',
      'PipelineVersion',
      'Status',
      'StatusSummary',
      'ExecutionMode',
      'StartTime',
      'LastUpdateTime',
    ],
    relations: {
      pipeline: { to: 'AWS::CodePipeline::Pipeline', by: { PipelineArn: 'PipelineArn' } },
    },
  },
  hasHistory: true,
  list: {
    operation: 'ListPipelineExecutions',
    permissions: ['codepipeline:ListPipelines', 'codepipeline:ListPipelineExecutions'],
    pageSize: EXECUTIONS_PER_PAGE,
    perParent: {
      parent: 'pipeline',
      parentsListedBy: 'codepipeline:ListPipelines',
      operation: 'codepipeline:ListPipelineExecutions',
    },
    pages: (context) => executionPages(context, runsOfPipeline),
    items: (page) => page.executions,
  },
  get: {
    identifiers: ['PipelineName', 'PipelineExecutionId'],
    of: ({ pipelineName, pipelineExecutionId }) => [pipelineName, pipelineExecutionId],
    // Only the list has its times. It is newest first, and live events request recent ones.
    find: ([pipelineName = '', id], context) =>
      findExecution(
        runsOfPipeline(pipelineName, context),
        ({ pipelineExecutionId }) => pipelineExecutionId === id,
      ),
  },
  idOf: ({ pipelineExecutionId }) => pipelineExecutionId,
  listed: (execution, { account, region }) => ({
    ...pascalKeys(execution),
    PipelineArn: pipelineArnOf(execution.pipelineName, account, region),
  }),
  errors: { notFound: ['PipelineExecutionNotFoundException'] },
  actions: { defaults: [GetPipelineExecution], options: [] },
  liveEvents: {
    source: 'codepipeline.amazonaws.com',
    events: [
      'StartPipelineExecution',
      'StopPipelineExecution',
      'RetryStageExecution',
      'RollbackStage',
      'OverrideStageCondition',
    ],
    deletions: [],
    resources: changedExecutions,
    stub: ([PipelineName = '', PipelineExecutionId = '']) => ({
      properties: { PipelineName, PipelineExecutionId },
    }),
  },
});

/** Calls that start an execution return its identifier; the others receive it. */
function changedExecutions({
  requestParameters,
  responseElements,
}: CloudTrailCall): readonly (readonly string[])[] {
  const pipeline = textAt(requestParameters, 'pipelineName') ?? textAt(requestParameters, 'name');
  const execution =
    textAt(responseElements, 'pipelineExecutionId') ??
    textAt(requestParameters, 'pipelineExecutionId');
  return pipeline === undefined || execution === undefined ? [] : [[pipeline, execution]];
}
