import { z } from 'zod';
import { lasts, property } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import type { NumberThreshold } from '../threshold.ts';

const BYTES_PER_GB = 2 ** 30;
const DAY_MS = 86_400_000;
/** Groups of this class keep their events for a day or two, whatever is set. */
const DELIVERY = 'DELIVERY';

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTIONS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922,
  3_288, 3_653,
];

const GroupProperties = z.object({
  LogGroupName: z.string(),
  LogGroupClass: z.string().optional(),
  /** Milliseconds since the Unix epoch. */
  CreationTime: z.number().optional(),
  /** Undefined: events never expire. */
  RetentionInDays: z.number().optional(),
  /** Before compression. */
  StoredBytes: z.number().optional(),
});

export const LOG_RETENTION = {
  setting: 'LONGSHORE_LOG_RETENTION_DAYS',
  meaning:
    'How long a log group without retention should keep its events, in days. A younger group has no verdict.',
  unit: 'days',
  default: 90,
  least: 1,
  most: 3_653,
} as const satisfies NumberThreshold;

export const LOG_STORED = {
  setting: 'LONGSHORE_LOG_STORED_GB',
  meaning: 'A log group without retention that stores at least this much is a finding, in GB.',
  unit: 'GB',
  default: 1,
  least: 0,
  most: 1_000_000,
} as const satisfies NumberThreshold;

/** A log group whose events never expire: its storage grows for ever. */
export const LogsUnlimitedRetention = defineFinding({
  name: 'logs-unlimited-retention',
  title: 'CloudWatch log group without retention',
  kind: 'AWS::Logs::LogGroup',
  service: 'CloudWatch',
  type: 'storage_optimization',
  change: 'reduce',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html',
  properties: GroupProperties,
  thresholds: { days: LOG_RETENTION, stored: LOG_STORED },
  judge(group, { resource, limit, now }) {
    const { LogGroupName: name, RetentionInDays, StoredBytes = 0, CreationTime } = group;
    if (group.LogGroupClass === DELIVERY) return undefined;
    const gigabytes = StoredBytes / BYTES_PER_GB;
    const ageDays = CreationTime === undefined ? 0 : (now - CreationTime) / DAY_MS;
    // AWS takes these periods only.
    const days = RETENTIONS.find((one) => one >= limit.days.value) ?? limit.days.value;
    return {
      checks: [
        property('RetentionInDays', RetentionInDays ?? 'never', RetentionInDays === undefined, {
          ...{ threshold: 'never', comparison: 'is' },
        }),
        property(
          'StoredBytes',
          Math.round(gigabytes * 100) / 100,
          gigabytes >= limit.stored.value,
          {
            ...{ threshold: limit.stored.value, comparison: 'at least', unit: 'GB' },
            setting: limit.stored.setting,
          },
        ),
        lasts('CreationTime', CreationTime, now, limit.days),
      ],
      found: () => ({
        description: `Its ${gigabytes.toFixed(1)} GB of events never expire. The saving assumes that it takes in as much each day.`,
        remedy: {
          title: `Keep its events for ${days} days, or as long as your rules demand`,
          command: awsCommand(
            resource,
            ...['logs', 'put-retention-policy', '--log-group-name', name],
            ...['--retention-in-days', String(days)],
          ),
          link: consoleLink(
            resource,
            `cloudwatch/home#logsV2:log-groups/log-group/${encodeURIComponent(name)}`,
          ),
        },
        saving: {
          saves: 'share',
          components: ['storage'],
          share: Math.max(0, 1 - days / Math.max(ageDays, days)),
        },
      }),
    };
  },
});
