import { lasts } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import { MOST_LOAD, WINDOW_DAYS } from '../shared-thresholds.ts';
import { smallerTypeCheck, smallestThatHolds } from '../smaller-type.ts';
import type { NumberThreshold } from '../threshold.ts';
import type { WindowUsage } from '../window-usage.ts';
import { groupOf, InstanceProperties, isRunning, launchedAt } from './instance-facts.ts';

export const LOW_CPU = {
  setting: 'AWS_UNDERUTILIZED_CPU_THRESHOLD',
  meaning:
    'An instance or a database whose average CPU in the window is below it may be oversized, in percent.',
  unit: '%',
  default: 20,
  least: 0,
  most: 100,
} as const satisfies NumberThreshold;

export const LOW_CPU_P95 = {
  setting: 'LONGSHORE_UNDERUTILIZED_CPU_P95',
  meaning:
    'The 95th percentile of CPU below which an instance or a database may be oversized, in percent.',
  unit: '%',
  default: 40,
  least: 0,
  most: 100,
} as const satisfies NumberThreshold;

const PERCENT = 100;

/** An instance whose load a smaller type of its family would hold. */
export const Ec2OversizedInstance = defineFinding({
  name: 'ec2-oversized-instance',
  title: 'Oversized EC2 instance',
  kind: 'AWS::EC2::Instance',
  service: 'EC2',
  type: 'rightsizing',
  change: 'reduce',
  effort: 'medium',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-resize.html',
  properties: InstanceProperties,
  usage: ['cpu', 'memory'],
  percentiles: ['cpu', 'memory'],
  thresholds: { cpu: LOW_CPU, p95: LOW_CPU_P95, load: MOST_LOAD, window: WINDOW_DAYS },
  judge(instance, { resource, usage: { cpu, memory }, limit, check, types, now }) {
    const { InstanceType: name = '', InstanceLifecycle: lifecycle } = instance;
    if (!isRunning(instance) || groupOf(resource.tags) !== undefined) return undefined;
    if (lifecycle === 'capacity-block') return undefined; // paid in advance
    const type = types.get(name);
    const used =
      memory?.p99 === undefined || type === undefined
        ? undefined
        : (memory.p99 / PERCENT) * type.memoryGib;
    const load = {
      ...{ cpuPercent: cpu?.p99, averageCpuPercent: cpu?.average, memoryGib: used },
      mostLoad: limit.load.value,
    };
    const smaller = type && smallestThatHolds(type, types, load);
    const isMeasured = memory !== undefined && memory.known > 0;
    return {
      checks: [
        lasts('LaunchTime', launchedAt(instance), now, limit.window),
        check.that('CPU', cpu, 'average', 'below', limit.cpu),
        check.that('CPU', cpu, 'p95', 'below', limit.p95),
        ...(isMeasured ? [check.that('memory', memory, 'p99', 'at most', { value: PERCENT })] : []),
        smallerTypeCheck(name, types, { smaller, load }),
      ],
      found: () => ({
        description: `The type ${smaller?.name ?? ''} holds its load: the CPU was ${shown(cpu)} at the 99th percentile${isMeasured ? `, and the memory ${shown(memory)}` : '; its use of memory is not known'}.`,
        remedy: {
          title: `Stop it, change its type to ${smaller?.name ?? ''}, and start it`,
          command: awsCommand(
            resource,
            ...['ec2', 'modify-instance-attribute', '--instance-id', resource.id],
            ...['--instance-type', `Value=${smaller?.name ?? ''}`],
          ),
          link: consoleLink(resource, `ec2/home#InstanceDetails:instanceId=${resource.id}`),
        },
        saving: { saves: 'difference', properties: { InstanceType: smaller?.name } },
        ...(!isMeasured && { risk: 'high' as const }),
      }),
    };
  },
});

function shown(usage: WindowUsage | undefined): string {
  return usage?.p99 === undefined ? 'not known' : `${Math.round(usage.p99 * 10) / 10} %`;
}
