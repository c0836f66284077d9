import type { GetResourcesOutput } from '@aws-sdk/client-resource-groups-tagging-api';
import type {
  GetQueueAttributesResult,
  ListQueuesResult,
  ListQueueTagsResult,
} from '@aws-sdk/client-sqs';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const QueueUrl = `https://sqs.eu-west-1.amazonaws.com/${EXAMPLE_ACCOUNT}/orders.fifo`;
const QueueArn = `arn:aws:sqs:eu-west-1:${EXAMPLE_ACCOUNT}:orders.fifo`;

export const example = {
  identifiers: [QueueUrl],
  replies: {
    'sqs:ListQueues': { QueueUrls: [QueueUrl] } satisfies ListQueuesResult,
    'sqs:GetQueueAttributes': {
      Attributes: {
        QueueArn,
        CreatedTimestamp: '1700000000',
        VisibilityTimeout: '30',
        FifoQueue: 'true',
        SqsManagedSseEnabled: 'false',
      },
    } satisfies GetQueueAttributesResult,
    'tagging:GetResources': {
      ResourceTagMappingList: [
        { ResourceARN: QueueArn, Tags: [{ Key: 'team', Value: 'billing' }] },
      ],
      PaginationToken: '',
    } satisfies GetResourcesOutput,
    'sqs:ListQueueTags': { Tags: { team: 'billing' } } satisfies ListQueueTagsResult,
  },
  properties: {
    QueueUrl,
    QueueName: 'orders.fifo',
    QueueArn,
    CreatedTimestamp: '1700000000',
    VisibilityTimeout: 30,
    FifoQueue: true,
    SqsManagedSseEnabled: false,
    Tags: { team: 'billing' },
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
