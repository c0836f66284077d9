import type { CostExample, ExampleRow } from '../cost-example.ts';

/** Prices of eu-west-1: the tiers begin at 100 and 200 billion requests. */
const ROWS: readonly ExampleRow[] = [
  {
    service: 'AWSQueueService',
    family: 'API Request',
    attributes: { usagetype: 'EU-Requests-Tier1', queueType: 'Standard' },
    unit: 'Requests',
    price: [
      ['0', '0.0000004000'],
      ['100000000000', '0.0000003000'],
      ['200000000000', '0.0000002400'],
    ],
  },
  {
    service: 'AWSQueueService',
    family: 'API Request',
    attributes: {
      usagetype: 'EU-Requests-FIFO-Tier1',
      queueType: 'FIFO (first-in, first-out)',
    },
    unit: 'Requests',
    price: '0.0000005000',
  },
  {
    service: 'AWSQueueService',
    family: 'API Request',
    attributes: { usagetype: 'EU-Requests-Fair', queueType: 'Fair' },
    unit: 'Requests',
    price: '0.0000001000',
  },
];

const QUEUE = { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/210000000000/orders' };

export const EXAMPLES: readonly CostExample[] = [
  {
    title: 'a standard queue: 128 KB is two requests',
    region: 'eu-west-1',
    properties: { ...QUEUE, QueueName: 'orders' },
    usage: { monthly_requests: 10_000_000, request_size_kb: 128 },
    rows: ROWS,
    monthly: { requests: '8' },
    plan: {
      terraform: { type: 'aws_sqs_queue', values: { name: 'orders', fifo_queue: false } },
      pulumi: { type: 'aws:sqs/queue:Queue', values: { name: 'orders' } },
    },
  },
  {
    title: 'a standard queue in the second tier',
    region: 'eu-west-1',
    properties: { ...QUEUE, QueueName: 'orders' },
    usage: { monthly_requests: 150_000_000_000 },
    rows: ROWS,
    monthly: { requests: '55000' },
  },
  {
    title: 'a FIFO queue',
    region: 'eu-west-1',
    properties: { ...QUEUE, QueueName: 'orders.fifo', FifoQueue: true },
    usage: { monthly_requests: 10_000_000 },
    rows: ROWS,
    monthly: { requests: '5' },
    plan: {
      terraform: { type: 'aws_sqs_queue', values: { name: 'orders.fifo', fifo_queue: true } },
      pulumi: { type: 'aws:sqs/queue:Queue', values: { name: 'orders.fifo', fifoQueue: true } },
    },
  },
  {
    title: 'a queue with unknown requests',
    region: 'eu-west-1',
    properties: { ...QUEUE, QueueName: 'orders' },
    rows: ROWS,
    monthly: {},
    unpriced: { requests: 'usage' },
  },
];
