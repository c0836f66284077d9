import { expect, test } from '@jest/globals';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { Ec2Volume } from '../../src/core/exporters/ec2/volume.ts';
import { exampleOf } from '../conformance/worked-example.ts';
import { itemsOf, KindWorld } from '../helpers/kind-world.ts';

const KIND = 'AWS::EC2::Volume';

test('a region of more than a thousand volumes is read page by page, without a call for each', async () => {
  await using world = await KindWorld.open(KIND, 1_050, { estate: { accounts: 1 } });

  const result = await world.read({ everything: false });

  expect(new Set(itemsOf(result)).size).toBe(1_050);
  expect(world.calls).toMatchObject({ 'ec2:DescribeVolumes': 2 });
  expect(world.calls).not.toHaveProperty('ec2:DescribeVolumeAttribute');
});

test.each(['InvalidVolume.NotFound', 'InvalidVolumeID.Malformed'])(
  'a single fetch that EC2 answers with %s is not found',
  async (code) => {
    const example = exampleOf(KIND);
    await using served = await example.serve();
    served.sandbox.setFaults([{ type: 'error', operation: 'DescribeVolumes', code, status: 400 }]);

    const single = Ec2Volume.exporter.getResource(example.identifiers, served.request([]));

    await expect(single).rejects.toThrow(ResourceNotFoundError);
  },
);
