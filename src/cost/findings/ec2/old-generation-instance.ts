import { property } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import type { InstanceType } from '../instance-types.ts';
import { groupOf, InstanceProperties, isRunning } from './instance-facts.ts';

/**
 * Families of earlier generations, with those that came after them: same architecture, and sizes of the same name have
 * as many vCPUs and at least as much memory.
 *
 * @see https://aws.amazon.com/ec2/previous-generation/
 */
export const SUCCESSORS: Readonly<Record<string, string>> = {
  m1: 'm6i',
  m2: 'r6i',
  m3: 'm6i',
  m4: 'm6i',
  c1: 'c6i',
  c3: 'c6i',
  c4: 'c6i',
  r3: 'r6i',
  r4: 'r6i',
  i2: 'i4i',
};

/** An instance of an earlier generation: the current one costs less, and does more. */
export const Ec2OldGenerationInstance = defineFinding({
  name: 'ec2-old-generation-instance',
  title: 'EC2 instance of an earlier generation',
  kind: 'AWS::EC2::Instance',
  service: 'EC2',
  type: 'rightsizing',
  change: 'reduce',
  effort: 'medium',
  risk: 'medium',
  see: 'https://aws.amazon.com/ec2/previous-generation/',
  properties: InstanceProperties,
  judge(instance, { resource, types }) {
    const { InstanceType: name = '', InstanceLifecycle: lifecycle } = instance;
    const [family = '', size = ''] = name.split('.');
    const successor = SUCCESSORS[family];
    if (successor === undefined || !isRunning(instance) || lifecycle !== undefined)
      return undefined;
    if (groupOf(resource.tags) !== undefined) return undefined; // its launch template decides
    const target = `${successor}.${size}`;
    const [old, current] = [types.get(name), types.get(target)];
    // The sizes of some families are not alike: c4.8xlarge has 36 vCPUs.
    if (isLess(current, old)) return undefined;
    return {
      checks: [property('InstanceType', name, true, { threshold: family, comparison: 'is' })],
      found: () => ({
        description: `The type ${target} has at least as much CPU and memory, and costs less.`,
        remedy: {
          title: `Check that its image supports ENA and NVMe, stop it, change its type to ${target}, and start it`,
          command: awsCommand(
            resource,
            ...['ec2', 'modify-instance-attribute', '--instance-id', resource.id],
            ...['--instance-type', `Value=${target}`],
          ),
          link: consoleLink(resource, `ec2/home#InstanceDetails:instanceId=${resource.id}`),
        },
        saving: { saves: 'difference', properties: { InstanceType: target } },
      }),
    };
  },
});

function isLess(current: InstanceType | undefined, old: InstanceType | undefined): boolean {
  if (current === undefined || old === undefined) return false;
  return current.vcpus < old.vcpus || current.memoryGib < old.memoryGib;
}
