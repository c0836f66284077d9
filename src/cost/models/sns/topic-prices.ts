import type { PriceNeeds } from '../../prices/price-need.ts';

/** Who is notified, beyond queues and functions, which are free. */
export interface Protocol {
  readonly name: string;
  /** The number of subscriptions, by its name in a usage file. */
  readonly usage: string;
  readonly usageType: string;
}

export const PROTOCOLS: readonly Protocol[] = [
  { name: 'HTTP', usage: 'http_subscriptions', usageType: 'DeliveryAttempts-HTTP' },
  { name: 'email', usage: 'email_subscriptions', usageType: 'DeliveryAttempts-SMTP' },
  { name: 'Firehose', usage: 'kinesis_subscriptions', usageType: 'DeliveryAttempts-FIREHOSE' },
  { name: 'mobile push', usage: 'mobile_push_subscriptions', usageType: 'DeliveryAttempts-APNS' },
  { name: 'macOS', usage: 'macos_subscriptions', usageType: 'DeliveryAttempts-MACOS' },
];

export const SNS_PRICES = {
  requests: {
    service: 'AmazonSNS',
    family: 'API Request',
    usageType: 'Requests-Tier1',
    key: [],
    unit: 'Requests',
  },
  notifications: {
    service: 'AmazonSNS',
    family: 'Message Delivery',
    usageType: PROTOCOLS.map(({ usageType }) => usageType),
    key: ['usagetype'],
    unit: 'Messages',
  },
  /** The rows of FIFO topics have no family. */
  fifoRequests: {
    service: 'AmazonSNS',
    family: ['API Request', ''],
    usageType: 'F-Request-Tier1',
    key: [],
    unit: 'Requests',
  },
  fifoNotifications: {
    service: 'AmazonSNS',
    family: ['Message Delivery', ''],
    usageType: 'F-DA-SQS',
    key: [],
    unit: 'Messages',
  },
  fifoPayload: {
    service: 'AmazonSNS',
    family: ['Data Transfer', ''],
    usageType: ['F-Ingress-Tier1', 'F-Egress-SQS'],
    key: ['usagetype'],
    unit: 'GB',
  },
} satisfies PriceNeeds;
