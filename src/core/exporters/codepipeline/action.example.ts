import type {
  ActionDeclaration,
  GetPipelineOutput,
  ListPipelinesOutput,
} from '@aws-sdk/client-codepipeline';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const pipelineArn = `arn:aws:codepipeline:eu-west-1:${EXAMPLE_ACCOUNT}:checkout`;
const roleArn = `arn:aws:iam::${EXAMPLE_ACCOUNT}:role/codepipeline`;
const action = {
  name: 'Unit',
  actionTypeId: { category: 'Compute', owner: 'AWS', provider: 'Commands', version: '1' },
  runOrder: 2,
  configuration: { ProjectName: 'checkout' },
  commands: ['npm ci', 'npm test'],
  environmentVariables: [{ name: 'CI', value: 'true' }],
  inputArtifacts: [{ name: 'SourceOutput' }],
  outputArtifacts: [{ name: 'Report', files: ['report.xml'] }],
  outputVariables: ['COVERAGE'],
  roleArn,
  region: 'eu-central-1',
  namespace: 'Unit',
  timeoutInMinutes: 20,
} satisfies ActionDeclaration;

export const example = {
  identifiers: ['checkout', 'Test', 'Unit'],
  replies: {
    'codepipeline:ListPipelines': {
      pipelines: [{ name: 'checkout', version: 3 }],
    } satisfies ListPipelinesOutput,
    'codepipeline:GetPipeline': {
      pipeline: {
        name: 'checkout',
        roleArn,
        stages: [{ name: 'Test', actions: [action] }],
        version: 3,
      },
      metadata: { pipelineArn },
    } satisfies GetPipelineOutput,
  },
  properties: {
    Name: 'Unit',
    PipelineName: 'checkout',
    PipelineArn: pipelineArn,
    PipelineVersion: 3,
    StageName: 'Test',
    ActionTypeId: { Category: 'Compute', Owner: 'AWS', Provider: 'Commands', Version: '1' },
    RunOrder: 2,
    Configuration: { ProjectName: 'checkout' },
    Commands: ['npm ci', 'npm test'],
    EnvironmentVariables: [{ name: 'CI', value: 'true' }],
    InputArtifacts: [{ name: 'SourceOutput' }],
    OutputArtifacts: [{ name: 'Report', files: ['report.xml'] }],
    OutputVariables: ['COVERAGE'],
    RoleArn: roleArn,
    Region: 'eu-central-1',
    Namespace: 'Unit',
    TimeoutInMinutes: 20,
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
