import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import type { StageDeclaration } from '@aws-sdk/client-codepipeline';
import { z } from 'zod';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList } from '../fields.ts';
import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';
import { pipelineNamed, PIPELINES_PER_PAGE, stagePages, stagesOf } from './pipelines.ts';

type Source = PascalKeys<StageDeclaration> & {
  readonly PipelineName: string;
  readonly PipelineArn: string;
  readonly Order: number;
};

const Properties = z.object({
  Name: z.string(),
  PipelineName: z.string(),
  PipelineArn: z.string(),
  Order: z.number().int(),
  Actions: structureList.optional(),
  Blockers: structureList.optional(),
  BeforeEntry: structure.optional(),
  OnSuccess: structure.optional(),
  OnFailure: structure.optional(),
} satisfies FieldsOf<Source>);

/**
 * No live events: CloudTrail names the stages that a changed pipeline has, but not those it lost.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StageDeclaration.html
 */
export const CodePipelineStage = defineKind({
  kind: 'AWS::CodePipeline::Stage',
  title: 'CodePipeline stage',
  reach: 'regional',
  client: CodePipelineClient,
  properties: Properties,
  entity: {
    blueprint: 'codePipelineStage',
    identifier: ['PipelineArn', 'Name'],
    title: 'Name',
    properties: ['PipelineName', 'PipelineArn', 'Order', 'Actions', 'OnFailure'],
    relations: {
      pipeline: { to: 'AWS::CodePipeline::Pipeline', by: { PipelineArn: 'PipelineArn' } },
    },
  },
  list: {
    operation: 'ListPipelines',
    permissions: ['codepipeline:ListPipelines', 'codepipeline:GetPipeline'],
    pageSize: PIPELINES_PER_PAGE,
    perParent: {
      parent: 'pipeline',
      parentsListedBy: 'codepipeline:ListPipelines',
      operation: 'codepipeline:GetPipeline',
    },
    pages: stagePages,
    items: (page) => page.stages,
  },
  get: {
    identifiers: ['PipelineName', 'StageName'],
    arn: /^codepipeline:(?<PipelineName>[^/:]+)\/(?<StageName>[^/]+)$/,
    of: ({ of, stage }) => [of.name, stage.name],
    async find([pipeline = '', name], context) {
      const stages = stagesOf(await pipelineNamed(pipeline, context));
      return stages.find(({ stage }) => stage.name === name);
    },
  },
  idOf: ({ of, stage }) => `${of.arn}/${stage.name}`,
  listed: ({ of, stage, order }) => ({
    ...pascalKeys(stage),
    PipelineName: of.name,
    PipelineArn: of.arn,
    Order: order,
  }),
  actions: { defaults: [], options: [] },
});
