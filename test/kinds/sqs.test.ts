import { expect, test } from '@jest/globals';
import { SqsQueue } from '../../src/core/exporters/sqs/queue.ts';
import { EXAMPLE_ACCOUNT, changedBy, stubOf } from '../helpers/cloud-trail.ts';
import { expectWhole, KindWorld, REGION } from '../helpers/kind-world.ts';
import { nameOf } from '../helpers/simulated.ts';

const KIND = 'AWS::SQS::Queue';
const QUEUES = 250;

test.each([
  ['a hundred in a call', [], 0],
  [
    'queue by queue where the tagging API may not be called',
    [{ type: 'deny', operation: 'GetResources' }],
    QUEUES,
  ],
] as const)('tags come %s', async (_, faults, calls) => {
  await using world = await KindWorld.open(KIND, QUEUES, { estate: { accounts: 1 }, faults });

  const result = await world.read();

  expectWhole(result, world.items());
  expect(world.calls['sqs:ListQueueTags'] ?? 0).toBe(calls);
});

test('a queue whose attributes may not be read is known by its ARN all the same', async () => {
  await using world = await KindWorld.open(KIND, 1, {
    estate: { accounts: 1 },
    faults: [{ type: 'deny', operation: 'GetQueueAttributes' }],
  });
  const { estate, account } = world;

  const { resources, gaps } = await world.read({ everything: false });

  const place = { estate, accountId: account, region: REGION, n: 0 };
  expect(resources.map(({ Properties }) => Properties['QueueArn'])).toEqual([
    nameOf(KIND, 'QueueArn', place),
  ]);
  expect(gaps).toHaveLength(1);
});

test('CloudTrail names a queue by its address, which only the answer has for a new one', () => {
  const queueUrl = `https://sqs.${REGION}.amazonaws.com/${EXAMPLE_ACCOUNT}/orders.fifo`;
  const created = changedBy(SqsQueue, { queueName: 'orders.fifo' }, { queueUrl });
  const changed = changedBy(SqsQueue, { queueUrl, label: 'senders' });

  expect(created).toEqual([[queueUrl]]);
  expect(changed).toEqual([[queueUrl]]);
  expect(SqsQueue.liveEvents?.events).toEqual(
    expect.arrayContaining(['AddPermission', 'RemovePermission']),
  );
  expect(stubOf(SqsQueue, queueUrl)).toMatchObject({
    properties: {
      QueueUrl: queueUrl,
      QueueName: 'orders.fifo',
      QueueArn: `arn:aws:sqs:${REGION}:${EXAMPLE_ACCOUNT}:orders.fifo`,
    },
  });
});
