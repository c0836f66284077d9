import { z } from 'zod';
import { doubtful, lasts, property } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import type { NumberThreshold } from '../threshold.ts';
import { VolumeProperties } from './volume-facts.ts';

export const STOPPED_DAYS = {
  setting: 'LONGSHORE_STOPPED_DAYS',
  meaning: 'The volumes of an instance that is stopped for this long are unused, in days.',
  unit: 'days',
  default: 30,
  least: 0,
  most: 3_650,
} as const satisfies NumberThreshold;

const Instance = z.object({
  State: z.object({ Name: z.string().optional() }).optional(),
  StateTransitionReason: z.string().optional(),
});
/** `User initiated (2025-03-01 10:00:00 GMT)` */
const STOPPED_AT = /\((\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) GMT\)/;

/** A stopped instance costs nothing, but its volumes do. */
export const Ec2StoppedInstanceVolume = defineFinding({
  name: 'ec2-stopped-instance-volume',
  title: 'Volume of a stopped EC2 instance',
  kind: 'AWS::EC2::Volume',
  service: 'EC2',
  type: 'idle',
  change: 'end',
  effort: 'medium',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Stop_Start.html',
  properties: VolumeProperties,
  thresholds: { days: STOPPED_DAYS },
  related: {
    instances: {
      kind: 'AWS::EC2::Instance',
      ids: ({ Attachments = [] }) => Attachments.flatMap(({ InstanceId }) => InstanceId ?? []),
    },
  },
  judge({ State, Attachments = [] }, { resource, related: { instances }, limit, now }) {
    if (State !== 'in-use' || Attachments.length === 0) return undefined;
    if (instances.found.length < Attachments.length) {
      if (instances.isComplete) return undefined; // attached to what is no instance of this account
      const doubt = {
        reason: 'no-inventory',
        detail: 'the instances of this scope were not read completely',
        fix: 'run longshore resync --sink store',
      } as const;
      return { checks: [doubtful('instance', undefined, doubt)], found: () => doubt };
    }
    const holders = instances.found.map(({ properties }) => Instance.safeParse(properties).data);
    if (holders.some((one) => one?.State?.Name !== 'stopped')) return undefined;
    const [holder = ''] = instances.found.map(({ id }) => id);
    const since = Math.max(...holders.map((one) => stoppedAt(one?.StateTransitionReason)));
    return {
      checks: [
        property('instance state', 'stopped', true, { threshold: 'stopped', comparison: 'is' }),
        lasts('stopped', since, now, limit.days),
      ],
      found: () => ({
        description: `Its instance ${holder} is stopped for at least ${limit.days.value} days.`,
        remedy: {
          title:
            'Create a snapshot of it, and delete the volume with its instance if they are not needed',
          command: awsCommand(resource, 'ec2', 'create-snapshot', '--volume-id', resource.id),
          link: consoleLink(resource, `ec2/home#VolumeDetails:volumeId=${resource.id}`),
        },
        saving: { saves: 'everything' },
      }),
    };
  },
});

/** NaN when AWS does not tell. */
function stoppedAt(reason = ''): number {
  const [, day = '', time = ''] = STOPPED_AT.exec(reason) ?? [];
  return Date.parse(`${day}T${time}Z`);
}
