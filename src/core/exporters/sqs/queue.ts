import {
  GetQueueAttributesCommand,
  ListQueueTagsCommand,
  paginateListQueues,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { ListQueueTagsResult, QueueAttributeName } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import type { Account } from '../../../aws/account.ts';
import type { ActionContext } from '../../actions/action.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { asTagMap, tagsAs, tagsOfMap } from '../../actions/tags.ts';
import { taggingPages } from '../../actions/tagging-pages.ts';
import { toKey } from '../common-relations.ts';
import { named, textAt } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { flag, integer } from '../fields.ts';

/** SQS returns NextToken only if a page size is set: without it, the list ends at 1,000 queues. */
const QUEUES_PER_PAGE = 1_000;

type Context = ActionContext<SQSClient>;
type Source = { QueueUrl: string; QueueName: string } & Pick<ListQueueTagsResult, 'Tags'> &
  Partial<Record<QueueAttributeName, string>>;

const Properties = z.object({
  QueueUrl: z.string(),
  QueueName: z.string(),
  QueueArn: z.string().optional(),
  ApproximateNumberOfMessages: integer.optional(),
  ApproximateNumberOfMessagesNotVisible: integer.optional(),
  ApproximateNumberOfMessagesDelayed: integer.optional(),
  CreatedTimestamp: z.string().optional(),
  LastModifiedTimestamp: z.string().optional(),
  VisibilityTimeout: integer.optional(),
  MaximumMessageSize: integer.optional(),
  MessageRetentionPeriod: integer.optional(),
  DelaySeconds: integer.optional(),
  ReceiveMessageWaitTimeSeconds: integer.optional(),
  Policy: z.string().optional(),
  RedrivePolicy: z.string().optional(),
  RedriveAllowPolicy: z.string().optional(),
  KmsMasterKeyId: z.string().optional(),
  KmsDataKeyReusePeriodSeconds: integer.optional(),
  SqsManagedSseEnabled: flag.optional(),
  FifoQueue: flag.optional(),
  ContentBasedDeduplication: flag.optional(),
  DeduplicationScope: z.string().optional(),
  FifoThroughputLimit: z.string().optional(),
  Tags: z.record(z.string(), z.string()).optional(),
} satisfies FieldsOf<Source>);

const GetQueueAttributes = perItem({
  name: 'GetQueueAttributesAction',
  permissions: ['sqs:GetQueueAttributes'],
  async call(QueueUrl: string, { client, signal }: Context) {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    const { Attributes } = await client.send(command, { abortSignal: signal });
    return Attributes ?? {};
  },
});

const TagsOfQueue = perItem({
  name: 'ListQueueTagsAction',
  permissions: ['sqs:ListQueueTags'],
  async call(QueueUrl: string, { client, signal }: Context) {
    const command = new ListQueueTagsCommand({ QueueUrl });
    const { Tags } = await client.send(command, { abortSignal: signal });
    return { Tags: tagsOfMap(Tags ?? {}) };
  },
});

/** Reads the tags of a hundred queues per call if allowed, otherwise queue by queue, with the same result. */
const ListQueueTags = tagsAs(
  asTagMap,
  taggingPages({
    name: 'ListQueueTagsAction',
    resourceType: 'sqs',
    arnOf: (queueUrl: string, { account, region }: Context) => arnOf(queueUrl, account, region),
    fallback: TagsOfQueue,
  }),
);

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
export const SqsQueue = defineKind({
  kind: 'AWS::SQS::Queue',
  title: 'SQS queue',
  reach: 'regional',
  client: SQSClient,
  properties: Properties,
  entity: {
    blueprint: 'sqsQueue',
    identifier: 'QueueArn',
    title: 'QueueName',
    properties: [
      'QueueUrl',
      'FifoQueue',
      'VisibilityTimeout',
      'MessageRetentionPeriod',
      'KmsMasterKeyId',
      'Tags',
    ],
    relations: {
      deadLetterQueue: {
        to: 'AWS::SQS::Queue',
        by: {
          QueueArn: { jq: '.Properties.RedrivePolicy // "{}" | fromjson | .deadLetterTargetArn' },
        },
      },
      // An alias or a bare id does not identify the key.
      key: toKey('KmsMasterKeyId'),
    },
  },
  list: {
    operation: 'ListQueues',
    permissions: ['sqs:ListQueues'],
    pageSize: QUEUES_PER_PAGE,
    pages: (context) => sdkPages(paginateListQueues, context, { MaxResults: QUEUES_PER_PAGE }),
    items: (page) => page.QueueUrls,
  },
  get: {
    identifiers: ['QueueUrl'],
    arn: /^sqs:(?<QueueUrl>[^:/]+)$/,
    of: (queueUrl) => [queueUrl],
    find: ([queue = ''], { account, region }) => urlOf(queue, account, region),
  },
  idOf: (queueUrl) => queueUrl,
  listed: (queueUrl, { account, region }) => propertiesOf(queueUrl, account, region),
  errors: { notFound: ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'] },
  actions: { defaults: [GetQueueAttributes], options: [ListQueueTags] },
  liveEvents: {
    source: 'sqs.amazonaws.com',
    events: [
      'CreateQueue',
      'DeleteQueue',
      'SetQueueAttributes',
      'AddPermission',
      'RemovePermission',
      'TagQueue',
      'UntagQueue',
    ],
    deletions: ['DeleteQueue'],
    resources: ({ requestParameters, responseElements }) =>
      named(textAt(requestParameters, 'queueUrl') ?? textAt(responseElements, 'queueUrl')),
    stub: ([queueUrl = ''], account, region) => ({
      properties: propertiesOf(queueUrl, account, region),
    }),
  },
});

function arnOf(queueUrl: string, { partition, id }: Account, region: string): string {
  return `arn:${partition}:sqs:${region}:${id}:${nameOf(queueUrl)}`;
}

/**
 * Properties that follow from the URL, including the ARN: known even without permission to read attributes.
 */
function propertiesOf(queueUrl: string, account: Account, region: string): object {
  return {
    QueueUrl: queueUrl,
    QueueName: nameOf(queueUrl),
    QueueArn: arnOf(queueUrl, account, region),
  };
}

/** The URL of a queue that is given by URL or by name. */
function urlOf(queue: string, { partition, id }: Account, region: string): string {
  if (/^https?:/.test(queue)) return queue;
  const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://sqs.${region}.${domain}/${id}/${queue}`;
}

function nameOf(queueUrl: string): string {
  return queueUrl.slice(queueUrl.lastIndexOf('/') + 1);
}
