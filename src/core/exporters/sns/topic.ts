import {
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  paginateListTopics,
  SNSClient,
} from '@aws-sdk/client-sns';
import type { GetTopicAttributesResponse, Tag } from '@aws-sdk/client-sns';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { taggingPages } from '../../actions/tagging-pages.ts';
import { named, textAt } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { flag, integer, tagList } from '../fields.ts';

/** Topics in one page of ListTopics, which has no page size parameter. */
const TOPICS_PER_PAGE = 100;

/** SNS models attributes as a map, and documents their names only as text. */
type Source = NonNullable<GetTopicAttributesResponse['Attributes']> & { Tags: readonly Tag[] };

const Properties = z.object({
  TopicArn: z.string(),
  Owner: z.string().optional(),
  DisplayName: z.string().optional(),
  Policy: z.string().optional(),
  DeliveryPolicy: z.string().optional(),
  EffectiveDeliveryPolicy: z.string().optional(),
  SubscriptionsConfirmed: integer.optional(),
  SubscriptionsDeleted: integer.optional(),
  SubscriptionsPending: integer.optional(),
  SignatureVersion: z.string().optional(),
  TracingConfig: z.string().optional(),
  KmsMasterKeyId: z.string().optional(),
  FifoTopic: flag.optional(),
  ContentBasedDeduplication: flag.optional(),
  FifoThroughputScope: z.string().optional(),
  ArchivePolicy: z.string().optional(),
  BeginningArchiveTime: z.string().optional(),
  HTTPSuccessFeedbackRoleArn: z.string().optional(),
  HTTPSuccessFeedbackSampleRate: integer.optional(),
  HTTPFailureFeedbackRoleArn: z.string().optional(),
  FirehoseSuccessFeedbackRoleArn: z.string().optional(),
  FirehoseSuccessFeedbackSampleRate: integer.optional(),
  FirehoseFailureFeedbackRoleArn: z.string().optional(),
  LambdaSuccessFeedbackRoleArn: z.string().optional(),
  LambdaSuccessFeedbackSampleRate: integer.optional(),
  LambdaFailureFeedbackRoleArn: z.string().optional(),
  ApplicationSuccessFeedbackRoleArn: z.string().optional(),
  ApplicationSuccessFeedbackSampleRate: integer.optional(),
  ApplicationFailureFeedbackRoleArn: z.string().optional(),
  SQSSuccessFeedbackRoleArn: z.string().optional(),
  SQSSuccessFeedbackSampleRate: integer.optional(),
  SQSFailureFeedbackRoleArn: z.string().optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

const GetTopicAttributes = perItem({
  name: 'GetTopicAttributesAction',
  permissions: ['sns:GetTopicAttributes'],
  async call(TopicArn: string, { client, signal }: ActionContext<SNSClient>) {
    const command = new GetTopicAttributesCommand({ TopicArn });
    const { Attributes } = await client.send(command, { abortSignal: signal });
    return Attributes ?? {};
  },
});

const ListTagsForResource = perItem({
  name: 'GetTopicTagsAction',
  permissions: ['sns:ListTagsForResource'],
  operation: 'ListTagsForResource',
  async call(ResourceArn: string, { client, signal }: ActionContext<SNSClient>) {
    const command = new ListTagsForResourceCommand({ ResourceArn });
    const { Tags } = await client.send(command, { abortSignal: signal });
    return { Tags: Tags ?? [] };
  },
});

/** Reads the tags of a hundred topics per call if allowed, otherwise topic by topic, with the same result. */
const TopicTags = taggingPages({
  name: 'GetTopicTagsAction',
  resourceType: 'sns',
  arnOf: (topicArn: string) => topicArn,
  fallback: ListTagsForResource,
});

/** @see https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
export const SnsTopic = defineKind({
  kind: 'AWS::SNS::Topic',
  title: 'SNS topic',
  reach: 'regional',
  client: SNSClient,
  properties: Properties,
  entity: {
    blueprint: 'snsTopic',
    identifier: 'TopicArn',
    title: { jq: '.Properties.TopicArn | split(":") | last' },
    properties: [
      'DisplayName',
      'Owner',
      'FifoTopic',
      'SubscriptionsConfirmed',
      'KmsMasterKeyId',
      'Tags',
    ],
  },
  list: {
    operation: 'ListTopics',
    permissions: ['sns:ListTopics'],
    pageSize: TOPICS_PER_PAGE,
    pages: (context) => sdkPages(paginateListTopics, context, {}),
    items: (page) => page.Topics?.flatMap(({ TopicArn }) => TopicArn ?? []),
  },
  get: {
    identifiers: ['TopicArn'],
    arn: /^sns:[^:]+$/,
    of: (topicArn) => [topicArn],
    find: ([topic = ''], { account, region }) =>
      topic.startsWith('arn:')
        ? topic
        : `arn:${account.partition}:sns:${region}:${account.id}:${topic}`,
  },
  idOf: (topicArn) => topicArn,
  listed: (topicArn) => ({ TopicArn: topicArn }),
  limits: [
    {
      operations: ['sns:ListTopics'],
      burst: 30,
      refillPerSecond: 30,
      source: 'https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html',
    },
  ],
  actions: { defaults: [GetTopicAttributes], options: [TopicTags] },
  liveEvents: {
    source: 'sns.amazonaws.com',
    events: [
      'CreateTopic',
      'DeleteTopic',
      'SetTopicAttributes',
      'AddPermission',
      'RemovePermission',
      'Subscribe',
      'ConfirmSubscription',
      'Unsubscribe',
      'TagResource',
      'UntagResource',
    ],
    deletions: ['DeleteTopic'],
    resources: ({ requestParameters, responseElements }) =>
      named(
        textAt(requestParameters, 'topicArn') ??
          textAt(responseElements, 'topicArn') ??
          textAt(requestParameters, 'resourceArn') ??
          topicOf(textAt(requestParameters, 'subscriptionArn')),
      ),
    stub: ([TopicArn = '']) => ({ properties: { TopicArn } }),
  },
});

/** A subscription's ARN is its topic's ARN plus one part. */
function topicOf(subscriptionArn: string | undefined): string | undefined {
  return subscriptionArn?.slice(0, subscriptionArn.lastIndexOf(':'));
}
