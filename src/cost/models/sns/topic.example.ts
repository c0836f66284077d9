import type { CostExample, ExampleRow } from '../cost-example.ts';

/** Prices of us-east-1. */
const ROWS: readonly ExampleRow[] = [
  row('API Request', 'Requests-Tier1', 'Requests', [
    ['0', '0.0000000000'],
    ['1000000', '0.0000005000'],
  ]),
  row('Message Delivery', 'DeliveryAttempts-HTTP', 'Notifications', [
    ['0', '0.0000000000'],
    ['100000', '0.0000006000'],
  ]),
  row('Message Delivery', 'DeliveryAttempts-SMTP', 'Notifications', [
    ['0', '0.0000000000'],
    ['1000', '0.0000200000'],
  ]),
  row('Message Delivery', 'DeliveryAttempts-FIREHOSE', 'Notifications', '0.0000001900'),
  row('Message Delivery', 'DeliveryAttempts-APNS', 'Notifications', '0.0000005000'),
  row('Message Delivery', 'DeliveryAttempts-MACOS', 'Notifications', '0.0000005000'),
  row('', 'F-Request-Tier1', 'Requests', '0.0000003000'),
  row('', 'F-Ingress-Tier1', 'GB', '0.0170000000'),
  row('', 'F-DA-SQS', 'Notifications', '0.0000000100'),
  row('', 'F-Egress-SQS', 'GB', '0.0010000000'),
];

function row(
  family: string,
  usagetype: string,
  unit: string,
  price: ExampleRow['price'],
): ExampleRow {
  return { service: 'AmazonSNS', family, attributes: { usagetype }, unit, price };
}

const TOPIC = { TopicArn: 'arn:aws:sns:us-east-1:210000000000:orders' };
const FIFO_TOPIC = { TopicArn: 'arn:aws:sns:us-east-1:210000000000:orders.fifo', FifoTopic: true };

export const EXAMPLES: readonly CostExample[] = [
  {
    title: 'a standard topic with subscriptions of all protocols',
    region: 'us-east-1',
    properties: { ...TOPIC, SubscriptionsConfirmed: 12 },
    usage: {
      monthly_requests: 1_000_000,
      request_size_kb: 128,
      http_subscriptions: 1,
      email_subscriptions: 0,
      kinesis_subscriptions: 2,
      mobile_push_subscriptions: 1,
      macos_subscriptions: 1,
      sms_subscriptions: 1,
    },
    rows: ROWS,
    // 2,000,000 requests. The free ones are the account's, not the topic's.
    monthly: {
      requests: '1',
      'HTTP notifications': '1.2',
      'email notifications': '0',
      'Firehose notifications': '0.76',
      'mobile push notifications': '1',
      'macOS notifications': '1',
    },
    unpriced: { 'SMS notifications': 'no-price' },
    plan: {
      terraform: { type: 'aws_sns_topic', values: { name: 'orders' } },
      pulumi: { type: 'aws:sns/topic:Topic', values: { name: 'orders' } },
    },
  },
  {
    title: 'a standard topic without subscriptions',
    region: 'us-east-1',
    properties: { ...TOPIC, SubscriptionsConfirmed: 0 },
    usage: { monthly_requests: 3_000_000 },
    rows: ROWS,
    monthly: { requests: '1.5' },
  },
  {
    title: 'a FIFO topic with three subscriptions',
    region: 'us-east-1',
    properties: { ...FIFO_TOPIC, SubscriptionsConfirmed: 3 },
    usage: { monthly_requests: 2_000_000, request_size_kb: 64 },
    rows: ROWS,
    monthly: {
      requests: '0.6',
      payload: '2.176',
      notifications: '0.06',
      'notification payload': '0.384',
    },
  },
  {
    title: 'a planned FIFO topic, whose subscriptions are not known',
    region: 'us-east-1',
    properties: FIFO_TOPIC,
    usage: { monthly_requests: 2_000_000 },
    rows: ROWS,
    monthly: { requests: '0.6' },
    unpriced: { payload: 'usage', notifications: 'usage', 'notification payload': 'usage' },
    plan: {
      terraform: { type: 'aws_sns_topic', values: { name: 'orders.fifo', fifo_topic: true } },
      pulumi: { type: 'aws:sns/topic:Topic', values: { name: 'orders.fifo', fifoTopic: true } },
    },
  },
];
