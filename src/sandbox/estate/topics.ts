import type { Estate } from './estate.ts';
import { positionOf } from './position.ts';

/** The ARN of the topic at a position. */
export function topicArn(estate: Estate, accountId: string, region: string, index: number): string {
  const suffix = isFifo(estate, accountId, region, index) ? '.fifo' : '';
  return `arn:aws:sns:${region}:${accountId}:alerts-${index}${suffix}`;
}

/** The position of a topic; undefined when the estate has none of that ARN here. */
export function topicIndex(
  estate: Estate,
  accountId: string,
  region: string,
  arn: string,
): number | undefined {
  const count = estate.countOf('AWS::SNS::Topic', accountId, region);
  return positionOf(arn, count, (index) => [topicArn(estate, accountId, region, index)]);
}

/** What GetTopicAttributes says of a topic: everything is text. */
export function topicAttributes(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): Record<string, string> {
  const draw = estate.draw('topic', accountId, region, index);
  const arn = topicArn(estate, accountId, region, index);
  return {
    TopicArn: arn,
    Owner: accountId,
    DisplayName: draw % 4 === 0 ? '' : `Alerts & more ${draw % 1_000}`,
    Policy: `{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"SNS:Publish","Resource":"${arn}"}]}`,
    EffectiveDeliveryPolicy: '{"http":{"defaultHealthyRetryPolicy":{"numRetries":3}}}',
    SubscriptionsConfirmed: String(draw % 20),
    SubscriptionsDeleted: String(draw % 3),
    SubscriptionsPending: String(draw % 2),
    ...(draw % 5 === 0 && {
      KmsMasterKeyId: 'alias/aws/sns',
      SQSSuccessFeedbackRoleArn: `arn:aws:iam::${accountId}:role/feedback`,
      SQSSuccessFeedbackSampleRate: String(draw % 101),
    }),
    ...(isFifo(estate, accountId, region, index) && {
      FifoTopic: 'true',
      ContentBasedDeduplication: draw % 2 === 0 ? 'true' : 'false',
      FifoThroughputScope: 'MessageGroup',
    }),
  };
}

/** A topic's tags. */
export function topicTags(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): { Key: string; Value: string }[] {
  return estate.tags('topic', accountId, region, index);
}

function isFifo(estate: Estate, accountId: string, region: string, index: number): boolean {
  return estate.draw('fifo topic', accountId, region, index) % 9 === 0;
}
