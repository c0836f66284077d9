import { expect, test } from '@jest/globals';
import { Ec2Instance } from '../../src/core/exporters/ec2/instance.ts';
import { changedBy } from '../helpers/cloud-trail.ts';
import { canonical } from '../helpers/expected.ts';
import { KindWorld, REGION } from '../helpers/kind-world.ts';
import { nameOf } from '../helpers/simulated.ts';

test('CloudTrail names instances as a set, alone, in the answer, or wrapped', () => {
  const changed = (parameters: object, answer?: object) =>
    changedBy(Ec2Instance, parameters, answer);
  const instancesSet = { items: [{ instanceId: 'i-1' }, { instanceId: 'i-2' }] };
  const tagged = { items: [{ resourceId: 'i-1' }, { resourceId: 'vol-3' }] };
  const InstanceId = 'i-1';

  expect(changed({ minCount: 1 }, { instancesSet })).toEqual([['i-1'], ['i-2']]);
  expect(changed({ instancesSet })).toEqual([['i-1'], ['i-2']]);
  expect(changed({ resourcesSet: tagged })).toEqual([['i-1']]);
  expect(changed({ instanceId: 'i-1' })).toEqual([['i-1']]);
  expect(changed({ volumeId: 'vol-3' }, { volumeId: 'vol-3', instanceId: 'i-1' })).toEqual([
    ['i-1'],
  ]);
  expect(changed({ ModifyInstanceMetadataOptionsRequest: { InstanceId } })).toEqual([['i-1']]);
  expect(changed({ AssociateIamInstanceProfileRequest: { InstanceId } })).toEqual([['i-1']]);
  expect(changed({ allocationId: 'eipalloc-1' })).toEqual([]);
});

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
