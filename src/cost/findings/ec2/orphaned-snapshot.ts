import { doubtful, lasts, property } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import type { NumberThreshold } from '../threshold.ts';
import { isOfImage, SnapshotProperties, takenAt } from './snapshot-facts.ts';

export const ORPHANED_DAYS = {
  setting: 'LONGSHORE_ORPHANED_SNAPSHOT_DAYS',
  meaning:
    'A snapshot whose volume does not exist any more is unused when it is this old, in days.',
  unit: 'days',
  default: 90,
  least: 0,
  most: 3_650,
} as const satisfies NumberThreshold;

/** Copies have it in place of their volume. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Snapshot.html */
const NO_VOLUME = 'vol-ffffffff';

/** A snapshot of a volume that was deleted. */
export const Ec2OrphanedSnapshot = defineFinding({
  name: 'ec2-orphaned-snapshot',
  title: 'EBS snapshot of a deleted volume',
  kind: 'AWS::EC2::Snapshot',
  service: 'EC2',
  type: 'storage_optimization',
  change: 'end',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-deleting-snapshot.html',
  properties: SnapshotProperties,
  thresholds: { days: ORPHANED_DAYS },
  related: {
    volume: {
      kind: 'AWS::EC2::Volume',
      ids: ({ VolumeId }) => (VolumeId === undefined ? [] : [VolumeId]),
    },
  },
  judge(snapshot, { resource, limit, related: { volume }, now }) {
    const { State, VolumeId, StorageTier } = snapshot;
    if (State !== 'completed' || StorageTier === 'archive' || isOfImage(snapshot)) return undefined;
    if (VolumeId === undefined || VolumeId === NO_VOLUME || volume.found.length > 0)
      return undefined;
    if (!volume.isComplete) {
      const doubt = {
        reason: 'no-inventory',
        detail: 'the volumes of this scope were not read completely',
        fix: 'run longshore resync --sink store',
      } as const;
      return { checks: [doubtful('VolumeId', VolumeId, doubt)], found: () => doubt };
    }
    return {
      checks: [
        property('VolumeId', VolumeId, true),
        lasts('StartTime', takenAt(snapshot), now, limit.days),
      ],
      found: () => ({
        description: `Its volume ${VolumeId} does not exist any more, and it belongs to no image.`,
        remedy: {
          title: 'Delete it, or archive it if it must be kept',
          command: awsCommand(resource, 'ec2', 'delete-snapshot', '--snapshot-id', resource.id),
          link: consoleLink(resource, `ec2/home#SnapshotDetails:snapshotId=${resource.id}`),
        },
        saving: { saves: 'everything' },
      }),
    };
  },
});
