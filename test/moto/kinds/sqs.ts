import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { owner, pages, range, type KindContract } from '../contract.ts';
import { given } from '../given.ts';

/** Attributes that become numbers, although SQS returns strings. */
const NUMBERS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'VisibilityTimeout',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'DelaySeconds',
  'ReceiveMessageWaitTimeSeconds',
  'KmsDataKeyReusePeriodSeconds',
];
const FLAGS = ['SqsManagedSseEnabled', 'FifoQueue', 'ContentBasedDeduplication'];

export const sqsQueue: KindContract = {
  kind: 'AWS::SQS::Queue',
  reach: 'region',
  key: ['QueueUrl'],
  async seed(place) {
    const sqs = place.of(SQSClient);
    const { QueueUrl: dead = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'dead' }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['QueueArn'] }),
    );
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({
        QueueName: 'orders',
        Attributes: {
          DelaySeconds: '5',
          MaximumMessageSize: '2048',
          MessageRetentionPeriod: '86400',
          ReceiveMessageWaitTimeSeconds: '20',
          VisibilityTimeout: '45',
          KmsMasterKeyId: 'alias/aws/sqs',
          KmsDataKeyReusePeriodSeconds: '600',
          Policy: JSON.stringify({ Version: '2012-10-17', Statement: [] }),
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: Attributes?.QueueArn,
            maxReceiveCount: 3,
          }),
          RedriveAllowPolicy: JSON.stringify({ redrivePermission: 'allowAll' }),
        },
        tags: { team: 'orders', 'Cost Centre': '42: naïve' },
      }),
    );
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one', DelaySeconds: 0 }));
    await sqs.send(
      new CreateQueueCommand({
        QueueName: 'orders.fifo',
        Attributes: {
          FifoQueue: 'true',
          ContentBasedDeduplication: 'true',
          DeduplicationScope: 'messageGroup',
          FifoThroughputLimit: 'perMessageGroupId',
          SqsManagedSseEnabled: 'true',
        },
      }),
    );
    if (!place.isLarge) return;
    for (const index of range(100)) {
      await sqs.send(new CreateQueueCommand({ QueueName: `more-${index}` }));
    }
  },
  async *expected(place) {
    const sqs = place.of(SQSClient);
    const lists = pages(
      (NextToken) => sqs.send(new ListQueuesCommand({ MaxResults: 10, NextToken })),
      (page) => page.NextToken,
    );
    for await (const { QueueUrls = [] } of lists) {
      for (const QueueUrl of QueueUrls) {
        const { Attributes = {} } = await sqs.send(
          new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
        );
        const { Tags = {} } = await sqs.send(new ListQueueTagsCommand({ QueueUrl }));
        const attributes = Object.entries(Attributes).map(([name, text]): [string, unknown] => {
          if (NUMBERS.includes(name)) return [name, Number(text)];
          return FLAGS.includes(name) ? [name, text === 'true'] : [name, text];
        });
        const QueueName = given(QueueUrl.split('/').at(-1), 'queue name');
        const properties = { QueueUrl, QueueName, ...Object.fromEntries(attributes), Tags };
        yield { properties, context: owner(place) };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['QueueUrl'])],
  missing: ({ accountId }) => [`http://127.0.0.1:1/${accountId}/not-there`],
};
