import {
  DescribeVolumeAttributeCommand,
  DescribeVolumesCommand,
  paginateDescribeVolumes,
} from '@aws-sdk/client-ec2';
import { expect, test } from '@jest/globals';
import { autoEnablesIo, volume, volumeId } from '../../src/sandbox/estate/volumes.ts';
import { bare, clients, failureOf, openScope, readAll } from './clients.ts';

const { sandbox, estate, accountId, region, keys, at, each } = await openScope({
  'AWS::EC2::Volume': 30,
});
const { ec2 } = clients(sandbox, region, keys);
const count = estate.countOf('AWS::EC2::Volume', accountId, region);

function idAt(index: number): string {
  return volumeId(...at(index));
}

test('describes every volume with every field, page by page or all at once', async () => {
  const pages = paginateDescribeVolumes({ client: ec2 }, { MaxResults: 7 });

  const { items, pageCount } = await readAll(pages, (page) => page.Volumes);
  const { Volumes, NextToken } = await ec2.send(new DescribeVolumesCommand({}));

  const all = each('AWS::EC2::Volume', volume).map(bare);
  expect(bare(items)).toEqual(all);
  expect(pageCount).toBe(Math.ceil(count / 7));
  expect(bare(Volumes)).toEqual(all);
  expect(NextToken).toBeUndefined();
});

test('describes the volumes named, and refuses one that is not there', async () => {
  const wanted = [idAt(3), idAt(5)];

  const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({ VolumeIds: wanted }));
  const refused = await failureOf(
    ec2.send(new DescribeVolumesCommand({ VolumeIds: [idAt(0), idAt(count)] })),
  );

  expect(Volumes.map(({ VolumeId }) => VolumeId)).toEqual(wanted);
  expect(refused).toMatchObject({ name: 'InvalidVolume.NotFound', status: 400 });
});

test('refuses a page size with ids, one out of range, and filters', async () => {
  const requests = [
    new DescribeVolumesCommand({ VolumeIds: [idAt(0)], MaxResults: 5 }),
    new DescribeVolumesCommand({ MaxResults: 4 }),
    new DescribeVolumesCommand({ MaxResults: 1_001 }),
    new DescribeVolumesCommand({ Filters: [{ Name: 'status', Values: ['in-use'] }] }),
  ];
  const failures = [];
  for (const request of requests) failures.push(await failureOf(ec2.send(request)));

  expect(failures.map(({ name }) => name)).toEqual([
    'InvalidParameterCombination',
    'InvalidParameterValue',
    'InvalidParameterValue',
    'UnsupportedOperation',
  ]);
});

test('says of each volume whether its I/O goes on by itself', async () => {
  for (let index = 0; index < count; index += 1) {
    const VolumeId = idAt(index);
    const command = new DescribeVolumeAttributeCommand({ VolumeId, Attribute: 'autoEnableIO' });

    const answer = await ec2.send(command);

    const Value = autoEnablesIo(...at(index));
    expect(bare(answer)).toEqual({ VolumeId, AutoEnableIO: { Value } });
  }
  const missing = new DescribeVolumeAttributeCommand({
    VolumeId: idAt(count),
    Attribute: 'autoEnableIO',
  });
  expect((await failureOf(ec2.send(missing))).name).toBe('InvalidVolume.NotFound');
});
