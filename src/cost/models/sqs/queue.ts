import { z } from 'zod';
import { defineCostModel } from '../define-cost-model.ts';
import { billedRequests } from '../request-chunks.ts';

const STANDARD = 'Standard';
const FIFO = 'FIFO (first-in, first-out)';

/** @see https://aws.amazon.com/sqs/pricing/ */
export const SqsQueueCost = defineCostModel({
  kind: 'AWS::SQS::Queue',
  pricing: 'https://aws.amazon.com/sqs/pricing/',
  properties: z.object({ FifoQueue: z.boolean().optional(), QueueName: z.string().optional() }),
  prices: {
    requests: {
      service: 'AWSQueueService',
      family: 'API Request',
      // The usage type of one price differs from region to region: `Requests-Tier1`, `Requests-RBP`.
      where: { queueType: [STANDARD, FIFO] },
      key: ['queueType'],
      unit: 'Requests',
    },
  },
  usage: {
    monthly_requests: 'API calls a month',
    request_size_kb:
      'KB of one API call: each 64 KB is a request. Without it, each call is one request',
  },
  plan: {
    terraform: ['aws_sqs_queue'],
    pulumi: ['aws:sqs/queue:Queue'],
    properties: (values) => {
      const FifoQueue = values.flag('fifo_queue');
      // The name tells it where nothing else does. Each queue has its own: a plan's queues are priced once without it.
      return FifoQueue === undefined ? { QueueName: values.text('name') } : { FifoQueue };
    },
  },
  components: ({ FifoQueue, QueueName }, { price, usage }) => [
    {
      name: 'requests',
      price: price(
        'requests',
        FifoQueue === true || QueueName?.endsWith('.fifo') === true ? FIFO : STANDARD,
      ),
      quantity: billedRequests(usage('monthly_requests'), usage('request_size_kb')),
    },
  ],
});
