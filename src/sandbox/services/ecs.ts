import {
  taskDefinition,
  taskDefinitionArn,
  taskDefinitionIndex,
  taskDefinitionTags,
} from '../estate/task-definitions.ts';
import { ServiceError } from '../wire/call.ts';
import { number, refuse, text, texts, type Handler } from './handler.ts';

const MOST_NAMES = 100;

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html */
const listTaskDefinitions: Handler = (input, { estate, accountId, region, pager }) => {
  refuse(input, 'familyPrefix', 'sort');
  // Revisions that were deregistered are listed only where they are asked for; the estate has none.
  const isActive = [undefined, 'ACTIVE'].includes(text(input, 'status') || undefined);
  const count = isActive ? estate.countOf('AWS::ECS::TaskDefinition', accountId, region) : 0;
  const size = pager.size(number(input, 'maxResults'), 1, MOST_NAMES);
  const list = `task-definitions/${accountId}/${region}/${isActive}`;
  const page = pager.page(list, count, size, input['nextToken']);
  return {
    taskDefinitionArns: page.indices.map((index) => taskDefinitionArn(accountId, region, index)),
    nextToken: page.next,
  };
};

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html */
const describeTaskDefinition: Handler = (input, { estate, accountId, region, isGone }) => {
  const name = text(input, 'taskDefinition');
  const index = taskDefinitionIndex(estate, accountId, region, name);
  if (index === undefined || isGone(taskDefinitionArn(accountId, region, index)))
    throw new ServiceError('ClientException', 'Unable to describe task definition.');
  const withTags = texts(input, 'include')?.includes('TAGS') === true;
  return {
    taskDefinition: taskDefinition(estate, accountId, region, index),
    ...(withTags && { tags: taskDefinitionTags(estate, accountId, region, index) }),
  };
};

export const ECS: Readonly<Record<string, Handler>> = {
  ListTaskDefinitions: listTaskDefinitions,
  DescribeTaskDefinition: describeTaskDefinition,
};
