import { property } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import { VolumeProperties } from './volume-facts.ts';

/** What gp2 gives: 3 IOPS for a GiB, at least 100 and at most 16,000; above 170 GiB up to 250 MiB/s. */
const IOPS_PER_GIB = 3;
const MOST_GP2_IOPS = 16_000;
const SMALL_GIB = 170;
const GP2_MIBPS = 250;
/** What the price of gp3 includes. */
const GP3_IOPS = 3_000;
const GP3_MIBPS = 125;

/** gp3 costs less than gp2 and does as much, except where its further throughput costs more than that. */
export const Ec2Gp2Volume = defineFinding({
  name: 'ec2-gp2-volume',
  title: 'gp2 volume that gp3 would replace',
  kind: 'AWS::EC2::Volume',
  service: 'EC2',
  type: 'storage_optimization',
  change: 'reduce',
  effort: 'low',
  risk: 'low',
  see: 'https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html',
  properties: VolumeProperties,
  judge({ VolumeType, Size }, { resource }) {
    if (VolumeType !== 'gp2' || Size === undefined) return undefined;
    const Iops = Math.max(GP3_IOPS, Math.min(MOST_GP2_IOPS, Size * IOPS_PER_GIB));
    const Throughput = Size > SMALL_GIB ? GP2_MIBPS : GP3_MIBPS;
    return {
      checks: [property('VolumeType', VolumeType, true, { threshold: 'gp2', comparison: 'is' })],
      found: () => ({
        description: `A gp3 volume with ${Iops} IOPS and ${Throughput} MiB/s does at least as much and costs less.`,
        remedy: {
          title: 'Change its type to gp3, while it is in use',
          command: awsCommand(
            resource,
            ...['ec2', 'modify-volume', '--volume-id', resource.id, '--volume-type', 'gp3'],
            ...['--iops', String(Iops), '--throughput', String(Throughput)],
          ),
          link: consoleLink(resource, `ec2/home#VolumeDetails:volumeId=${resource.id}`),
        },
        saving: { saves: 'difference', properties: { VolumeType: 'gp3', Iops, Throughput } },
      }),
    };
  },
});
