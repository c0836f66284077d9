import { expect, test } from '@jest/globals';
import { KindWorld } from '../helpers/kind-world.ts';

test('where describing is denied, every cluster stays, by its ARN', async () => {
  await using world = await KindWorld.open('AWS::ECS::Cluster', 130, {
    estate: { accounts: 1 },
    faults: [{ type: 'deny', operation: 'DescribeClusters' }],
  });

  const { resources, gaps } = await world.read();

  expect(resources).toHaveLength(130);
  expect(gaps).toHaveLength(130);
  expect(gaps[0]).toMatchObject({ failure: { class: 'denied' } });
});
