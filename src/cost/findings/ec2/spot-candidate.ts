import { doubtful, property, type Check } from '../check.ts';
import { defineFinding, type RelatedResources } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import type { NumberThreshold, Valued, WordsThreshold } from '../threshold.ts';
import { groupFacts, GroupedInstance, groupNames } from './group-tags.ts';
import { isRunning } from './instance-facts.ts';

export const SPOT_SAVING = {
  setting: 'AWS_SPOT_SAVINGS_TARGET',
  meaning: 'The least share of its cost that an instance must save on spot: 0.35 is 35 %.',
  unit: '',
  default: 0.35,
  least: 0,
  most: 1,
} as const satisfies NumberThreshold;

export const SPOT_TAGS = {
  setting: 'LONGSHORE_SPOT_TAGS',
  meaning:
    'Tags of instances that may be interrupted, as KEY=VALUE, comma-separated. Instances of an Auto Scaling group need none.',
  default: ['spot=allowed'],
} as const satisfies WordsThreshold;

/** Families with disks in the machine: an interruption loses what is on them. */
export const INSTANCE_STORE =
  /^(?:d|h|i|is|im)\d|^x1e?$|^[cmr][123]$|^mac|^[a-z]+\d+[a-z]*d[a-z]*$/;

/** An instance on demand that may be interrupted, and would cost much less on spot. */
export const Ec2SpotCandidate = defineFinding({
  name: 'ec2-spot-candidate',
  title: 'EC2 instance that could run on spot',
  kind: 'AWS::EC2::Instance',
  service: 'EC2',
  type: 'spot_migration',
  change: 'spot',
  effort: 'high',
  risk: 'high',
  see: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-best-practices.html',
  properties: GroupedInstance,
  thresholds: { saving: SPOT_SAVING, tags: SPOT_TAGS },
  related: { group: { kind: 'AWS::AutoScaling::AutoScalingGroup', ids: groupNames } },
  judge(instance, { resource, limit, related: { group } }) {
    const { InstanceType: name = '', InstanceLifecycle: lifecycle, Placement } = instance;
    if (!isRunning(instance) || lifecycle !== undefined) return undefined;
    if ((Placement?.Tenancy ?? 'default') !== 'default') return undefined; // spot is shared
    const [groupName] = groupNames(instance);
    const tag = allowedBy(resource.tags, limit.tags);
    if (groupName === undefined && tag === undefined) return undefined;
    const [family = ''] = name.split('.');
    return {
      checks: [
        tag === undefined
          ? groupCheck(groupName ?? '', group)
          : property('tag', tag, true, { setting: SPOT_TAGS.setting }),
        property('instance store', family, !INSTANCE_STORE.test(family)),
      ],
      found: () => ({
        description: `It may be interrupted: ${tag === undefined ? `the group ${groupName ?? ''} replaces it` : `its tag ${tag} says so`}.`,
        remedy: {
          title: 'Run it on spot, in a group with several instance types',
          ...(groupName !== undefined && {
            command: awsCommand(
              resource,
              ...[
                'autoscaling',
                'describe-auto-scaling-groups',
                '--auto-scaling-group-names',
                groupName,
              ],
            ),
          }),
          link: consoleLink(resource, 'ec2/home#AutoScalingGroups:'),
        },
        saving: { saves: 'difference', properties: { InstanceLifecycle: 'spot' } },
        leastShare: limit.saving,
      }),
    };
  },
});

function allowedBy(
  tags: Readonly<Record<string, string>>,
  { value }: Valued<WordsThreshold>,
): string | undefined {
  return Object.entries(tags)
    .map(([key, text]) => `${key}=${text}`)
    .find((tag) => value.includes(tag));
}

/** The only instance of a group is not replaced in time. */
function groupCheck(name: string, { found, isComplete }: RelatedResources): Check {
  const facts = groupFacts(found[0]?.properties);
  if (facts === undefined) {
    const detail = isComplete
      ? `the Auto Scaling group ${name} does not exist`
      : `the Auto Scaling group ${name} was not read`;
    return doubtful('group', name, {
      reason: 'no-inventory',
      detail,
      fix: 'read AWS::AutoScaling::AutoScalingGroup as well: longshore resync --sink store',
    });
  }
  const size = facts.Instances?.length ?? 0;
  return property('instances of the group', size, size > 1, { threshold: 1, comparison: 'above' });
}
