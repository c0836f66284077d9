import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { owner, pages, range, TAGS, type KindContract } from '../contract.ts';

/** Attributes that become numbers, although SNS returns strings. */
const NUMBERS = [
  'SubscriptionsConfirmed',
  'SubscriptionsDeleted',
  'SubscriptionsPending',
  'HTTPSuccessFeedbackSampleRate',
  'FirehoseSuccessFeedbackSampleRate',
  'LambdaSuccessFeedbackSampleRate',
  'ApplicationSuccessFeedbackSampleRate',
  'SQSSuccessFeedbackSampleRate',
];
const FLAGS = ['FifoTopic', 'ContentBasedDeduplication'];

export const snsTopic: KindContract = {
  kind: 'AWS::SNS::Topic',
  reach: 'region',
  key: ['TopicArn'],
  async seed(place) {
    const sns = place.of(SNSClient);
    const { TopicArn } = await sns.send(
      new CreateTopicCommand({
        Name: 'orders',
        Attributes: {
          DisplayName: 'Orders',
          KmsMasterKeyId: 'alias/aws/sns',
          SignatureVersion: '2',
        },
        Tags: [...TAGS],
      }),
    );
    const settings = {
      TracingConfig: 'Active',
      LambdaSuccessFeedbackSampleRate: '10',
      LambdaSuccessFeedbackRoleArn: `arn:aws:iam::${place.accountId}:role/feedback`,
      DeliveryPolicy: JSON.stringify({ http: { defaultHealthyRetryPolicy: { numRetries: 5 } } }),
    };
    for (const [AttributeName, AttributeValue] of Object.entries(settings)) {
      await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
    }
    const Endpoint = `arn:aws:sqs:${place.region}:${place.accountId}:orders`;
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
    await sns.send(
      new CreateTopicCommand({
        Name: 'orders.fifo',
        Attributes: { FifoTopic: 'true', ContentBasedDeduplication: 'true' },
      }),
    );
    const more = place.isLarge ? 110 : 1;
    for (const index of range(more)) {
      await sns.send(new CreateTopicCommand({ Name: `more-${index}` }));
    }
  },
  async *expected(place) {
    const sns = place.of(SNSClient);
    const lists = pages(
      (NextToken) => sns.send(new ListTopicsCommand({ NextToken })),
      (page) => page.NextToken,
    );
    for await (const { Topics = [] } of lists) {
      for (const { TopicArn } of Topics) {
        const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
        const { Tags = [] } = await sns.send(
          new ListTagsForResourceCommand({ ResourceArn: TopicArn }),
        );
        const attributes = Object.entries(Attributes).map(([name, text]): [string, unknown] => {
          if (NUMBERS.includes(name)) return [name, Number(text)];
          return FLAGS.includes(name) ? [name, text === 'true'] : [name, text];
        });
        const properties = { TopicArn, ...Object.fromEntries(attributes), Tags };
        yield { properties, context: owner(place) };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['TopicArn'])],
  missing: ({ region, accountId }) => [`arn:aws:sns:${region}:${accountId}:not-there`],
};
