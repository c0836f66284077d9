import {
  DescribeVolumeAttributeCommand,
  DescribeVolumesCommand,
  paginateDescribeVolumes,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { autoEnablesIo, volume, volumeId } from '../../src/sandbox/estate/volumes.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import {
  assume,
  bare,
  clients,
  failureOf,
  memberOf,
  readAll,
  SMALL,
  smallSandbox,
} from './clients.ts';

const region = 'eu-west-1';
let sandbox: Sandbox;
let accountId: string;
let count: number;
let ec2: ReturnType<typeof clients>['ec2'];

beforeAll(async () => {
  sandbox = await smallSandbox({ estate: { ...SMALL, volumes: 60 } });
  accountId = memberOf(sandbox);
  count = sandbox.estate.countOf('volumes', accountId, region);
  ({ ec2 } = clients(sandbox, region, await assume(sandbox, accountId)));
});
afterAll(() => sandbox.close());

function idAt(index: number): string {
  return volumeId(sandbox.estate, accountId, region, index);
}

test('describes every volume with every field, page by page or all at once', async () => {
  const pages = paginateDescribeVolumes({ client: ec2 }, { MaxResults: 7 });

  const { items, pageCount } = await readAll(pages, (page) => page.Volumes);
  const { Volumes, NextToken } = await ec2.send(new DescribeVolumesCommand({}));

  const all = Array.from({ length: count }, (_, index) =>
    bare(volume(sandbox.estate, accountId, region, index)),
  );
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

    const Value = autoEnablesIo(sandbox.estate, accountId, region, index);
    expect(bare(answer)).toEqual({ VolumeId, AutoEnableIO: { Value } });
  }
  const missing = new DescribeVolumeAttributeCommand({
    VolumeId: idAt(count),
    Attribute: 'autoEnableIO',
  });
  expect((await failureOf(ec2.send(missing))).name).toBe('InvalidVolume.NotFound');
});
