import type {
  ActionDeclaration,
  GetPipelineOutput,
  ListPipelinesOutput,
  ListTagsForResourceOutput,
  StageDeclaration,
} from '@aws-sdk/client-codepipeline';
import type { Place } from '../../simulation/place.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { lowerCaseTags } from '../../simulation/tags.ts';

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListPipelines.html */
export const pipeline: SimulatedKind = {
  kind: 'AWS::CodePipeline::Pipeline',
  client: () => import('@aws-sdk/client-codepipeline'),
  gone: 'PipelineNotFoundException',
  tagged: 'codepipeline:pipeline',
  calls: {
    'codepipeline:ListPipelines': { most: 1_000 },
    'codepipeline:GetPipeline': {},
    'codepipeline:ListTagsForResource': {
      of: { resourceArn: ['pipelineArn'] },
      pagesOf: 100,
      gone: 'ResourceNotFoundException',
      malformed: 'InvalidArnException',
    },
  },
  at(place) {
    const { accountId, region } = place;
    const { name, pipelineArn, version, executionMode, isSecond } = pipelineAt(place);
    const roleArn = `arn:aws:iam::${accountId}:role/codepipeline`;
    const artifactStore = { type: 'S3' as const, location: `codepipeline-${region}-${accountId}` };
    const stages = stagesOf(place);
    const pipelineType = isSecond ? 'V2' : 'V1';
    const variables = [{ name: 'STAGE', defaultValue: 'staging' }];
    const push = [{ branches: { includes: ['main'] } }];
    const triggers = [
      {
        providerType: 'CodeStarSourceConnection' as const,
        gitConfiguration: { sourceActionName: 'Code', push },
      },
    ];
    const created = place.time();
    const updated = new Date(created.getTime() + (place.draw() % 100_000) * 1_000);
    const tags = place.tags();
    return {
      names: { name, pipelineArn },
      tags,
      replies: {
        'codepipeline:ListPipelines': () =>
          ({
            pipelines: [{ name, version, pipelineType, executionMode, created, updated }],
          }) satisfies ListPipelinesOutput,
        'codepipeline:GetPipeline': () =>
          ({
            pipeline: {
              name,
              roleArn,
              artifactStore,
              stages,
              version,
              executionMode,
              pipelineType,
              ...(isSecond && { variables, triggers }),
            },
            metadata: { pipelineArn, created, updated },
          }) satisfies GetPipelineOutput,
        'codepipeline:ListTagsForResource': () =>
          ({ tags: lowerCaseTags(tags) }) satisfies ListTagsForResourceOutput,
      },
      items: () => [
        {
          identifiers: [name],
          trails: [
            { requestParameters: { pipeline: { name } } },
            { requestParameters: { name } },
            { requestParameters: { resourceArn: pipelineArn } },
          ],
          properties: {
            Name: name,
            PipelineArn: pipelineArn,
            RoleArn: roleArn,
            ArtifactStore: artifactStore,
            Stages: stages,
            Version: version,
            ExecutionMode: executionMode,
            PipelineType: pipelineType,
            ...(isSecond && { Variables: variables, Triggers: triggers }),
            Created: created,
            Updated: updated,
            Tags: lowerCaseTags(tags),
          },
        },
      ],
    };
  },
};

/** The properties of a pipeline that its stages, actions and executions share. */
export function pipelineAt(place: Place): {
  readonly name: string;
  readonly pipelineArn: string;
  readonly version: number;
  readonly executionMode: 'QUEUED' | 'SUPERSEDED';
  /** Is it of the second type, which has variables? */
  readonly isSecond: boolean;
} {
  const { accountId, region, n } = place;
  const name = `pipeline-${n}`;
  const draw = place.draw();
  const isSecond = n === 0 || draw % 3 !== 0;
  return {
    name,
    pipelineArn: `arn:aws:codepipeline:${region}:${accountId}:${name}`,
    version: 1 + (draw % 12),
    executionMode: isSecond && draw % 2 === 0 ? 'QUEUED' : 'SUPERSEDED',
    isSecond,
  };
}

interface Action extends ActionDeclaration {
  readonly name: string;
  readonly actionTypeId: NonNullable<ActionDeclaration['actionTypeId']>;
}

interface Stage extends StageDeclaration {
  readonly name: string;
  actions: Action[];
}

/** A pipeline's stages: number 0 has one with a single action, which have every property. */
export function stagesOf(place: Place): Stage[] {
  const { accountId, n } = place;
  const unit: Action = {
    name: 'Unit',
    actionTypeId: { category: 'Compute', owner: 'AWS', provider: 'Commands', version: '1' },
    runOrder: 1,
    configuration: { ProjectName: `unit-${n}` },
    commands: ['npm ci', 'npm test'],
    environmentVariables: [{ name: 'CI', value: 'true' }],
    inputArtifacts: [{ name: 'SourceOutput' }],
    outputArtifacts: [{ name: 'Report', files: ['report.xml'] }],
    outputVariables: ['COVERAGE'],
    roleArn: `arn:aws:iam::${accountId}:role/codepipeline`,
    region: 'eu-central-1',
    namespace: 'Unit',
    timeoutInMinutes: 20,
  };
  const test: Stage = {
    name: 'Test',
    actions: [unit],
    blockers: [{ name: 'Frozen', type: 'Schedule' }],
    onFailure: { result: 'ROLLBACK' },
  };
  if (n === 0) return [test];
  const code: Action = {
    name: 'Code',
    actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
    runOrder: 1,
    configuration: { S3Bucket: `source-${n}`, S3ObjectKey: 'source.zip' },
    outputArtifacts: [{ name: 'SourceOutput' }],
    inputArtifacts: [],
  };
  const build: Action = {
    name: 'Build',
    actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
    runOrder: 1,
    configuration: { ProjectName: `build-${n}` },
    outputArtifacts: [{ name: 'BuildOutput' }],
    inputArtifacts: [{ name: 'SourceOutput' }],
    namespace: 'Build',
  };
  const approve: Action = {
    name: 'Approve',
    actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
    runOrder: 1,
    configuration: {},
    outputArtifacts: [],
    inputArtifacts: [],
  };
  const deploy: Action = {
    name: 'Deploy',
    actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'CodeDeploy', version: '1' },
    runOrder: 2,
    configuration: { ApplicationName: `application-${n}`, DeploymentGroupName: 'web' },
    outputArtifacts: [],
    inputArtifacts: [{ name: 'BuildOutput' }],
  };
  return [
    { name: 'Source', actions: [code] },
    { name: 'Build', actions: [build] },
    ...(place.oneIn(4, 'test') ? [test] : []),
    ...(place.oneIn(2, 'deploy') ? [{ name: 'Deploy', actions: [approve, deploy] }] : []),
  ];
}
