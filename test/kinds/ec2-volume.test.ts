import { expect, test } from '@jest/globals';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { example } from '../../src/core/exporters/ec2/volume.example.ts';
import { Ec2Volume } from '../../src/core/exporters/ec2/volume.ts';
import { autoEnablesIo, volume } from '../../src/sandbox/estate/volumes.ts';
import { serve } from '../conformance/harness.ts';
import { changedBy, stubOf } from '../helpers/cloud-trail.ts';
import { expectWhole, itemsOf, type KindOfEstate, KindWorld } from '../helpers/kind-world.ts';

const VOLUMES: KindOfEstate = {
  kind: 'AWS::EC2::Volume',
  counted: 'AWS::EC2::Volume',
  propertiesOf: (...place) => ({ ...volume(...place), AutoEnableIO: autoEnablesIo(...place) }),
};

test('every volume comes out with its own attributes', async () => {
  await using world = await KindWorld.open(VOLUMES, 40);

  const result = await world.read();

  expectWhole(result, world.items());
  expect(world.calls).toMatchObject({
    'ec2:DescribeVolumes': 2,
    'ec2:DescribeVolumeAttribute': 80,
  });
});

test('a region of more than a thousand volumes is read page by page, without a call for each', async () => {
  await using world = await KindWorld.open(VOLUMES, 1_050, { estate: { accounts: 1 } });

  const result = await world.read({ everything: false });

  expect(new Set(itemsOf(result)).size).toBe(1_050);
  expect(world.calls).toMatchObject({ 'ec2:DescribeVolumes': 2 });
  expect(world.calls).not.toHaveProperty('ec2:DescribeVolumeAttribute');
});

test.each(['InvalidVolume.NotFound', 'InvalidVolumeID.Malformed'])(
  'a single fetch that EC2 answers with %s is not found',
  async (code) => {
    await using served = await serve(example);
    served.sandbox.setFaults([{ type: 'error', operation: 'DescribeVolumes', code, status: 400 }]);

    const single = Ec2Volume.exporter.getResource(example.identifiers, served.request([]));

    await expect(single).rejects.toThrow(ResourceNotFoundError);
  },
);

test('CloudTrail names volumes in the parameters, in the answer, or as what is tagged', () => {
  const tagged = ['vol-1', 'i-2', 'vol-3'].map((resourceId) => ({ resourceId }));
  const others = { items: [{ resourceId: 'i-2' }] };

  expect(changedBy(Ec2Volume, { size: '8' }, { volumeId: 'vol-1' })).toEqual([['vol-1']]);
  expect(changedBy(Ec2Volume, { volumeId: 'vol-1', instanceId: 'i-2' })).toEqual([['vol-1']]);
  expect(changedBy(Ec2Volume, { ModifyVolumeRequest: { VolumeId: 'vol-1' } })).toEqual([['vol-1']]);
  expect(changedBy(Ec2Volume, { resourcesSet: { items: tagged } })).toEqual([['vol-1'], ['vol-3']]);
  expect(changedBy(Ec2Volume, { resourcesSet: others })).toEqual([]);
  expect(stubOf(Ec2Volume, 'vol-1')).toEqual({ properties: { VolumeId: 'vol-1' } });
});
