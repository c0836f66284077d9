import type {
  GetTopicAttributesResponse,
  ListTagsForResourceResponse,
  ListTopicsResponse,
} from '@aws-sdk/client-sns';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';

/** @see https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
export const topic: SimulatedKind = {
  kind: 'AWS::SNS::Topic',
  client: () => import('@aws-sdk/client-sns'),
  gone: 'NotFoundException',
  tagged: 'sns:topic',
  calls: {
    'sns:ListTopics': { most: 100, limit: { burst: 30, refillPerSecond: 30 } },
    'sns:GetTopicAttributes': {},
    'sns:ListTagsForResource': {
      of: { ResourceArn: ['TopicArn'] },
      gone: 'ResourceNotFoundException',
    },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    const isFifo = place.oneIn(9, 'fifo');
    const TopicArn = `arn:aws:sns:${region}:${accountId}:alerts-${n}${isFifo ? '.fifo' : ''}`;
    const DisplayName = n > 0 && draw % 4 === 0 ? '' : `Alerts & more ${draw % 1_000}`;
    const Policy = `{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"SNS:Publish","Resource":"${TopicArn}"}]}`;
    const EffectiveDeliveryPolicy = '{"http":{"defaultHealthyRetryPolicy":{"numRetries":3}}}';
    const hasFeedback = place.oneIn(5, 'feedback');
    const SQSSuccessFeedbackRoleArn = `arn:aws:iam::${accountId}:role/feedback`;
    const isEven = draw % 2 === 0;
    const Tags = place.tags();
    return {
      names: { TopicArn },
      tags: Tags,
      replies: {
        'sns:ListTopics': () => ({ Topics: [{ TopicArn }] }) satisfies ListTopicsResponse,
        'sns:GetTopicAttributes': () =>
          ({
            Attributes: {
              TopicArn,
              Owner: accountId,
              DisplayName,
              Policy,
              EffectiveDeliveryPolicy,
              SubscriptionsConfirmed: String(draw % 20),
              SubscriptionsDeleted: String(draw % 3),
              SubscriptionsPending: String(draw % 2),
              ...(hasFeedback && {
                KmsMasterKeyId: 'alias/aws/sns',
                SQSSuccessFeedbackRoleArn,
                SQSSuccessFeedbackSampleRate: String(draw % 101),
              }),
              ...(isFifo && {
                FifoTopic: 'true',
                ContentBasedDeduplication: isEven ? 'true' : 'false',
                FifoThroughputScope: 'MessageGroup',
              }),
            },
          }) satisfies GetTopicAttributesResponse,
        'sns:ListTagsForResource': () => ({ Tags }) satisfies ListTagsForResourceResponse,
      },
      items: () => [
        {
          identifiers: [TopicArn],
          trails: [
            { responseElements: { topicArn: TopicArn } },
            { requestParameters: { topicArn: TopicArn } },
            { requestParameters: { resourceArn: TopicArn } },
            { requestParameters: { subscriptionArn: `${TopicArn}:0a1b2c3d` } },
          ],
          properties: {
            TopicArn,
            Owner: accountId,
            DisplayName,
            Policy,
            EffectiveDeliveryPolicy,
            SubscriptionsConfirmed: draw % 20,
            SubscriptionsDeleted: draw % 3,
            SubscriptionsPending: draw % 2,
            ...(hasFeedback && {
              KmsMasterKeyId: 'alias/aws/sns',
              SQSSuccessFeedbackRoleArn,
              SQSSuccessFeedbackSampleRate: draw % 101,
            }),
            ...(isFifo && {
              FifoTopic: true,
              ContentBasedDeduplication: isEven,
              FifoThroughputScope: 'MessageGroup',
            }),
            Tags,
          },
        },
      ],
    };
  },
};
