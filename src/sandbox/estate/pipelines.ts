import type {
  PipelineDeclaration,
  PipelineMetadata,
  PipelineSummary,
  StageDeclaration,
} from '@aws-sdk/client-codepipeline';
import type { Estate } from './estate.ts';
import { positionOf } from './position.ts';

export function pipelineName(index: number): string {
  return `pipeline-${index}`;
}

export function pipelineArn(accountId: string, region: string, index: number): string {
  return `arn:aws:codepipeline:${region}:${accountId}:${pipelineName(index)}`;
}

/** The position of a pipeline named by ARN or by name; undefined when there is none here. */
export function pipelineIndex(
  estate: Estate,
  accountId: string,
  region: string,
  nameOrArn: string,
): number | undefined {
  const count = estate.countOf('AWS::CodePipeline::Pipeline', accountId, region);
  return positionOf(nameOrArn, count, (index) => [
    pipelineName(index),
    pipelineArn(accountId, region, index),
  ]);
}

/** What GetPipeline says of a pipeline's structure. */
export function pipeline(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): PipelineDeclaration {
  const draw = estate.draw('pipeline', accountId, region, index);
  const isSecond = draw % 3 !== 0;
  return {
    name: pipelineName(index),
    roleArn: `arn:aws:iam::${accountId}:role/codepipeline`,
    artifactStore: { type: 'S3', location: `codepipeline-${region}-${accountId}` },
    stages: stages(draw, index),
    version: 1 + (draw % 12),
    executionMode: isSecond && draw % 2 === 0 ? 'QUEUED' : 'SUPERSEDED',
    pipelineType: isSecond ? 'V2' : 'V1',
    ...(isSecond && {
      variables: [{ name: 'STAGE', defaultValue: 'staging' }],
      triggers: [
        {
          providerType: 'CodeStarSourceConnection',
          gitConfiguration: {
            sourceActionName: 'Code',
            push: [{ branches: { includes: ['main'] } }],
          },
        },
      ],
    }),
  };
}

/** What GetPipeline says of a pipeline beside its structure. */
export function pipelineMetadata(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): PipelineMetadata {
  const draw = estate.draw('pipeline', accountId, region, index);
  const created = estate.time('pipeline', accountId, region, index);
  return {
    pipelineArn: pipelineArn(accountId, region, index),
    created,
    updated: new Date(created.getTime() + (draw % 100_000) * 1_000),
  };
}

/** What ListPipelines says of a pipeline. */
export function pipelineSummary(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): PipelineSummary {
  const declaration = pipeline(estate, accountId, region, index);
  const { created, updated } = pipelineMetadata(estate, accountId, region, index);
  const { name, version, pipelineType, executionMode } = declaration;
  return { name, version, pipelineType, executionMode, created, updated };
}

/** A pipeline's stages: the last is for every second one only. */
function stages(draw: number, index: number): StageDeclaration[] {
  const source: StageDeclaration = {
    name: 'Source',
    actions: [
      {
        name: 'Code',
        actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
        runOrder: 1,
        configuration: { S3Bucket: `source-${index}`, S3ObjectKey: 'source.zip' },
        outputArtifacts: [{ name: 'SourceOutput' }],
        inputArtifacts: [],
      },
    ],
  };
  const build: StageDeclaration = {
    name: 'Build',
    actions: [
      {
        name: 'Build',
        actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
        runOrder: 1,
        configuration: { ProjectName: `build-${index}` },
        outputArtifacts: [{ name: 'BuildOutput' }],
        inputArtifacts: [{ name: 'SourceOutput' }],
        namespace: 'Build',
      },
    ],
  };
  const deploy: StageDeclaration = {
    name: 'Deploy',
    actions: [
      {
        name: 'Approve',
        actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
        runOrder: 1,
        configuration: {},
        outputArtifacts: [],
        inputArtifacts: [],
      },
      {
        name: 'Deploy',
        actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'CodeDeploy', version: '1' },
        runOrder: 2,
        configuration: { ApplicationName: `application-${index}`, DeploymentGroupName: 'web' },
        outputArtifacts: [],
        inputArtifacts: [{ name: 'BuildOutput' }],
      },
    ],
  };
  return draw % 2 === 0 ? [source, build, deploy] : [source, build];
}
