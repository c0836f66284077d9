import { expect, test } from '@jest/globals';
import { Ec2Instance } from '../../src/core/exporters/ec2/instance.ts';

test('CloudTrail names instances as a set, alone, in the answer, or wrapped', () => {
  const { liveEvents } = Ec2Instance;
  const account = { id: '111122223333', name: 'example', partition: 'aws' } as const;
  const changed = (requestParameters: object, responseElements: object = {}) =>
    liveEvents?.resources({
      account,
      region: 'eu-west-1',
      eventName: 'any',
      requestParameters: { ...requestParameters },
      responseElements: { ...responseElements },
    });
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
