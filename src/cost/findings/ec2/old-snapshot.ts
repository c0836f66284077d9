import { property } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import type { NumberThreshold } from '../threshold.ts';
import { isOfImage, SnapshotProperties, takenAt } from './snapshot-facts.ts';

const DAY_MS = 86_400_000;

export const SNAPSHOT_DAYS = {
  setting: 'LONGSHORE_SNAPSHOT_MAX_DAYS',
  meaning:
    'A snapshot in the standard tier that is older than this is probably not needed any more, in days.',
  unit: 'days',
  default: 365,
  least: 1,
  most: 3_650,
} as const satisfies NumberThreshold;

/** A snapshot that was taken long ago and is in no image. */
export const Ec2OldSnapshot = defineFinding({
  name: 'ec2-old-snapshot',
  title: 'Old EBS snapshot',
  kind: 'AWS::EC2::Snapshot',
  service: 'EC2',
  type: 'storage_optimization',
  change: 'end',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-deleting-snapshot.html',
  properties: SnapshotProperties,
  thresholds: { days: SNAPSHOT_DAYS },
  judge(snapshot, { resource, limit, now }) {
    if (snapshot.State !== 'completed' || snapshot.StorageTier === 'archive') return undefined;
    const taken = takenAt(snapshot);
    if (taken === undefined || Number.isNaN(taken) || isOfImage(snapshot)) return undefined;
    const age = Math.floor((now - taken) / DAY_MS);
    const { value: threshold, setting } = limit.days;
    return {
      checks: [
        property('StartTime', age, age > threshold, {
          threshold,
          setting,
          comparison: 'above',
          unit: 'days',
        }),
      ],
      found: () => ({
        description: `It was taken ${age} days ago, and belongs to no image.`,
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
