import type {
  ActionExecutionDetail,
  ArtifactRevision,
  PipelineExecution,
  PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import type { Estate } from './estate.ts';
import { pipeline, pipelineName } from './pipelines.ts';
import { recentTime } from './recent-times.ts';

const MINUTE = 60_000;

/** A pipeline of the estate. */
export type PipelinePlace = readonly [
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
];

/** How often a pipeline has run; its newest execution has the number 0. */
export function executionCount([estate, accountId, region]: PipelinePlace): number {
  return estate.countOf('AWS::CodePipeline::PipelineExecution', accountId, region);
}

export function executionId(place: PipelinePlace, number: number): string {
  const [, , , index] = place;
  return `${hex(drawOf(place, number), 8)}-0000-4000-8000-${hex(index, 6)}${hex(number, 6)}`;
}

/** The number of an execution named by its identifier; undefined when the pipeline has none of it. */
export function executionNumber(place: PipelinePlace, id: string): number | undefined {
  const number = Number.parseInt(id.slice(-6), 16);
  if (!(number < executionCount(place))) return undefined;
  return executionId(place, number) === id ? number : undefined;
}

/** What ListPipelineExecutions says of an execution. */
export function executionSummary(place: PipelinePlace, number: number): PipelineExecutionSummary {
  const { pipelineExecutionId, status, trigger, executionMode, executionType } = execution(
    place,
    number,
  );
  const startTime = startOf(place, number);
  return {
    pipelineExecutionId,
    status,
    startTime,
    lastUpdateTime: new Date(startTime.getTime() + 30 * MINUTE),
    sourceRevisions: [{ actionName: 'Code', ...revision(place, number) }],
    trigger,
    executionMode,
    executionType,
    ...(status === 'Stopped' && { stopTrigger: { reason: 'not this one' } }),
  };
}

/** What GetPipelineExecution says of an execution. */
export function execution(place: PipelinePlace, number: number): PipelineExecution {
  const [, accountId] = place;
  const { name, version, executionMode, variables = [] } = pipeline(...place);
  const draw = drawOf(place, number);
  return {
    pipelineName: name,
    pipelineVersion: version,
    pipelineExecutionId: executionId(place, number),
    status: (['Succeeded', 'Succeeded', 'Failed', 'Stopped'] as const)[draw % 4] ?? 'Succeeded',
    artifactRevisions: [{ name: 'SourceOutput', ...revision(place, number) }],
    variables: variables.map((variable) => ({ name: variable.name, resolvedValue: 'staging' })),
    trigger: {
      triggerType: 'StartPipelineExecution',
      triggerDetail: `arn:aws:iam::${accountId}:user/ada`,
    },
    executionMode,
    executionType: draw % 9 === 0 ? 'ROLLBACK' : 'STANDARD',
    ...(draw % 9 === 0 && {
      rollbackMetadata: { rollbackTargetPipelineExecutionId: executionId(place, number + 1) },
    }),
  };
}

/** How many actions each of a pipeline's executions runs. */
export function actionsPerExecution(place: PipelinePlace): number {
  return actionsOf(place).length;
}

/** What ListActionExecutions says of an execution's action; the one that ran last has the position 0. */
export function actionExecution(
  place: PipelinePlace,
  number: number,
  position: number,
): ActionExecutionDetail {
  const [, accountId, region, index] = place;
  const actions = actionsOf(place);
  const { stageName, action } = actions[actions.length - 1 - position] ?? {};
  const begun = startOf(place, number).getTime() + (actions.length - position) * 5 * MINUTE;
  const draw = drawOf(place, number);
  return {
    pipelineExecutionId: executionId(place, number),
    actionExecutionId: `${hex(draw, 8)}-0000-4000-9000-${hex(index, 5)}${hex(number, 5)}${hex(position, 2)}`,
    pipelineVersion: pipeline(...place).version,
    stageName,
    actionName: action?.name,
    startTime: new Date(begun),
    lastUpdateTime: new Date(begun + 4 * MINUTE),
    updatedBy: `arn:aws:iam::${accountId}:role/codepipeline`,
    status: position === 0 && draw % 4 === 2 ? 'Failed' : 'Succeeded',
    input: {
      actionTypeId: action?.actionTypeId,
      configuration: action?.configuration,
      region,
      inputArtifacts: action?.inputArtifacts,
    },
    output: {
      outputArtifacts: action?.outputArtifacts?.map(({ name }) => ({
        name,
        s3location: {
          bucket: `codepipeline-${region}-${accountId}`,
          key: `${pipelineName(index)}/${hex(draw, 8)}.zip`,
        },
      })),
      executionResult: { externalExecutionId: hex(draw, 8) },
    },
  };
}

function actionsOf(place: PipelinePlace) {
  const { stages = [] } = pipeline(...place);
  return stages.flatMap(({ name: stageName, actions = [] }) =>
    actions.map((action) => ({ stageName, action })),
  );
}

/** An execution has long ended when the next one begins. */
function startOf([estate, ...pipelinePlace]: PipelinePlace, number: number): Date {
  return recentTime(estate, number, 'pipeline-execution', ...pipelinePlace);
}

function revision(place: PipelinePlace, number: number): Omit<ArtifactRevision, 'name'> {
  const revisionId = hex(drawOf(place, number), 8);
  return {
    revisionId,
    revisionSummary: `Change ${number}`,
    revisionUrl: `https://example.com/commit/${revisionId}`,
  };
}

function drawOf([estate, accountId, region, index]: PipelinePlace, number: number): number {
  return estate.draw('pipeline-execution', accountId, region, index, number);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
