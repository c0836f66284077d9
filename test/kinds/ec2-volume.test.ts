import { expect, test } from '@jest/globals';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { Ec2Volume } from '../../src/core/exporters/ec2/volume.ts';
import { exampleOf } from '../conformance/worked-example.ts';

const KIND = 'AWS::EC2::Volume';

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
