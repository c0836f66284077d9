import type { DescribeVolumeAttributeResult, DescribeVolumesResult } from '@aws-sdk/client-ec2';
import { keyAt } from '../kms/key.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';

const UNPAGINATED = { burst: 50, refillPerSecond: 10 };

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html */
export const volume: SimulatedKind = {
  kind: 'AWS::EC2::Volume',
  client: () => import('@aws-sdk/client-ec2'),
  gone: 'InvalidVolume.NotFound',
  calls: {
    'ec2:DescribeVolumes': {
      of: { VolumeIds: ['VolumeId'] },
      most: 1_000,
      least: 5,
      unasked: 'all',
      limit: { burst: 100, refillPerSecond: 20, unpaginated: UNPAGINATED },
    },
    'ec2:DescribeVolumeAttribute': {
      of: { VolumeId: ['VolumeId'] },
      takes: { Attribute: ['autoEnableIO'] },
      limit: { burst: 100, refillPerSecond: 20 },
    },
  },
  at(place) {
    const { region, n } = place;
    const draw = place.draw();
    const VolumeId = place.ec2Id('vol');
    const AvailabilityZone = `${region}${'abc'.charAt(draw % 3)}`;
    const SnapshotId = draw % 5 === 0 ? '' : `snap-0${place.hex(16)}`;
    const isFast = place.oneIn(3, 'fast');
    const type = isFast ? 'io2' : place.neglects(3, 'type') ? 'gp2' : 'gp3';
    const Size = 8 + (draw % 500);
    const Iops = { io2: 10_000, gp3: 3_000, gp2: Math.max(100, 3 * Size) }[type];
    const isAttached = n === 0 || draw % 4 !== 0;
    const isEncrypted = place.oneIn(2, 'encrypted');
    const hasKey = isEncrypted && place.has('AWS::KMS::Key');
    const KmsKeyId = keyAt(place.neighbour('AWS::KMS::Key')).Arn;
    const MultiAttachEnabled = isFast && draw % 7 === 0;
    const CreateTime = place.time();
    const AttachTime = new Date(CreateTime.getTime() + 60_000);
    const instances = place.count('AWS::EC2::Instance');
    const holder = place.beside('AWS::EC2::Instance', instances === 0 ? n : n % instances);
    const InstanceId = holder.ec2Id('i');
    const attachment = {
      VolumeId,
      InstanceId,
      Device: '/dev/sdf',
      State: 'attached' as const,
      DeleteOnTermination: draw % 2 === 0,
      AttachTime,
    };
    const Tags = place.tags();
    const isAuto = place.oneIn(3, 'auto-io');
    return {
      names: { VolumeId },
      replies: {
        'ec2:DescribeVolumes': () =>
          ({
            Volumes: [
              {
                VolumeId,
                VolumeType: type,
                AvailabilityZone,
                State: isAttached ? 'in-use' : 'available',
                SnapshotId,
                Size,
                Iops,
                ...(type === 'gp3' && { Throughput: 125 }),
                Encrypted: isEncrypted,
                ...(hasKey && { KmsKeyId }),
                MultiAttachEnabled,
                CreateTime,
                Attachments: isAttached ? [attachment] : [],
                ...(Tags.length > 0 && { Tags }),
              },
            ],
          }) satisfies DescribeVolumesResult,
        'ec2:DescribeVolumeAttribute': () =>
          ({ VolumeId, AutoEnableIO: { Value: isAuto } }) satisfies DescribeVolumeAttributeResult,
      },
      items: () => [
        {
          identifiers: [VolumeId],
          trails: [
            { requestParameters: { size: '8' }, responseElements: { volumeId: VolumeId } },
            { requestParameters: { volumeId: VolumeId, instanceId: InstanceId } },
            { requestParameters: { ModifyVolumeRequest: { VolumeId } } },
            { requestParameters: { resourcesSet: { items: [{ resourceId: VolumeId }] } } },
          ],
          properties: {
            VolumeId,
            VolumeType: type,
            AvailabilityZone,
            State: isAttached ? 'in-use' : 'available',
            SnapshotId,
            Size,
            Iops,
            ...(type === 'gp3' && { Throughput: 125 }),
            Encrypted: isEncrypted,
            ...(hasKey && { KmsKeyId }),
            MultiAttachEnabled,
            CreateTime,
            Attachments: isAttached ? [attachment] : [],
            ...(Tags.length > 0 && { Tags }),
            AutoEnableIO: isAuto,
          },
        },
      ],
    };
  },
};
