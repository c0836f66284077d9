import type { SimulatedPart } from '../../simulation/simulated-kind.ts';
import { pipeline, pipelineAt, stagesOf } from './pipeline.ts';

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StageDeclaration.html */
export const stage: SimulatedPart = {
  kind: 'AWS::CodePipeline::Stage',
  partOf: pipeline,
  toldBy: 'GetPipeline',
  itemsAt(place) {
    const { name: PipelineName, pipelineArn: PipelineArn } = pipelineAt(place);
    return stagesOf(place).map(({ name, actions, blockers, onFailure }, index) => ({
      identifiers: [PipelineName, name],
      properties: {
        Name: name,
        PipelineName,
        PipelineArn,
        Order: index + 1,
        Actions: actions,
        Blockers: blockers,
        OnFailure: onFailure,
      },
    }));
  },
};
