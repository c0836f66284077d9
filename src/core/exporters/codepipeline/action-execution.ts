import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { z } from 'zod';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, time } from '../fields.ts';
import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';
import {
  EXECUTIONS_PER_PAGE,
  executionPages,
  findExecution,
  runsOfActions,
  type RunOfAction,
} from './executions.ts';
import { pipelineArnOf } from './pipelines.ts';

type Source = PascalKeys<RunOfAction> & { readonly PipelineArn: string };

const Properties = z.object({
  ActionExecutionId: z.string(),
  PipelineExecutionId: z.string().optional(),
  PipelineName: z.string(),
  PipelineArn: z.string(),
  PipelineVersion: z.number().int().optional(),
  StageName: z.string().optional(),
  ActionName: z.string().optional(),
  Status: z.string().optional(),
  UpdatedBy: z.string().optional(),
  StartTime: time.optional(),
  LastUpdateTime: time.optional(),
  Input: structure.optional(),
  Output: structure.optional(),
} satisfies FieldsOf<Source>);

/**
 * No live events: CloudTrail records who starts a pipeline, but not the actions that follow.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListActionExecutions.html
 */
export const CodePipelineActionExecution = defineKind({
  kind: 'AWS::CodePipeline::ActionExecution',
  title: 'CodePipeline action execution',
  reach: 'regional',
  client: CodePipelineClient,
  properties: Properties,
  entity: {
    blueprint: 'codePipelineActionExecution',
    identifier: 'ActionExecutionId',
    title: 'ActionName',
    properties: [
      'PipelineName',
      'PipelineArn',
      'PipelineExecutionId',
      'StageName',
      'Status',
      'StartTime',
      'LastUpdateTime',
    ],
    relations: {
      pipeline: { to: 'AWS::CodePipeline::Pipeline', by: { PipelineArn: 'PipelineArn' } },
      pipelineExecution: {
        to: 'AWS::CodePipeline::PipelineExecution',
        by: { PipelineExecutionId: 'PipelineExecutionId' },
      },
    },
  },
  hasHistory: true,
  list: {
    operation: 'ListActionExecutions',
    permissions: ['codepipeline:ListPipelines', 'codepipeline:ListActionExecutions'],
    pageSize: EXECUTIONS_PER_PAGE,
    perParent: {
      parent: 'pipeline',
      parentsListedBy: 'codepipeline:ListPipelines',
      operation: 'codepipeline:ListActionExecutions',
    },
    pages: (context) => executionPages(context, runsOfActions),
    items: (page) => page.executions,
  },
  get: {
    identifiers: ['PipelineName', 'ActionExecutionId'],
    of: ({ pipelineName, actionExecutionId }) => [pipelineName, actionExecutionId],
    // No API returns an action's execution by its identifier.
    find: ([pipelineName = '', id], context) =>
      findExecution(
        runsOfActions(pipelineName, context),
        ({ actionExecutionId }) => actionExecutionId === id,
      ),
  },
  idOf: ({ actionExecutionId }) => actionExecutionId,
  listed: (execution, { account, region }) => ({
    ...pascalKeys(execution),
    PipelineArn: pipelineArnOf(execution.pipelineName, account, region),
  }),
  actions: { defaults: [], options: [] },
});
