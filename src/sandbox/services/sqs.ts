import { queueAttributes, queueIndex, queueTags, queueUrl } from '../estate/queues.ts';
import { ServiceError } from '../wire/call.ts';
import { number, refuse, text, texts, type Handler, type HandlerContext } from './handler.ts';

const MOST_QUEUES = 1_000;

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
const listQueues: Handler = (input, { estate, accountId, region, pager }) => {
  refuse(input, 'QueueNamePrefix');
  const asked = number(input, 'MaxResults');
  const size = pager.size(asked, 1, MOST_QUEUES);
  const count = estate.countOf('AWS::SQS::Queue', accountId, region);
  const list = `queues/${accountId}/${region}`;
  const { indices, next } = pager.page(list, count, size, input['NextToken']);
  const QueueUrls = indices.map((index) => queueUrl(estate, accountId, region, index));
  // Without a page size SQS stops at a thousand and says nothing of the rest.
  return {
    ...(QueueUrls.length > 0 && { QueueUrls }),
    ...(asked !== undefined && { NextToken: next }),
  };
};

function indexOf(input: Parameters<Handler>[0], context: HandlerContext): number {
  const url = text(input, 'QueueUrl');
  const index = queueIndex(context.estate, context.accountId, context.region, url);
  if (index === undefined || context.isGone(url)) throw noQueue();
  return index;
}

function noQueue(): ServiceError {
  return new ServiceError(
    'AWS.SimpleQueueService.NonExistentQueue',
    'The specified queue does not exist.',
  );
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html */
const getQueueUrl: Handler = (input, context) => {
  const { estate, accountId, region } = context;
  refuse(input, 'QueueOwnerAWSAccountId');
  const QueueUrl = `https://sqs.${region}.amazonaws.com/${accountId}/${text(input, 'QueueName')}`;
  const index = queueIndex(estate, accountId, region, QueueUrl);
  if (index === undefined || context.isGone(QueueUrl)) throw noQueue();
  return { QueueUrl };
};

/** SQS gives the attributes that are asked for by name: none, when none are. */
const getQueueAttributes: Handler = (input, context) => {
  const index = indexOf(input, context);
  const asked = texts(input, 'AttributeNames') ?? [];
  const all = queueAttributes(context.estate, context.accountId, context.region, index);
  if (asked.includes('All')) return { Attributes: all };
  const entries = Object.entries(all).filter(([name]) => asked.includes(name));
  return entries.length > 0 ? { Attributes: Object.fromEntries(entries) } : {};
};

export const SQS: Readonly<Record<string, Handler>> = {
  ListQueues: listQueues,
  GetQueueAttributes: getQueueAttributes,
  GetQueueUrl: getQueueUrl,
  ListQueueTags: (input, context) => {
    const Tags = queueTags(
      context.estate,
      context.accountId,
      context.region,
      indexOf(input, context),
    );
    return Object.keys(Tags).length > 0 ? { Tags } : {};
  },
};
