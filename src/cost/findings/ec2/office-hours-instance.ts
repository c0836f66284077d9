import { lasts, property } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { nonProduction } from '../non-production.ts';
import { consoleLink } from '../remedy.ts';
import { NON_PRODUCTION_NAMES, WINDOW_DAYS } from '../shared-thresholds.ts';
import type { NumberThreshold } from '../threshold.ts';
import { IDLE_CPU } from './idle-instance.ts';
import { groupOf, InstanceProperties, isRunning, launchedAt } from './instance-facts.ts';

const HOURS_PER_WEEK = 168;
const PERCENT = 100;
/** A tag and points say that it runs at night, and not that it is not needed then. */
const BY_SIGNS = 0.5;
/** Its CPU was never above what counts as idle, so that it is not needed at night either. */
const ALWAYS_QUIET = 0.8;

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

function shown(percent: number | undefined): string {
  return percent === undefined ? 'not known' : `${Math.round(percent * 10) / 10} %`;
}

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
    ...{ hours: OFFICE_HOURS, always: RUNS_ALWAYS, quiet: IDLE_CPU },
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
    const highest = cpu?.maximum;
    const isQuiet = highest !== undefined && highest < limit.quiet.value;
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
        // It decides how sure the finding is, and no verdict.
        property(
          isQuiet ? 'quiet in all hours' : 'need at night',
          isQuiet ? 'yes' : 'not measured',
          true,
        ),
      ],
      found: () => ({
        description: `It is not for production, and runs around the clock; ${limit.hours.value} hours a week would do. ${
          isQuiet
            ? `In no hour was its average CPU ${limit.quiet.value} % or more.`
            : `Whether it is needed at night is not measured: its average CPU was ${shown(highest)} in the busiest hour.`
        }`,
        mostConfidence: isQuiet ? ALWAYS_QUIET : BY_SIGNS,
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
