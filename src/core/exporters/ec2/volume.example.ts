import type { DescribeVolumeAttributeResult, DescribeVolumesResult } from '@aws-sdk/client-ec2';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const VolumeId = 'vol-0123456789abcdef0';

export const example = {
  identifiers: [VolumeId],
  replies: {
    'ec2:DescribeVolumes': {
      Volumes: [
        {
          VolumeId,
          VolumeType: 'gp3',
          AvailabilityZone: 'eu-west-1a',
          State: 'in-use',
          Size: 100,
          Iops: 3_000,
          Throughput: 125,
          MultiAttachEnabled: false,
          Encrypted: true,
          CreateTime: new Date('2024-01-02T03:04:05.678Z'),
          Attachments: [
            {
              VolumeId,
              InstanceId: 'i-0123456789abcdef0',
              Device: '/dev/xvda',
              State: 'attached',
              DeleteOnTermination: true,
              AttachTime: new Date('2024-01-02T03:04:06Z'),
            },
          ],
          Tags: [{ Key: 'team', Value: 'search' }],
        },
      ],
    } satisfies DescribeVolumesResult,
    'ec2:DescribeVolumeAttribute': {
      VolumeId,
      AutoEnableIO: { Value: true },
    } satisfies DescribeVolumeAttributeResult,
  },
  properties: {
    VolumeId,
    VolumeType: 'gp3',
    AvailabilityZone: 'eu-west-1a',
    State: 'in-use',
    Size: 100,
    Iops: 3_000,
    Throughput: 125,
    MultiAttachEnabled: false,
    Encrypted: true,
    CreateTime: '2024-01-02T03:04:05.678000Z',
    Attachments: [
      {
        VolumeId,
        InstanceId: 'i-0123456789abcdef0',
        Device: '/dev/xvda',
        State: 'attached',
        DeleteOnTermination: true,
        AttachTime: '2024-01-02T03:04:06Z',
      },
    ],
    Tags: [{ Key: 'team', Value: 'search' }],
    AutoEnableIO: true,
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
