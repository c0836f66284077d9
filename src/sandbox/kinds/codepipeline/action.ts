import type { SimulatedItem, SimulatedPart } from '../../simulation/simulated-kind.ts';
import { pipeline, pipelineAt } from './pipeline.ts';

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionDeclaration.html */
export const action: SimulatedPart = {
  kind: 'AWS::CodePipeline::Action',
  partOf: pipeline,
  toldBy: 'GetPipeline',
  itemsAt(place) {
    const { accountId, n } = place;
    const { name: PipelineName, pipelineArn: PipelineArn, version } = pipelineAt(place);
    const hasTest = place.oneIn(4, 'test');
    const hasDeploy = place.oneIn(2, 'deploy');
    const unit: SimulatedItem = {
      identifiers: [PipelineName, 'Test', 'Unit'],
      properties: {
        Name: 'Unit',
        PipelineName,
        PipelineArn,
        PipelineVersion: version,
        StageName: 'Test',
        ActionTypeId: { Category: 'Compute', Owner: 'AWS', Provider: 'Commands', Version: '1' },
        RunOrder: 1,
        Configuration: { ProjectName: `unit-${n}` },
        Commands: ['npm ci', 'npm test'],
        EnvironmentVariables: [{ name: 'CI', value: 'true' }],
        InputArtifacts: [{ name: 'SourceOutput' }],
        OutputArtifacts: [{ name: 'Report', files: ['report.xml'] }],
        OutputVariables: ['COVERAGE'],
        RoleArn: `arn:aws:iam::${accountId}:role/codepipeline`,
        Region: 'eu-central-1',
        Namespace: 'Unit',
        TimeoutInMinutes: 20,
      },
    };
    if (n === 0) return [unit];
    const code: SimulatedItem = {
      identifiers: [PipelineName, 'Source', 'Code'],
      properties: {
        Name: 'Code',
        PipelineName,
        PipelineArn,
        PipelineVersion: version,
        StageName: 'Source',
        ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: 'S3', Version: '1' },
        RunOrder: 1,
        Configuration: { S3Bucket: `source-${n}`, S3ObjectKey: 'source.zip' },
        InputArtifacts: [],
        OutputArtifacts: [{ name: 'SourceOutput' }],
      },
    };
    const build: SimulatedItem = {
      identifiers: [PipelineName, 'Build', 'Build'],
      properties: {
        Name: 'Build',
        PipelineName,
        PipelineArn,
        PipelineVersion: version,
        StageName: 'Build',
        ActionTypeId: { Category: 'Build', Owner: 'AWS', Provider: 'CodeBuild', Version: '1' },
        RunOrder: 1,
        Configuration: { ProjectName: `build-${n}` },
        InputArtifacts: [{ name: 'SourceOutput' }],
        OutputArtifacts: [{ name: 'BuildOutput' }],
        Namespace: 'Build',
      },
    };
    const approve: SimulatedItem = {
      identifiers: [PipelineName, 'Deploy', 'Approve'],
      properties: {
        Name: 'Approve',
        PipelineName,
        PipelineArn,
        PipelineVersion: version,
        StageName: 'Deploy',
        ActionTypeId: { Category: 'Approval', Owner: 'AWS', Provider: 'Manual', Version: '1' },
        RunOrder: 1,
        Configuration: {},
        InputArtifacts: [],
        OutputArtifacts: [],
      },
    };
    const deploy: SimulatedItem = {
      identifiers: [PipelineName, 'Deploy', 'Deploy'],
      properties: {
        Name: 'Deploy',
        PipelineName,
        PipelineArn,
        PipelineVersion: version,
        StageName: 'Deploy',
        ActionTypeId: { Category: 'Deploy', Owner: 'AWS', Provider: 'CodeDeploy', Version: '1' },
        RunOrder: 2,
        Configuration: { ApplicationName: `application-${n}`, DeploymentGroupName: 'web' },
        InputArtifacts: [{ name: 'BuildOutput' }],
        OutputArtifacts: [],
      },
    };
    return [code, build, ...(hasTest ? [unit] : []), ...(hasDeploy ? [approve, deploy] : [])];
  },
};
