import { queueAttributes, queueIndex, queueTags, queueUrl } from '../estate/queues.ts';
import { ServiceError } from '../wire/call.ts';
import { number, text, type Handler, type HandlerContext } from './handler.ts';

const MOST_QUEUES = 1_000;

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
const listQueues: Handler = (input, { estate, accountId, region, pager }) => {
  const asked = number(input, 'MaxResults');
  const count = estate.countOf('queues', accountId, region);
  const list = `queues/${accountId}/${region}`;
  const { indices, next } = pager.page(list, count, asked ?? MOST_QUEUES, input['NextToken']);
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
  if (index === undefined || context.isGone(url)) {
    throw new ServiceError(
      'AWS.SimpleQueueService.NonExistentQueue',
      'The specified queue does not exist.',
    );
  }
  return index;
}

export const SQS: Readonly<Record<string, Handler>> = {
  ListQueues: listQueues,
  GetQueueAttributes: (input, context) => {
    const index = indexOf(input, context);
    return {
      Attributes: queueAttributes(context.estate, context.accountId, context.region, index),
    };
  },
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
