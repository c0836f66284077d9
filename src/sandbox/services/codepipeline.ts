import {
  pipeline,
  pipelineArn,
  pipelineIndex,
  pipelineMetadata,
  pipelineSummary,
} from '../estate/pipelines.ts';
import {
  actionExecution,
  actionsPerExecution,
  execution,
  executionCount,
  executionNumber,
  executionSummary,
  type PipelinePlace,
} from '../estate/pipeline-executions.ts';
import { ServiceError } from '../wire/call.ts';
import { number, refuse, text, type Handler, type HandlerContext } from './handler.ts';

const MOST_PIPELINES = 1_000;
const MOST_TAGS = 100;
const MOST_EXECUTIONS = 100;

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListPipelines.html */
const listPipelines: Handler = (input, { estate, accountId, region, pager }) => {
  const count = estate.countOf('AWS::CodePipeline::Pipeline', accountId, region);
  const size = pager.size(number(input, 'maxResults'), 1, MOST_PIPELINES);
  const page = pager.page(`pipelines/${accountId}/${region}`, count, size, input['nextToken']);
  return {
    pipelines: page.indices.map((index) => pipelineSummary(estate, accountId, region, index)),
    nextToken: page.next,
  };
};

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipeline.html */
const getPipeline: Handler = (input, context) => {
  refuse(input, 'version');
  const place = placeOf(text(input, 'name'), context);
  return { pipeline: pipeline(...place), metadata: pipelineMetadata(...place) };
};

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListTagsForResource.html */
const listTagsForResource: Handler = (input, { estate, accountId, region, pager, isGone }) => {
  const arn = text(input, 'resourceArn');
  if (!arn.startsWith('arn:')) throw new ServiceError('InvalidArnException', 'not an ARN');
  const index = pipelineIndex(estate, accountId, region, arn);
  if (index === undefined || isGone(pipelineArn(accountId, region, index)))
    throw new ServiceError('ResourceNotFoundException', `no resource ${arn}`);
  const tags = estate.tags('pipeline', accountId, region, index);
  const size = pager.size(number(input, 'maxResults'), 1, MOST_TAGS);
  const page = pager.page(`tags/${arn}`, tags.length, size, input['nextToken']);
  return {
    tags: page.indices.map((position) => {
      const { Key, Value } = tags[position] ?? {};
      return { key: Key, value: Value };
    }),
    nextToken: page.next,
  };
};

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListPipelineExecutions.html */
const listPipelineExecutions: Handler = (input, context) => {
  refuse(input, 'filter');
  const place = placeOf(text(input, 'pipelineName'), context);
  const size = context.pager.size(number(input, 'maxResults'), 1, MOST_EXECUTIONS);
  const list = `executions/${listOf(place)}`;
  const page = context.pager.page(list, executionCount(place), size, input['nextToken']);
  return {
    pipelineExecutionSummaries: page.indices.map((index) => executionSummary(place, index)),
    nextToken: page.next,
  };
};

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipelineExecution.html */
const getPipelineExecution: Handler = (input, context) => {
  const place = placeOf(text(input, 'pipelineName'), context);
  const id = text(input, 'pipelineExecutionId');
  const found = executionNumber(place, id);
  if (found === undefined || context.isGone(id)) {
    throw new ServiceError(
      'PipelineExecutionNotFoundException',
      `The pipeline '${text(input, 'pipelineName')}' has no execution with the ID '${id}'`,
    );
  }
  return { pipelineExecution: execution(place, found) };
};

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListActionExecutions.html */
const listActionExecutions: Handler = (input, context) => {
  refuse(input, 'filter');
  const place = placeOf(text(input, 'pipelineName'), context);
  const actions = actionsPerExecution(place);
  const count = executionCount(place) * actions;
  const size = context.pager.size(number(input, 'maxResults'), 1, MOST_EXECUTIONS);
  const list = `actions/${listOf(place)}`;
  const page = context.pager.page(list, count, size, input['nextToken']);
  return {
    actionExecutionDetails: page.indices.map((index) =>
      actionExecution(place, Math.floor(index / actions), index % actions),
    ),
    nextToken: page.next,
  };
};

/** Names a pipeline's own list, for page tokens. */
function listOf([, accountId, region, index]: PipelinePlace): string {
  return `${accountId}/${region}/${index}`;
}

/** Where a pipeline is that a call names. */
function placeOf(
  name: string,
  { estate, accountId, region, isGone }: HandlerContext,
): PipelinePlace {
  const index = pipelineIndex(estate, accountId, region, name);
  if (index !== undefined && !name.startsWith('arn:') && !isGone(name))
    return [estate, accountId, region, index];
  throw new ServiceError(
    'PipelineNotFoundException',
    `Account '${accountId}' does not have a pipeline with name '${name}'`,
  );
}

export const CODEPIPELINE: Readonly<Record<string, Handler>> = {
  ListPipelines: listPipelines,
  GetPipeline: getPipeline,
  ListTagsForResource: listTagsForResource,
  ListPipelineExecutions: listPipelineExecutions,
  GetPipelineExecution: getPipelineExecution,
  ListActionExecutions: listActionExecutions,
};
