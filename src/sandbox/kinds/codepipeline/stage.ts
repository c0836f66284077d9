import type { SimulatedItem, SimulatedPart } from '../../simulation/simulated-kind.ts';
import { pipeline, pipelineAt } from './pipeline.ts';

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StageDeclaration.html */
export const stage: SimulatedPart = {
  kind: 'AWS::CodePipeline::Stage',
  partOf: pipeline,
  toldBy: 'GetPipeline',
  itemsAt(place) {
    const { accountId, n } = place;
    const { name: PipelineName, pipelineArn: PipelineArn } = pipelineAt(place);
    const hasTest = place.oneIn(4, 'test');
    const hasDeploy = place.oneIn(2, 'deploy');
    const test: SimulatedItem = {
      identifiers: [PipelineName, 'Test'],
      properties: {
        Name: 'Test',
        PipelineName,
        PipelineArn,
        Order: n === 0 ? 1 : 3,
        Actions: [
          {
            name: 'Unit',
            actionTypeId: {
              category: 'Compute',
              owner: 'AWS',
              provider: 'Commands',
              version: '1',
            },
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
          },
        ],
        Blockers: [{ name: 'Frozen', type: 'Schedule' }],
        OnFailure: { result: 'ROLLBACK' },
      },
    };
    if (n === 0) return [test];
    const source: SimulatedItem = {
      identifiers: [PipelineName, 'Source'],
      properties: {
        Name: 'Source',
        PipelineName,
        PipelineArn,
        Order: 1,
        Actions: [
          {
            name: 'Code',
            actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
            runOrder: 1,
            configuration: { S3Bucket: `source-${n}`, S3ObjectKey: 'source.zip' },
            outputArtifacts: [{ name: 'SourceOutput' }],
            inputArtifacts: [],
          },
        ],
      },
    };
    const build: SimulatedItem = {
      identifiers: [PipelineName, 'Build'],
      properties: {
        Name: 'Build',
        PipelineName,
        PipelineArn,
        Order: 2,
        Actions: [
          {
            name: 'Build',
            actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
            runOrder: 1,
            configuration: { ProjectName: `build-${n}` },
            outputArtifacts: [{ name: 'BuildOutput' }],
            inputArtifacts: [{ name: 'SourceOutput' }],
            namespace: 'Build',
          },
        ],
      },
    };
    const deploy: SimulatedItem = {
      identifiers: [PipelineName, 'Deploy'],
      properties: {
        Name: 'Deploy',
        PipelineName,
        PipelineArn,
        Order: hasTest ? 4 : 3,
        Actions: [
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
            actionTypeId: {
              category: 'Deploy',
              owner: 'AWS',
              provider: 'CodeDeploy',
              version: '1',
            },
            runOrder: 2,
            configuration: { ApplicationName: `application-${n}`, DeploymentGroupName: 'web' },
            outputArtifacts: [],
            inputArtifacts: [{ name: 'BuildOutput' }],
          },
        ],
      },
    };
    return [source, build, ...(hasTest ? [test] : []), ...(hasDeploy ? [deploy] : [])];
  },
};
