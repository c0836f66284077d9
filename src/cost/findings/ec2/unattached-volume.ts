import { lasts, property, type Check } from '../check.ts';
import { defineFinding, type JudgedResource } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import type { NumberThreshold } from '../threshold.ts';
import type { WindowUsage } from '../window-usage.ts';
import { VolumeProperties } from './volume-facts.ts';

export const UNATTACHED_DAYS = {
  setting: 'LONGSHORE_UNATTACHED_DAYS',
  meaning: 'A volume that is attached to nothing for this long is unused, in days.',
  unit: 'days',
  default: 7,
  least: 0,
  most: 365,
} as const satisfies NumberThreshold;

/** A volume that is attached to no instance, and still paid for. */
export const Ec2UnattachedVolume = defineFinding({
  name: 'ec2-unattached-volume',
  title: 'Unattached EBS volume',
  kind: 'AWS::EC2::Volume',
  service: 'EC2',
  type: 'idle',
  change: 'end',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Volume.html',
  properties: VolumeProperties,
  usage: ['readOps'],
  asksHistory: true,
  thresholds: { days: UNATTACHED_DAYS },
  judge(volume, { resource, usage, limit, now }) {
    if (volume.State !== 'available') return undefined;
    return {
      checks: [
        property('State', volume.State, true, { threshold: 'available', comparison: 'is' }),
        lasts('unattached', unattachedSince(volume, resource, usage.readOps, now), now, limit.days),
        ...neverUsed(usage.readOps),
      ],
      found: () => ({
        description: `It is attached to no instance, for at least ${limit.days.value} days.`,
        remedy: {
          title: 'Create a snapshot if its data may be needed, and delete it',
          command: awsCommand(resource, 'ec2', 'delete-volume', '--volume-id', resource.id),
          link: consoleLink(resource, `ec2/home#VolumeDetails:volumeId=${resource.id}`),
        },
        saving: { saves: 'everything' },
      }),
    };
  },
});

const DAY_MS = 86_400_000;

/**
 * AWS does not tell since when a volume is available. It is so for as long as the store has it unchanged; and, because
 * CloudWatch has points of a volume only while that is attached, for the whole window when its metrics were read and
 * there are none.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/using_cloudwatch_ebs.html
 */
function unattachedSince(
  { CreateTime = '' }: VolumeProperties,
  { unchangedSince }: JudgedResource,
  reads: WindowUsage | undefined,
  now: number,
): number | undefined {
  const created = Date.parse(CreateTime);
  if (!isSilent(reads) || Number.isNaN(created)) return unchangedSince;
  return Math.min(unchangedSince, Math.max(created, now - reads.windowDays * DAY_MS));
}

/** CloudWatch was asked for the whole window, and has no point. */
function isSilent(reads: WindowUsage | undefined): reads is WindowUsage {
  return reads?.points === 0 && reads.asked >= reads.expected;
}

function neverUsed(reads: WindowUsage | undefined): readonly Check[] {
  if (!isSilent(reads)) return [];
  const { metric, windowDays, expected } = reads;
  return [
    {
      evidence: {
        ...{ metric, windowDays, expected, points: 0, statistic: 'points', value: 0 },
        ...{ threshold: 0, comparison: 'is', isMet: true },
      },
    },
  ];
}
