import { expect, test } from '@jest/globals';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { example } from '../../src/core/exporters/ec2/volume.example.ts';
import { Ec2Volume } from '../../src/core/exporters/ec2/volume.ts';
import { toItem } from '../../src/core/exporters/to-item.ts';
import type { Estate, EstateOptions } from '../../src/sandbox/estate/estate.ts';
import { autoEnablesIo, volume, volumeId } from '../../src/sandbox/estate/volumes.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { serve } from '../conformance/harness.ts';
import { canonical } from '../helpers/expected.ts';
import { itemsOfKind } from '../helpers/items-of-kind.ts';
import { readEstate } from '../helpers/read-estate.ts';

const KIND = 'AWS::EC2::Volume';
const READ = { kinds: [KIND], everything: true, retry: { maxAttempts: 2 } } as const;
const REGION = 'eu-west-1';
const ESTATE: EstateOptions = {
  seed: 'volumes',
  accounts: 2,
  regions: [REGION],
  usedRegions: 1,
  volumes: 40,
};

function expected(estate: Estate): readonly string[] {
  return itemsOfKind(estate, KIND, 'volumes', (...place) => ({
    ...(toItem({ ...volume(estate, ...place) }) as object),
    AutoEnableIO: autoEnablesIo(estate, ...place),
  }));
}

test('every volume comes out with its own attributes', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });

  const { resources, gaps, notComplete } = await readEstate(sandbox, READ);

  expect(gaps).toEqual([]);
  expect(notComplete()).toEqual([]);
  expect(resources.map(canonical).sort()).toEqual(expected(sandbox.estate));
  expect(sandbox.calls()).toMatchObject({
    'ec2:DescribeVolumes': 2,
    'ec2:DescribeVolumeAttribute': 80,
  });
});

test('a region of more than a thousand volumes is read page by page, without a call for each', async () => {
  await using sandbox = await startSandbox({ estate: { ...ESTATE, accounts: 1, volumes: 2_500 } });

  const { resources } = await readEstate(sandbox, { ...READ, everything: false });

  expect(new Set(resources.map(canonical)).size).toBe(2_500);
  expect(sandbox.calls()).toMatchObject({ 'ec2:DescribeVolumes': 3 });
  expect(sandbox.calls()).not.toHaveProperty('ec2:DescribeVolumeAttribute');
});

test('a volume that vanished meanwhile costs itself alone', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });
  const [account = ''] = sandbox.estate.accountIds;
  const gone = volumeId(sandbox.estate, account, REGION, 17);
  sandbox.setFaults([{ type: 'gone', resource: gone }]);

  const { resources, gaps } = await readEstate(sandbox, READ);

  const left = expected(sandbox.estate).filter((item) => !item.includes(gone));
  expect(left).toHaveLength(79);
  expect(gaps).toEqual([]);
  expect(resources.map(canonical).sort()).toEqual(left);
});

test('a denied action leaves gaps and loses no volume', async () => {
  await using sandbox = await startSandbox({ estate: ESTATE });
  sandbox.setFaults([{ type: 'deny', operation: 'DescribeVolumeAttribute' }]);

  const { resources, gaps } = await readEstate(sandbox, READ);

  expect(resources).toHaveLength(80);
  expect(gaps).toHaveLength(80);
  expect(gaps[0]).toMatchObject({
    action: 'DescribeVolumeAttributeAction',
    permissions: ['ec2:DescribeVolumeAttribute'],
  });
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
  const { liveEvents } = Ec2Volume;
  const account = { id: '111122223333', name: 'example', partition: 'aws' } as const;
  const changed = (requestParameters: object, responseElements: object = {}) =>
    liveEvents?.resources({
      account,
      region: REGION,
      eventName: 'any',
      requestParameters: { ...requestParameters },
      responseElements: { ...responseElements },
    });
  const tagged = ['vol-1', 'i-2', 'vol-3'].map((resourceId) => ({ resourceId }));

  expect(changed({ size: '8' }, { volumeId: 'vol-1' })).toEqual([['vol-1']]);
  expect(changed({ volumeId: 'vol-1', instanceId: 'i-2' })).toEqual([['vol-1']]);
  expect(changed({ ModifyVolumeRequest: { VolumeId: 'vol-1' } })).toEqual([['vol-1']]);
  expect(changed({ resourcesSet: { items: tagged } })).toEqual([['vol-1'], ['vol-3']]);
  expect(changed({ resourcesSet: { items: [{ resourceId: 'i-2' }] } })).toEqual([]);
  expect(liveEvents?.stub(['vol-1'], account, REGION)).toEqual({
    properties: { VolumeId: 'vol-1' },
  });
});
