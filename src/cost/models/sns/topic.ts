import { z } from 'zod';
import { decimal, dividedBy, times, ZERO } from '../../money/decimal.ts';
import type { Component, ModelContext, UsageQuantity } from '../cost-model.ts';
import { computedUsage, measuredOf } from '../computed-usage.ts';
import { defineCostModel } from '../define-cost-model.ts';
import { billedRequests } from '../request-chunks.ts';
import { PROTOCOLS, SNS_PRICES } from './topic-prices.ts';

const KB_PER_GB = decimal(1_000_000);

const Properties = z.object({
  TopicArn: z.string().optional(),
  FifoTopic: z.boolean().optional(),
  SubscriptionsConfirmed: z.number().optional(),
});

type Topic = z.output<typeof Properties>;
type Context = ModelContext<keyof typeof SNS_PRICES>;

/** @see https://aws.amazon.com/sns/pricing/ */
export const SnsTopicCost = defineCostModel({
  kind: 'AWS::SNS::Topic',
  pricing: 'https://aws.amazon.com/sns/pricing/',
  properties: Properties,
  prices: SNS_PRICES,
  usage: {
    monthly_requests: 'messages published a month',
    request_size_kb:
      'KB of one message: each 64 KB is a request. Without it, each message of a standard topic is one request',
    ...Object.fromEntries(
      PROTOCOLS.map(({ name, usage }) => [usage, `number of ${name} subscriptions`]),
    ),
    sms_subscriptions: 'number of SMS subscriptions',
    fifo_subscriptions: 'number of subscriptions of a planned FIFO topic',
  },
  plan: {
    terraform: ['aws_sns_topic'],
    pulumi: ['aws:sns/topic:Topic'],
    properties: (values) => ({ FifoTopic: values.flag('fifo_topic') }),
  },
  components: (topic, context) =>
    topic.FifoTopic === true || topic.TopicArn?.endsWith('.fifo') === true
      ? fifoTopic(topic, context)
      : standardTopic(topic, context),
});

function standardTopic(
  { SubscriptionsConfirmed }: Topic,
  { price, usage }: Context,
): readonly Component[] {
  const requests = billedRequests(usage('monthly_requests'), usage('request_size_kb'));
  const notifications = PROTOCOLS.map((protocol): Component => ({
    name: `${protocol.name} notifications`,
    price: price('notifications', protocol.usageType),
    quantity: product(usage(protocol.usage), requests),
  }));
  const sms: Component = {
    name: 'SMS notifications',
    price: {
      reason: 'no-price',
      detail: 'the price of an SMS depends on its country',
      unit: 'Messages',
    },
    quantity: product(usage('sms_subscriptions'), requests),
  };
  return [
    { name: 'requests', price: price('requests'), quantity: requests },
    ...(SubscriptionsConfirmed === 0 ? [] : notifications),
    ...(usage('sms_subscriptions').measured === undefined ? [] : [sms]),
  ];
}

function fifoTopic(
  { SubscriptionsConfirmed }: Topic,
  { price, usage }: Context,
): readonly Component[] {
  const requests = usage('monthly_requests');
  const payload = computedUsage(
    [requests, usage('request_size_kb')],
    (count = ZERO, kilobytes = ZERO) => dividedBy(times(count, kilobytes), KB_PER_GB),
  );
  const measured = usage('fifo_subscriptions');
  const subscriptions: UsageQuantity = {
    ...measured,
    measured: measured.measured ?? SubscriptionsConfirmed,
  };
  const delivered: readonly Component[] = [
    {
      name: 'notifications',
      price: price('fifoNotifications'),
      quantity: product(subscriptions, requests),
    },
    {
      name: 'notification payload',
      price: price('fifoPayload', 'F-Egress-SQS'),
      quantity: product(subscriptions, payload),
    },
  ];
  return [
    { name: 'requests', price: price('fifoRequests'), quantity: requests },
    { name: 'payload', price: price('fifoPayload', 'F-Ingress-Tier1'), quantity: payload },
    ...(measuredOf(subscriptions) === ZERO ? [] : delivered),
  ];
}

/** 0 as soon as one of the two is: without subscriptions, requests do not matter. */
function product(one: UsageQuantity, other: UsageQuantity): UsageQuantity {
  const none = [one, other].find((quantity) => measuredOf(quantity) === ZERO);
  return none ?? computedUsage([one, other], (first = ZERO, second = ZERO) => times(first, second));
}
