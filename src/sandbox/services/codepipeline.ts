import {
  pipeline,
  pipelineArn,
  pipelineIndex,
  pipelineMetadata,
  pipelineSummary,
} from '../estate/pipelines.ts';
import { ServiceError } from '../wire/call.ts';
import { number, refuse, text, type Handler } from './handler.ts';

const MOST_PIPELINES = 1_000;
const MOST_TAGS = 100;

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListPipelines.html */
const listPipelines: Handler = (input, { estate, accountId, region, pager }) => {
  const count = estate.countOf('pipelines', accountId, region);
  const size = pager.size(number(input, 'maxResults'), 1, MOST_PIPELINES);
  const page = pager.page(`pipelines/${accountId}/${region}`, count, size, input['nextToken']);
  return {
    pipelines: page.indices.map((index) => pipelineSummary(estate, accountId, region, index)),
    nextToken: page.next,
  };
};

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipeline.html */
const getPipeline: Handler = (input, { estate, accountId, region, isGone }) => {
  refuse(input, 'version');
  const name = text(input, 'name');
  const index = pipelineIndex(estate, accountId, region, name);
  if (index === undefined || name.startsWith('arn:') || isGone(name)) {
    throw new ServiceError(
      'PipelineNotFoundException',
      `Account '${accountId}' does not have a pipeline with name '${name}'`,
    );
  }
  return {
    pipeline: pipeline(estate, accountId, region, index),
    metadata: pipelineMetadata(estate, accountId, region, index),
  };
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

export const CODEPIPELINE: Readonly<Record<string, Handler>> = {
  ListPipelines: listPipelines,
  GetPipeline: getPipeline,
  ListTagsForResource: listTagsForResource,
};
