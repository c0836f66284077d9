import { expect, test } from '@jest/globals';
import { SnsTopic } from '../../src/core/exporters/sns/topic.ts';
import { EventQueue } from '../../src/host/live-events/event-queue.ts';
import { liveEventsOver, temporaryFolder } from './server-world.ts';

const OWNER = '210000000000';
const SUBSCRIBER = '210000000001';
const TOPIC = `arn:aws:sns:us-east-1:${OWNER}:orders`;

function subscription(account: string): object {
  return {
    account,
    region: 'us-east-1',
    detail: {
      eventSource: 'sns.amazonaws.com',
      eventName: 'Subscribe',
      requestParameters: { topicArn: TOPIC, protocol: 'sqs' },
      responseElements: { subscriptionArn: `${TOPIC}:1f2e3d4c` },
    },
  };
}

test('whose topic is subscribed to by another account has it read; the subscriber has no such topic', async () => {
  await using folder = await temporaryFolder();
  await using queue = await EventQueue.open(folder.path, () => 0);
  const { liveEvents: rules } = SnsTopic;
  const handler = liveEventsOver(queue, {
    kinds: () => (rules === undefined ? [] : [{ kind: SnsTopic.kind, rules }]),
  });

  const owners = await handler.receive(subscription(OWNER));
  const subscribers = await handler.receive(subscription(SUBSCRIBER));

  expect(owners).toEqual({ status: 202, resources: 1 });
  expect(subscribers).toEqual({ status: 202, resources: 0 });
});
