import { expect, test } from '@jest/globals';
import { example } from '../../src/core/exporters/sqs/queue.example.ts';
import { SqsQueue } from '../../src/core/exporters/sqs/queue.ts';
import { queueAttributes, queueUrl } from '../../src/sandbox/estate/queues.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { changedBy, stubOf } from '../helpers/cloud-trail.ts';
import { ESTATE, REGION } from '../helpers/kind-world.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::SQS::Queue';
const QUEUES = 250;
const ONE_ACCOUNT = { estate: { ...ESTATE, accounts: 1, 'AWS::SQS::Queue': QUEUES } };

/** Every queue's tags, by its ARN. */
function expected({ estate, managementAccountId }: Sandbox): ReadonlyMap<unknown, object> {
  return new Map(
    Array.from({ length: QUEUES }, (_, index) => {
      const { QueueArn } = queueAttributes(estate, managementAccountId, REGION, index);
      const tags = estate.tags('queue', managementAccountId, REGION, index);
      return [QueueArn, Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))];
    }),
  );
}

test.each([
  ['a hundred in a call', [], 0],
  [
    'queue by queue where the tagging API may not be called',
    [{ type: 'deny', operation: 'GetResources' }],
    QUEUES,
  ],
] as const)('tags come %s', async (_, faults, calls) => {
  await using sandbox = await startSandbox(ONE_ACCOUNT);
  sandbox.setFaults(faults);

  const { resources, gaps } = await readEstate(sandbox, { kinds: [KIND], everything: true });

  expect(gaps).toEqual([]);
  const tags = resources.map(({ Properties }) => [Properties['QueueArn'], Properties['Tags']]);
  expect(new Map(tags as [unknown, object][])).toEqual(expected(sandbox));
  expect(sandbox.calls()['sqs:ListQueueTags'] ?? 0).toBe(calls);
});

test('a queue whose attributes may not be read is known by its ARN all the same', async () => {
  await using sandbox = await startSandbox({
    estate: { ...ESTATE, accounts: 1, 'AWS::SQS::Queue': 1 },
  });
  sandbox.setFaults([{ type: 'deny', operation: 'GetQueueAttributes' }]);

  const { resources, gaps } = await readEstate(sandbox, { kinds: [KIND] });

  const { QueueArn } = queueAttributes(sandbox.estate, sandbox.managementAccountId, REGION, 0);
  expect(resources.map(({ Properties }) => Properties['QueueArn'])).toEqual([QueueArn]);
  expect(gaps).toHaveLength(1);
});

test('CloudTrail names a queue by its address, which only the answer has for a new one', () => {
  const [queueUrl = ''] = example.identifiers;
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
      QueueArn: `arn:aws:sqs:${REGION}:111122223333:orders.fifo`,
    },
  });
});

test('a queue deleted meanwhile costs itself alone, and its neighbours keep their own attributes', async () => {
  await using sandbox = await startSandbox(ONE_ACCOUNT);
  const { estate, managementAccountId: account } = sandbox;
  const gone = queueUrl(estate, account, REGION, 117);
  sandbox.setFaults([{ type: 'gone', resource: gone }]);

  const { resources, gaps, notComplete } = await readEstate(sandbox, { kinds: [KIND] });

  expect(gaps).toEqual([]);
  expect(notComplete()).toEqual([]);
  expect(resources).toHaveLength(QUEUES - 1);
  const attributes = new Map(
    Array.from({ length: QUEUES }, (_, index) => [
      queueUrl(estate, account, REGION, index),
      queueAttributes(estate, account, REGION, index)['QueueArn'],
    ]),
  );
  for (const { Properties } of resources)
    expect(Properties['QueueArn']).toBe(attributes.get(String(Properties['QueueUrl'])));
});
