import { expect, test } from '@jest/globals';
import { expectWhole, KindWorld, REGION } from '../helpers/kind-world.ts';
import { nameOf } from '../helpers/simulated.ts';

const KIND = 'AWS::SQS::Queue';
const QUEUES = 250;

test('tags are read queue by queue when the tagging API is denied', async () => {
  await using world = await KindWorld.open(KIND, QUEUES, {
    estate: { accounts: 1 },
    faults: [{ type: 'deny', operation: 'GetResources' }],
  });

  const result = await world.read();

  expectWhole(result, world.items());
  expect(world.calls['sqs:ListQueueTags']).toBe(QUEUES);
});

test('a queue whose attributes are denied still has its ARN', async () => {
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
