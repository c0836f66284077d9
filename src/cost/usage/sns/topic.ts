import { z } from 'zod';
import { defineUsage } from '../define-usage.ts';

/** A topic without messages sends nothing. */
export const SnsTopicUsage = defineUsage({
  kind: 'AWS::SNS::Topic',
  documentation: 'https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html',
  namespace: 'AWS/SNS',
  properties: z.object({ TopicArn: z.string() }),
  dimensions: ({ TopicArn }) => ({ TopicName: TopicArn.slice(TopicArn.lastIndexOf(':') + 1) }),
  metrics: {
    messages: {
      metric: 'NumberOfMessagesPublished',
      statistic: 'Sum',
      unit: 'Count',
      publishedWhen: 'nonzero',
    },
  },
  gives: { monthly_requests: ({ monthly }) => monthly('messages') },
});
