import type { UsageExample } from '../usage-example.ts';

export const EXAMPLES: readonly UsageExample[] = [
  {
    title: 'a topic',
    properties: { TopicArn: 'arn:aws:sns:eu-west-1:210000000000:orders' },
    dimensions: { TopicName: 'orders' },
    measured: { messages: { sum: 1_234 } },
    gives: { monthly_requests: 12_340 },
  },
];
