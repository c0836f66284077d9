import { lasts } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { nonProduction } from '../non-production.ts';
import { consoleLink } from '../remedy.ts';
import { NON_PRODUCTION_NAMES, WINDOW_DAYS } from '../shared-thresholds.ts';
import type { NumberThreshold } from '../threshold.ts';
import { groupOf, InstanceProperties, isRunning, launchedAt } from './instance-facts.ts';

const HOURS_PER_WEEK = 168;
const PERCENT = 100;

export const OFFICE_HOURS = {
  setting: 'LONGSHORE_OFFICE_HOURS_PER_WEEK',
  meaning: 'Hours a week in which an instance that is not for production is needed.',
  unit: 'hours',
  default: 60,
  least: 1,
  most: 167,
} as const satisfies NumberThreshold;

export const RUNS_ALWAYS = {
  setting: 'LONGSHORE_RUNS_ALWAYS_PERCENT',
  meaning:
    'An instance that has points in this share of the hours of the window runs around the clock, in percent.',
  unit: '%',
  default: 95,
  least: 50,
  most: 100,
} as const satisfies NumberThreshold;

/** An instance that is not for production, and runs at night and on weekends as well. */
export const Ec2OfficeHoursInstance = defineFinding({
  name: 'ec2-office-hours-instance',
  title: 'Non-production EC2 instance that runs around the clock',
  kind: 'AWS::EC2::Instance',
  service: 'EC2',
  type: 'rightsizing',
  change: 'reduce',
  effort: 'medium',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/solutions/latest/instance-scheduler-on-aws/solution-overview.html',
  properties: InstanceProperties,
  usage: ['cpu'],
  thresholds: {
    ...{ hours: OFFICE_HOURS, always: RUNS_ALWAYS },
    ...{ names: NON_PRODUCTION_NAMES, window: WINDOW_DAYS },
  },
  judge(instance, { resource, usage: { cpu }, limit, check, now }) {
    if (!isRunning(instance) || instance.InstanceLifecycle !== undefined) return undefined;
    if (groupOf(resource.tags) !== undefined) return undefined; // a group has schedules of its own
    const environment = nonProduction(resource, limit.names);
    if (environment.evidence.isMet !== true) return undefined;
    const share =
      cpu === undefined || cpu.expected === 0 ? 0 : (cpu.known / cpu.expected) * PERCENT;
    const doubt = check.doubtOf('CPU', cpu);
    return {
      checks: [
        environment,
        lasts('LaunchTime', launchedAt(instance), now, limit.window),
        {
          evidence: {
            ...{
              metric: 'hours with points',
              statistic: 'share',
              unit: '%',
              comparison: 'at least',
            },
            ...(cpu !== undefined && { points: cpu.known, expected: cpu.expected }),
            ...{ value: cpu === undefined ? null : share, threshold: limit.always.value },
            setting: limit.always.setting,
            isMet: doubt === undefined ? share >= limit.always.value : null,
          },
          ...(doubt !== undefined && { doubt }),
        },
      ],
      found: () => ({
        description: `It is not for production, and runs around the clock; ${limit.hours.value} hours a week would do.`,
        remedy: {
          title:
            'Stop it outside of office hours: with Instance Scheduler, or EventBridge Scheduler',
          link: consoleLink(resource, 'scheduler/home#schedules'),
        },
        saving: {
          saves: 'share',
          components: ['instance'],
          share: 1 - limit.hours.value / HOURS_PER_WEEK,
        },
      }),
    };
  },
});
