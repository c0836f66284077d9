import { doubtful, lasts, type Check } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { isAccelerated } from '../instance-types.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import { WINDOW_DAYS } from '../shared-thresholds.ts';
import type { NumberThreshold } from '../threshold.ts';
import { together } from '../together.ts';
import type { WindowUsage } from '../window-usage.ts';
import { groupOf, InstanceProperties, isRunning, launchedAt } from './instance-facts.ts';

const BYTES_PER_MB = 1_000_000;

export const IDLE_CPU = {
  setting: 'AWS_IDLE_CPU_THRESHOLD',
  meaning:
    'An instance whose average CPU is below it, on every day of the window, may be idle, in percent.',
  unit: '%',
  default: 5,
  least: 0,
  most: 100,
} as const satisfies NumberThreshold;

export const IDLE_NETWORK = {
  setting: 'LONGSHORE_IDLE_NETWORK_MB',
  meaning:
    'An instance with less traffic than this on every day of the window, in both directions together, may be idle, in MB.',
  unit: 'MB',
  default: 1,
  least: 0,
  most: 1_000_000,
} as const satisfies NumberThreshold;

/** An instance that does nothing: neither CPU nor network. */
export const Ec2IdleInstance = defineFinding({
  name: 'ec2-idle-instance',
  title: 'Idle EC2 instance',
  kind: 'AWS::EC2::Instance',
  service: 'EC2',
  type: 'idle',
  change: 'end',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html',
  properties: InstanceProperties,
  usage: ['cpu', 'networkIn', 'networkOut', 'gpu'],
  thresholds: { cpu: IDLE_CPU, network: IDLE_NETWORK, window: WINDOW_DAYS },
  judge(instance, { resource, usage, limit, check, now }) {
    // The instances of a group are judged as their group: a terminated one would come back.
    if (!isRunning(instance) || groupOf(resource.tags) !== undefined) return undefined;
    const bytes = { ...limit.network, value: limit.network.value * BYTES_PER_MB, unit: 'Bytes' };
    const traffic = together(usage.networkIn, usage.networkOut);
    return {
      checks: [
        lasts('LaunchTime', launchedAt(instance), now, limit.window),
        check.that('CPU', usage.cpu, 'maximumDayAverage', 'below', limit.cpu),
        check.that('network', traffic, 'maximumDaySum', 'below', bytes),
        ...acceleratorChecks(instance, usage.gpu, (gpu) =>
          check.that('GPU', gpu, 'maximumDayAverage', 'below', limit.cpu),
        ),
      ],
      found: () => ({
        description: `On every day of the window, the average CPU was below ${limit.cpu.value} % and the traffic below ${limit.network.value} MB.`,
        remedy: {
          title: 'Stop it, and terminate it once no user misses it',
          command: awsCommand(resource, 'ec2', 'stop-instances', '--instance-ids', resource.id),
          link: consoleLink(resource, `ec2/home#InstanceDetails:instanceId=${resource.id}`),
        },
        saving: { saves: 'everything' },
      }),
    };
  },
});

/** The CPU of a training job may do nothing while its GPUs work. */
function acceleratorChecks(
  { InstanceType: type = '' }: InstanceProperties,
  gpu: WindowUsage | undefined,
  isIdle: (gpu: WindowUsage) => Check,
): readonly Check[] {
  if (!isAccelerated(type)) return [];
  if (gpu !== undefined && gpu.known > 0) return [isIdle(gpu)];
  return [
    doubtful('InstanceType', type, {
      reason: 'no-metric',
      detail: `${type} has accelerators, and EC2 does not measure their use`,
      fix: 'publish nvidia_smi_utilization_gpu with the CloudWatch agent',
    }),
  ];
}
