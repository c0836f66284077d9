import { expect, test } from '@jest/globals';
import { canonical } from '../helpers/expected.ts';
import { KindWorld, REGION } from '../helpers/kind-world.ts';
import { nameOf } from '../helpers/simulated.ts';

test('instances without a status lack it, and none takes the address or status of another', async () => {
  await using world = await KindWorld.open('AWS::EC2::Instance', 60, {
    estate: { accounts: 1 },
    maxPageSize: 7,
  });
  const { estate, account: accountId } = world;
  const without = [0, 13, 59].map((n) =>
    nameOf('AWS::EC2::Instance', 'InstanceId', { estate, accountId, region: REGION, n }),
  );
  world.sandbox.setFaults(without.map((resource) => ({ type: 'omit', resource })));

  const { resources, gaps, notComplete } = await world.read();

  const whole = new Set(world.items());
  const others = resources.filter((resource) => !whole.has(canonical(resource)));
  expect(notComplete()).toEqual([]);
  expect(resources).toHaveLength(60);
  expect(gaps.map(({ identifier }) => identifier).sort()).toEqual([...without].sort());
  expect(others.map(({ Properties }) => Properties['InstanceId']).sort()).toEqual(
    [...without].sort(),
  );
  for (const { Properties } of others) expect(Properties).not.toHaveProperty('InstanceStatus');
});
