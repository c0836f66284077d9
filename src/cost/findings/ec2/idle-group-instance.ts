import { doubtful, lasts, property, type Check } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { consoleLink, awsCommand } from '../remedy.ts';
import { WINDOW_DAYS } from '../shared-thresholds.ts';
import { together } from '../together.ts';
import { groupFacts, GroupedInstance, groupNames, memberIds } from './group-tags.ts';
import { IDLE_CPU, IDLE_NETWORK } from './idle-instance.ts';
import { isRunning, launchedAt } from './instance-facts.ts';

const BYTES_PER_MB = 1_000_000;

/**
 * An instance of an Auto Scaling group whose instances are all idle. The group would replace an instance that is terminated:
 * its minimum is too high. One instance stays, so each saves its share of the others' cost.
 */
export const Ec2IdleGroupInstance = defineFinding({
  name: 'ec2-idle-group-instance',
  title: 'EC2 instance of an idle Auto Scaling group',
  kind: 'AWS::EC2::Instance',
  service: 'EC2',
  type: 'idle',
  change: 'reduce',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html',
  properties: GroupedInstance,
  usage: ['cpu', 'networkIn', 'networkOut'],
  thresholds: { cpu: IDLE_CPU, network: IDLE_NETWORK, window: WINDOW_DAYS },
  related: {
    group: { kind: 'AWS::AutoScaling::AutoScalingGroup', ids: groupNames },
    members: {
      kind: 'AWS::EC2::Instance',
      through: { name: 'group', ids: memberIds },
      usage: ['cpu', 'networkIn', 'networkOut'],
    },
  },
  judge(instance, { resource, limit, check, related: { group, members }, now }) {
    const [name] = groupNames(instance);
    if (name === undefined || !isRunning(instance)) return undefined;
    const facts = groupFacts(group.found[0]?.properties);
    if (facts === undefined) {
      const doubt = {
        reason: 'no-inventory',
        detail: `the Auto Scaling group ${name} was not read`,
        fix: 'read AWS::AutoScaling::AutoScalingGroup as well: longshore resync --sink store',
      } as const;
      return { checks: [doubtful('group', name, doubt)], found: () => doubt };
    }
    const least = facts.MinSize ?? 0;
    const bytes = { ...limit.network, value: limit.network.value * BYTES_PER_MB, unit: 'Bytes' };
    const size = Math.max(1, facts.Instances?.length ?? 0);
    const idle = members.found.flatMap(({ usage }): readonly Check[] => [
      check.that('CPU of the group', usage['cpu'], 'maximumDayAverage', 'below', limit.cpu),
      check.that(
        'network of the group',
        together(usage['networkIn'], usage['networkOut']),
        'maximumDaySum',
        'below',
        bytes,
      ),
    ]);
    return {
      checks: [
        lasts('LaunchTime', launchedAt(instance), now, limit.window),
        // With a minimum of one or none, the group itself decides how many run.
        property('MinSize', least, least > 1, { threshold: 1, comparison: 'above' }),
        property('instances that are known', members.found.length, members.found.length >= size, {
          threshold: size,
          comparison: 'at least',
        }),
        ...idle,
      ],
      found: () => ({
        description: `All ${size} instances of the group ${name} are idle, and its minimum of ${least} keeps them.`,
        remedy: {
          title: `Reduce the minimum of the group ${name} to 1`,
          command: awsCommand(
            resource,
            ...['autoscaling', 'update-auto-scaling-group', '--auto-scaling-group-name', name],
            ...['--min-size', '1', '--desired-capacity', '1'],
          ),
          link: consoleLink(
            resource,
            `ec2/home#AutoScalingGroupDetails:id=${encodeURIComponent(name)}`,
          ),
        },
        saving: { saves: 'share', components: ['instance'], share: (size - 1) / size },
      }),
    };
  },
});
