import { expect, test } from '@jest/globals';
import { expectWhole, KindWorld, REGION } from '../helpers/kind-world.ts';
import { nameOf } from '../helpers/simulated.ts';

const KIND = 'AWS::SQS::Queue';
const QUEUES = 250;

test('tags come queue by queue where the tagging API may not be called', async () => {
  await using world = await KindWorld.open(KIND, QUEUES, {
    estate: { accounts: 1 },
    faults: [{ type: 'deny', operation: 'GetResources' }],
  });

  const result = await world.read();

  expectWhole(result, world.items());
  expect(world.calls['sqs:ListQueueTags']).toBe(QUEUES);
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
