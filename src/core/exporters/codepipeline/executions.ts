import {
  paginateListActionExecutions,
  paginateListPipelineExecutions,
} from '@aws-sdk/client-codepipeline';
import type {
  ActionExecutionDetail,
  CodePipelineClient,
  PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import type { ActionContext } from '../../actions/action.ts';
import { answered } from '../../actions/missing-answer.ts';
import { ofEachParent } from '../../actions/parents.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { withinWindow } from '../../actions/within-window.ts';
import { pipelinesIn } from './pipelines.ts';

/** The most that ListPipelineExecutions and ListActionExecutions give in one page. */
export const EXECUTIONS_PER_PAGE = 100;

type Context = ActionContext<CodePipelineClient>;
type Pages<Execution> = AsyncGenerator<readonly Execution[], void>;

/** One run of a pipeline, from ListPipelineExecutions. */
export type RunOfPipeline = PipelineExecutionSummary & {
  readonly pipelineName: string;
  readonly pipelineExecutionId: string;
};

/** One run of a pipeline's action, from ListActionExecutions. */
export type RunOfAction = ActionExecutionDetail & {
  readonly pipelineName: string;
  readonly actionExecutionId: string;
};

/** All runs of one pipeline, newest first: AWS keeps twelve months of them. */
export async function* runsOfPipeline(
  pipelineName: string,
  context: Context,
): Pages<RunOfPipeline> {
  const input = { pipelineName, maxResults: EXECUTIONS_PER_PAGE };
  for await (const page of sdkPages(paginateListPipelineExecutions, context, input)) {
    const summaries = listOf(page.pipelineExecutionSummaries, pipelineName, context);
    yield summaries.flatMap(({ pipelineExecutionId, ...rest }) =>
      pipelineExecutionId === undefined ? [] : { ...rest, pipelineName, pipelineExecutionId },
    );
  }
}

/** All runs of one pipeline's actions, newest first: AWS keeps twelve months of them. */
export async function* runsOfActions(pipelineName: string, context: Context): Pages<RunOfAction> {
  const input = { pipelineName, maxResults: EXECUTIONS_PER_PAGE };
  for await (const page of sdkPages(paginateListActionExecutions, context, input)) {
    const details = listOf(page.actionExecutionDetails, pipelineName, context);
    yield details.flatMap(({ actionExecutionId, ...rest }) =>
      actionExecutionId === undefined ? [] : { ...rest, pipelineName, actionExecutionId },
    );
  }
}

/** The list in a page. For a requested execution, only an existing list proves that it is deleted. */
function listOf<Element>(
  list: readonly Element[] | undefined,
  pipelineName: string,
  { isWholeScope }: Context,
): readonly Element[] {
  return isWholeScope ? (list ?? []) : answered(list, pipelineName);
}

/** The runs of every pipeline within the window. */
export function executionPages<Execution extends { readonly startTime?: Date | undefined }>(
  context: Context,
  runsOf: (pipelineName: string, context: Context) => Pages<Execution>,
): AsyncGenerator<{ readonly executions: readonly Execution[] }, void> {
  return ofEachParent(pipelinesIn(context), context, async function* ({ name }) {
    const recent = withinWindow(
      runsOf(name, context),
      ({ startTime }) => startTime,
      context.window,
    );
    for await (const executions of recent) yield { executions };
  });
}

/** The first of the requested runs; undefined for none. */
export async function findExecution<Execution>(
  runs: Pages<Execution>,
  isWanted: (execution: Execution) => boolean,
): Promise<Execution | undefined> {
  for await (const executions of runs) {
    const found = executions.find(isWanted);
    if (found !== undefined) return found;
  }
  return undefined;
}
