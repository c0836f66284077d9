import { expect, test } from '@jest/globals';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { Ec2Volume } from '../../src/core/exporters/ec2/volume.ts';
import { exampleOf } from '../conformance/worked-example.ts';

const KIND = 'AWS::EC2::Volume';

test('a single fetch of a malformed id is not found', async () => {
  const code = 'InvalidVolumeID.Malformed';
  const example = exampleOf(KIND);
  await using served = await example.serve();
  served.sandbox.setFaults([{ type: 'error', operation: 'DescribeVolumes', code, status: 400 }]);

  const single = Ec2Volume.exporter.getResource(example.identifiers, served.request([]));

  await expect(single).rejects.toThrow(ResourceNotFoundError);
});
