import type { ListActionExecutionsOutput } from '@aws-sdk/client-codepipeline';
import type { Place } from '../../simulation/place.ts';
import type { UncountedKind } from '../../simulation/simulated-kind.ts';
import { executionAt } from './pipeline-execution.ts';
import { pipeline, pipelineAt, stagesOf } from './pipeline.ts';

const EXECUTION = 'AWS::CodePipeline::PipelineExecution';
const MINUTE = 60_000;

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListActionExecutions.html */
export const actionExecution: UncountedKind = {
  kind: 'AWS::CodePipeline::ActionExecution',
  client: () => import('@aws-sdk/client-codepipeline'),
  parent: pipeline,
  // Every execution runs every action.
  count: ({ estate, accountId, region, parent }) =>
    parent === undefined
      ? 0
      : estate.countPerParent(EXECUTION, accountId, region) * actionsOf(parent).length,
  gone: 'PipelineExecutionNotFoundException',
  calls: {
    'codepipeline:ListActionExecutions': { within: { pipelineName: ['name'] }, most: 100 },
  },
  at(place) {
    const { accountId, region, n, parent } = place;
    const { name, pipelineArn, version } = pipelineAt(parent);
    const actions = actionsOf(parent);
    const execution = parent.below(EXECUTION, Math.floor(n / actions.length));
    const { pipelineExecutionId, status, startTime: begun } = executionAt(execution);
    const position = n % actions.length; // the action that ran last has position 0
    const { stageName, action } = actions[actions.length - 1 - position] ?? {};
    const actionExecutionId = place.uuid();
    const sinceBegun = (actions.length - position) * 5 * MINUTE;
    const startTime = new Date(begun.getTime() + sinceBegun);
    const lastUpdateTime = new Date(startTime.getTime() + 4 * MINUTE);
    const updatedBy = `arn:aws:iam::${accountId}:role/codepipeline`;
    const hasFailed = position === 0 && status === 'Failed';
    const input = {
      actionTypeId: action?.actionTypeId,
      configuration: action?.configuration,
      region,
      inputArtifacts: action?.inputArtifacts,
    };
    const bucket = `codepipeline-${region}-${accountId}`;
    const externalExecutionId = place.hex(8);
    const s3location = { bucket, key: `${name}/${externalExecutionId}.zip` };
    const hasVariables = place.oneIn(3, 'variables');
    const output = {
      outputArtifacts: (action?.outputArtifacts ?? []).map((artifact) => ({
        name: artifact.name,
        s3location,
      })),
      executionResult: {
        externalExecutionId,
        externalExecutionUrl: `https://console.aws.amazon.com/executions/${externalExecutionId}`,
      },
      ...(hasVariables && { outputVariables: { NUMBER: String(n) } }),
    };
    return {
      names: { actionExecutionId },
      replies: {
        'codepipeline:ListActionExecutions': () =>
          ({
            actionExecutionDetails: [
              {
                pipelineExecutionId,
                actionExecutionId,
                pipelineVersion: version,
                stageName,
                actionName: action?.name,
                startTime,
                lastUpdateTime,
                updatedBy,
                status: hasFailed ? 'Failed' : 'Succeeded',
                input,
                output,
              },
            ],
          }) satisfies ListActionExecutionsOutput,
      },
      items: () => [
        {
          identifiers: [name, actionExecutionId],
          properties: {
            ActionExecutionId: actionExecutionId,
            PipelineExecutionId: pipelineExecutionId,
            PipelineName: name,
            PipelineArn: pipelineArn,
            PipelineVersion: version,
            StageName: stageName,
            ActionName: action?.name,
            Status: hasFailed ? 'Failed' : 'Succeeded',
            UpdatedBy: updatedBy,
            StartTime: startTime,
            LastUpdateTime: lastUpdateTime,
            Input: {
              actionTypeId: action?.actionTypeId,
              configuration: action?.configuration,
              region,
              inputArtifacts: action?.inputArtifacts,
            },
            Output: {
              outputArtifacts: action?.outputArtifacts?.map((artifact) => ({
                name: artifact.name,
                s3location,
              })),
              executionResult: {
                externalExecutionId,
                externalExecutionUrl: `https://console.aws.amazon.com/executions/${externalExecutionId}`,
              },
              ...(hasVariables && { outputVariables: { NUMBER: String(n) } }),
            },
          },
        },
      ],
    };
  },
};

/** A pipeline's actions, in the order in which they run. */
function actionsOf(place: Place) {
  return stagesOf(place).flatMap(({ name: stageName, actions }) =>
    actions.map((action) => ({ stageName, action })),
  );
}
