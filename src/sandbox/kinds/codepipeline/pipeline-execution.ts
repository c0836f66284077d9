import type {
  GetPipelineExecutionOutput,
  ListPipelineExecutionsOutput,
} from '@aws-sdk/client-codepipeline';
import type { Place } from '../../simulation/place.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { pipeline, pipelineAt } from './pipeline.ts';

const within = { pipelineName: ['name'] };

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListPipelineExecutions.html */
export const pipelineExecution: SimulatedKind = {
  kind: 'AWS::CodePipeline::PipelineExecution',
  client: () => import('@aws-sdk/client-codepipeline'),
  parent: pipeline,
  gone: 'PipelineExecutionNotFoundException',
  calls: {
    'codepipeline:ListPipelineExecutions': { within, most: 100 },
    'codepipeline:GetPipelineExecution': {
      within,
      of: { pipelineExecutionId: ['pipelineExecutionId'] },
    },
  },
  at(place) {
    const { accountId, n, parent } = place;
    const { name, pipelineArn, version, executionMode, isSecond } = pipelineAt(parent);
    const { pipelineExecutionId, status, startTime } = executionAt(place);
    const lastUpdateTime = new Date(startTime.getTime() + 30 * 60_000);
    const revisionId = place.hex(8);
    const revision = {
      revisionId,
      revisionSummary: `Change ${n}`,
      revisionUrl: `https://example.com/commit/${revisionId}`,
    };
    const variables = isSecond ? [{ name: 'STAGE', resolvedValue: 'staging' }] : [];
    const trigger = {
      triggerType: 'StartPipelineExecution' as const,
      triggerDetail: `arn:aws:iam::${accountId}:user/ada`,
    };
    const stopTrigger = { reason: 'stopped by hand' };
    const isRollback = place.oneIn(9, 'rollback');
    const executionType = isRollback ? 'ROLLBACK' : 'STANDARD';
    const before = executionAt(parent.below('AWS::CodePipeline::PipelineExecution', n + 1));
    const rollbackMetadata = { rollbackTargetPipelineExecutionId: before.pipelineExecutionId };
    return {
      names: { pipelineExecutionId },
      replies: {
        'codepipeline:ListPipelineExecutions': () =>
          ({
            pipelineExecutionSummaries: [
              {
                pipelineExecutionId,
                status,
                startTime,
                lastUpdateTime,
                sourceRevisions: [{ actionName: 'Code', ...revision }],
                trigger,
                executionMode,
                executionType,
                ...(status === 'Stopped' && { stopTrigger }),
              },
            ],
          }) satisfies ListPipelineExecutionsOutput,
        'codepipeline:GetPipelineExecution': () =>
          ({
            pipelineExecution: {
              pipelineName: name,
              pipelineVersion: version,
              pipelineExecutionId,
              status,
              artifactRevisions: [{ name: 'SourceOutput', ...revision }],
              variables,
              trigger,
              executionMode,
              executionType,
              ...(isRollback && { rollbackMetadata }),
            },
          }) satisfies GetPipelineExecutionOutput,
      },
      items: () => [
        {
          identifiers: [name, pipelineExecutionId],
          trails: [
            { requestParameters: { name }, responseElements: { pipelineExecutionId } },
            { requestParameters: { pipelineName: name, pipelineExecutionId } },
          ],
          properties: {
            PipelineName: name,
            PipelineArn: pipelineArn,
            PipelineExecutionId: pipelineExecutionId,
            PipelineVersion: version,
            Status: status,
            StartTime: startTime,
            LastUpdateTime: lastUpdateTime,
            SourceRevisions: [
              {
                actionName: 'Code',
                revisionId,
                revisionSummary: `Change ${n}`,
                revisionUrl: `https://example.com/commit/${revisionId}`,
              },
            ],
            ArtifactRevisions: [
              {
                name: 'SourceOutput',
                revisionId,
                revisionSummary: `Change ${n}`,
                revisionUrl: `https://example.com/commit/${revisionId}`,
              },
            ],
            Variables: isSecond ? [{ name: 'STAGE', resolvedValue: 'staging' }] : [],
            Trigger: {
              triggerType: 'StartPipelineExecution',
              triggerDetail: `arn:aws:iam::${accountId}:user/ada`,
            },
            ExecutionMode: executionMode,
            ExecutionType: executionType,
            ...(status === 'Stopped' && { StopTrigger: { reason: 'stopped by hand' } }),
            ...(isRollback && {
              RollbackMetadata: { rollbackTargetPipelineExecutionId: before.pipelineExecutionId },
            }),
          },
        },
      ],
    };
  },
};

/** The properties of an execution that its actions share. It ends long before the next one starts. */
export function executionAt(place: Place): {
  readonly pipelineExecutionId: string;
  readonly status: 'Succeeded' | 'Failed' | 'Stopped';
  readonly startTime: Date;
} {
  const draw = place.draw();
  const hasStopped = place.oneIn(4, 'stopped');
  return {
    pipelineExecutionId: place.uuid(),
    status: hasStopped ? 'Stopped' : draw % 3 === 0 ? 'Failed' : 'Succeeded',
    startTime: place.recent(),
  };
}
