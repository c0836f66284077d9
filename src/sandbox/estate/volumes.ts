import type { Volume } from '@aws-sdk/client-ec2';
import { ec2Id, positionInEc2Id } from './ec2-id.ts';
import type { Estate } from './estate.ts';
import { instanceId } from './instances.ts';

/** A volume's id; it holds account, region and position, so that it is found again. */
export function volumeId(estate: Estate, accountId: string, region: string, index: number): string {
  return ec2Id('vol', estate, accountId, region, index);
}

/** The position of a volume; undefined when this region of the account has none of that id. */
export function volumeIndex(
  estate: Estate,
  accountId: string,
  region: string,
  id: string,
): number | undefined {
  const index = positionInEc2Id(id);
  if (!(index < estate.countOf('AWS::EC2::Volume', accountId, region))) return undefined;
  return id === volumeId(estate, accountId, region, index) ? index : undefined;
}

/** What DescribeVolumes says of a volume. Some have no tags, some no attachment, some no key. */
export function volume(estate: Estate, accountId: string, region: string, index: number): Volume {
  const draw = estate.draw('volume', accountId, region, index);
  const VolumeId = volumeId(estate, accountId, region, index);
  const created = estate.time('volume', accountId, region, index);
  const isAttached = draw % 4 !== 0;
  const isFast = draw % 3 === 0;
  const isEncrypted = draw % 2 === 0;
  const tags = estate.tags('volume', accountId, region, index);
  return {
    VolumeId,
    VolumeType: isFast ? 'io2' : 'gp3',
    AvailabilityZone: `${region}${'abc'.charAt(draw % 3)}`,
    State: isAttached ? 'in-use' : 'available',
    SnapshotId: draw % 5 === 0 ? '' : `snap-0${draw.toString(16).padStart(16, '0')}`,
    Size: 8 + (draw % 500),
    Iops: isFast ? 10_000 : 3_000,
    ...(!isFast && { Throughput: 125 }),
    Encrypted: isEncrypted,
    ...(isEncrypted && {
      KmsKeyId: `arn:aws:kms:${region}:${accountId}:key/${draw.toString(16).padStart(8, '0')}`,
    }),
    MultiAttachEnabled: isFast && draw % 7 === 0,
    CreateTime: created,
    Attachments: isAttached
      ? [
          {
            VolumeId,
            InstanceId: holderOf(estate, accountId, region, index),
            Device: '/dev/sdf',
            State: 'attached',
            DeleteOnTermination: draw % 2 === 0,
            AttachTime: new Date(created.getTime() + 60_000),
          },
        ]
      : [],
    ...(tags.length > 0 && { Tags: tags }),
  };
}

/** The instance that a volume is attached to; in an estate without instances, one that is not told of. */
function holderOf(estate: Estate, accountId: string, region: string, index: number): string {
  const instances = estate.countOf('AWS::EC2::Instance', accountId, region);
  return instanceId(estate, accountId, region, instances === 0 ? index : index % instances);
}

/** Whether I/O goes on by itself after a volume was found inconsistent. */
export function autoEnablesIo(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): boolean {
  return estate.draw('auto-io', accountId, region, index) % 3 === 0;
}
