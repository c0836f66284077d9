import type {
  GetQueueAttributesResult,
  GetQueueUrlResult,
  ListQueuesResult,
  ListQueueTagsResult,
} from '@aws-sdk/client-sqs';
import type { Place } from '../../simulation/place.ts';
import { withoutEmptyLists } from '../../simulation/shapes.ts';
import { keyAt } from '../kms/key.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { tagMap } from '../../simulation/tags.ts';

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
export const queue: SimulatedKind = {
  kind: 'AWS::SQS::Queue',
  client: () => import('@aws-sdk/client-sqs'),
  gone: 'QueueDoesNotExist',
  tagged: 'sqs:queue',
  calls: {
    // Without a page size SQS stops at a thousand without an indication.
    'sqs:ListQueues': { most: 1_000, unasked: 'cut', shape: withoutEmptyLists },
    'sqs:GetQueueAttributes': {
      takes: { AttributeNames: ['All'] },
      onlyIf: { Attributes: ['AttributeNames', 'All'] },
    },
    'sqs:GetQueueUrl': {},
    'sqs:ListQueueTags': {},
  },
  at(place) {
    const { accountId, region, n } = place;
    const QueueName = nameOf(place);
    const QueueUrl = `https://sqs.${region}.amazonaws.com/${accountId}/${QueueName}`;
    const QueueArn = arnOf(place);
    const Tags = place.tags();
    const draw = place.draw();
    const created = Math.floor(place.time().getTime() / 1_000);
    const isFifo = QueueName.endsWith('.fifo');
    const isEven = draw % 2 === 0;
    const hasPolicy = place.oneIn(4, 'policy');
    const hasKey = place.has('AWS::KMS::Key') && place.oneIn(3, 'key');
    const KmsMasterKeyId = keyAt(place.neighbour('AWS::KMS::Key')).Arn;
    const Policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"${QueueArn}"}]}`;
    // Failed messages go to the previous queue, if it has the same type, as AWS requires.
    const before = place.beside('AWS::SQS::Queue', Math.max(0, n - 1));
    const isRedriven = n > 0 && nameOf(before).endsWith('.fifo') === isFifo && draw % 3 === 0;
    const RedrivePolicy = `{"deadLetterTargetArn":"${arnOf(before)}","maxReceiveCount":5}`;
    return {
      names: { QueueUrl, QueueName, QueueArn },
      tags: Tags,
      replies: {
        'sqs:ListQueues': () => ({ QueueUrls: [QueueUrl] }) satisfies ListQueuesResult,
        'sqs:GetQueueUrl': () => ({ QueueUrl }) satisfies GetQueueUrlResult,
        'sqs:GetQueueAttributes': () =>
          ({
            Attributes: {
              QueueArn,
              ApproximateNumberOfMessages: String(draw % 100),
              ApproximateNumberOfMessagesNotVisible: String(draw % 7),
              ApproximateNumberOfMessagesDelayed: '0',
              CreatedTimestamp: String(created),
              LastModifiedTimestamp: String(created + (draw % 10_000)),
              VisibilityTimeout: String(30 + (draw % 4) * 30),
              MaximumMessageSize: '262144',
              MessageRetentionPeriod: '345600',
              DelaySeconds: '0',
              ReceiveMessageWaitTimeSeconds: String(draw % 21),
              SqsManagedSseEnabled: isEven ? 'true' : 'false',
              ...(isRedriven && { RedrivePolicy }),
              ...(hasPolicy && { Policy }),
              ...(hasKey && { KmsMasterKeyId }),
              ...(isFifo && {
                FifoQueue: 'true',
                ContentBasedDeduplication: isEven ? 'true' : 'false',
                DeduplicationScope: 'queue',
                FifoThroughputLimit: 'perQueue',
              }),
            },
          }) satisfies GetQueueAttributesResult,
        'sqs:ListQueueTags': () =>
          (Tags.length === 0 ? {} : { Tags: tagMap(Tags) }) satisfies ListQueueTagsResult,
      },
      items: () => [
        {
          identifiers: [QueueUrl],
          trails: [
            {
              requestParameters: { queueName: QueueName },
              responseElements: { queueUrl: QueueUrl },
            },
            { requestParameters: { queueUrl: QueueUrl } },
          ],
          properties: {
            QueueUrl,
            QueueName,
            QueueArn,
            ApproximateNumberOfMessages: draw % 100,
            ApproximateNumberOfMessagesNotVisible: draw % 7,
            ApproximateNumberOfMessagesDelayed: 0,
            CreatedTimestamp: String(created),
            LastModifiedTimestamp: String(created + (draw % 10_000)),
            VisibilityTimeout: 30 + (draw % 4) * 30,
            MaximumMessageSize: 262_144,
            MessageRetentionPeriod: 345_600,
            DelaySeconds: 0,
            ReceiveMessageWaitTimeSeconds: draw % 21,
            SqsManagedSseEnabled: isEven,
            ...(isRedriven && { RedrivePolicy }),
            ...(hasPolicy && { Policy }),
            ...(hasKey && { KmsMasterKeyId }),
            ...(isFifo && {
              FifoQueue: true,
              ContentBasedDeduplication: isEven,
              DeduplicationScope: 'queue',
              FifoThroughputLimit: 'perQueue',
            }),
            Tags: tagMap(Tags),
          },
        },
      ],
    };
  },
};

function nameOf(place: Place): string {
  return `orders-${place.n}${place.draw('fifo') % 9 === 0 ? '.fifo' : ''}`;
}

function arnOf(place: Place): string {
  return `arn:aws:sqs:${place.region}:${place.accountId}:${nameOf(place)}`;
}
