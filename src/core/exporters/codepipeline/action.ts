import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import type { ActionDeclaration } from '@aws-sdk/client-codepipeline';
import { z } from 'zod';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList } from '../fields.ts';
import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';
import {
  pipelineNamed,
  PIPELINES_PER_PAGE,
  stagePages,
  stagesOf,
  type PipelineStage,
} from './pipelines.ts';

/** An action of a pipeline's stage. */
interface StageAction extends PipelineStage {
  readonly action: ActionDeclaration & { readonly name: string };
}

type Source = PascalKeys<ActionDeclaration> & {
  readonly PipelineName: string;
  readonly PipelineArn: string;
  readonly PipelineVersion: number;
  readonly StageName: string;
};

const Properties = z.object({
  Name: z.string(),
  PipelineName: z.string(),
  PipelineArn: z.string(),
  PipelineVersion: z.number().int().optional(),
  StageName: z.string(),
  ActionTypeId: structure.optional(),
  RunOrder: z.number().int().optional(),
  Configuration: z.record(z.string(), z.string()).optional(),
  Commands: z.array(z.string()).optional(),
  EnvironmentVariables: structureList.optional(),
  InputArtifacts: structureList.optional(),
  OutputArtifacts: structureList.optional(),
  OutputVariables: z.array(z.string()).optional(),
  RoleArn: z.string().optional(),
  Region: z.string().optional(),
  Namespace: z.string().optional(),
  TimeoutInMinutes: z.number().int().optional(),
} satisfies FieldsOf<Source>);

/**
 * No live events, like stages.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionDeclaration.html
 */
export const CodePipelineAction = defineKind({
  kind: 'AWS::CodePipeline::Action',
  title: 'CodePipeline action',
  reach: 'regional',
  client: CodePipelineClient,
  properties: Properties,
  entity: {
    blueprint: 'codePipelineAction',
    identifier: ['PipelineArn', 'StageName', 'Name'],
    title: 'Name',
    properties: [
      'PipelineName',
      'PipelineArn',
      'StageName',
      'ActionTypeId',
      'RunOrder',
      'Namespace',
      'RoleArn',
    ],
    derived: { runsInRegion: { title: 'Runs In Region', jq: '.Properties.Region' } },
    relations: {
      stage: {
        to: 'AWS::CodePipeline::Stage',
        by: { PipelineArn: 'PipelineArn', Name: 'StageName' },
      },
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
    items: (page) => page.stages.flatMap(actionsOf),
  },
  get: {
    identifiers: ['PipelineName', 'StageName', 'ActionName'],
    arn: /^codepipeline:(?<PipelineName>[^/:]+)\/(?<StageName>[^/]+)\/(?<ActionName>[^/]+)$/,
    of: ({ of, stage, action }) => [of.name, stage.name, action.name],
    async find([pipeline = '', stageName, name], context) {
      const stages = stagesOf(await pipelineNamed(pipeline, context));
      const actions = stages.filter(({ stage }) => stage.name === stageName).flatMap(actionsOf);
      return actions.find(({ action }) => action.name === name);
    },
  },
  idOf: ({ of, stage, action }) => `${of.arn}/${stage.name}/${action.name}`,
  listed: ({ of, stage, action }) => ({
    ...pascalKeys(action),
    // The only structure whose keys are known to be in upper case.
    ...(action.actionTypeId !== undefined && { ActionTypeId: pascalKeys(action.actionTypeId) }),
    PipelineName: of.name,
    PipelineArn: of.arn,
    PipelineVersion: of.pipeline.version,
    StageName: stage.name,
  }),
  actions: { defaults: [], options: [] },
});

function actionsOf(of: PipelineStage): readonly StageAction[] {
  const { actions = [] } = of.stage;
  return actions.flatMap((action) => {
    const { name } = action;
    return name === undefined ? [] : { ...of, action: { ...action, name } };
  });
}
