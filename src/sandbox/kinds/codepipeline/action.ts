import type { SimulatedPart } from '../../simulation/simulated-kind.ts';
import { pipeline, pipelineAt, stagesOf } from './pipeline.ts';

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionDeclaration.html */
export const action: SimulatedPart = {
  kind: 'AWS::CodePipeline::Action',
  partOf: pipeline,
  toldBy: 'GetPipeline',
  itemsAt(place) {
    const { name: PipelineName, pipelineArn: PipelineArn, version } = pipelineAt(place);
    return stagesOf(place).flatMap((stage) =>
      stage.actions.map(({ name, actionTypeId, ...action }) => ({
        identifiers: [PipelineName, stage.name, name],
        properties: {
          Name: name,
          PipelineName,
          PipelineArn,
          PipelineVersion: version,
          StageName: stage.name,
          ActionTypeId: {
            Category: actionTypeId.category,
            Owner: actionTypeId.owner,
            Provider: actionTypeId.provider,
            Version: actionTypeId.version,
          },
          RunOrder: action.runOrder,
          Configuration: action.configuration,
          Commands: action.commands,
          EnvironmentVariables: action.environmentVariables,
          InputArtifacts: action.inputArtifacts,
          OutputArtifacts: action.outputArtifacts,
          OutputVariables: action.outputVariables,
          RoleArn: action.roleArn,
          Region: action.region,
          Namespace: action.namespace,
          TimeoutInMinutes: action.timeoutInMinutes,
        },
      })),
    );
  },
};
