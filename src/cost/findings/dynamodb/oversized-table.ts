import { z } from 'zod';
import { lasts, property, type Check } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import { MOST_LOAD, WINDOW_DAYS } from '../shared-thresholds.ts';
import type { NumberThreshold } from '../threshold.ts';
import type { WindowUsage } from '../window-usage.ts';

const SECONDS_PER_HOUR = 3_600;
const PERCENT = 100;
/** The least capacity that a table can have. */
const LEAST_UNITS = 1;

const time = z.union([z.string(), z.date()]).optional();
const TableProperties = z.object({
  TableName: z.string(),
  TableStatus: z.string().optional(),
  CreationDateTime: time,
  BillingModeSummary: z.object({ BillingMode: z.string().optional() }).optional(),
  ProvisionedThroughput: z
    .object({
      ReadCapacityUnits: z.number().optional(),
      WriteCapacityUnits: z.number().optional(),
      LastIncreaseDateTime: time,
      LastDecreaseDateTime: time,
    })
    .optional(),
});
type Throughput = NonNullable<z.output<typeof TableProperties>['ProvisionedThroughput']>;

export const TABLE_USE = {
  setting: 'LONGSHORE_TABLE_USE_PERCENT',
  meaning:
    'A table that uses at most this share of its provisioned capacity, even in its busiest hour, has too much of it, in percent.',
  unit: '%',
  default: 40,
  least: 1,
  most: 100,
} as const satisfies NumberThreshold;

/** A table with far more provisioned capacity than its busiest hour takes. */
export const DynamoDbOversizedTable = defineFinding({
  name: 'dynamodb-oversized-table',
  title: 'DynamoDB table with too much capacity',
  kind: 'AWS::DynamoDB::Table',
  service: 'DynamoDB',
  type: 'rightsizing',
  change: 'reduce',
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CostOptimization_RightSizedProvisioning.html',
  properties: TableProperties,
  usage: ['readUnits', 'writeUnits'],
  thresholds: { use: TABLE_USE, load: MOST_LOAD, window: WINDOW_DAYS },
  judge(table, { resource, usage, limit, check, now }) {
    const { ProvisionedThroughput: throughput = {}, TableName } = table;
    const { ReadCapacityUnits: reads = 0, WriteCapacityUnits: writes = 0 } = throughput;
    // An on-demand table has no units.
    if (reads <= LEAST_UNITS && writes <= LEAST_UNITS) return undefined;
    const use = {
      reads: shareOf(reads, usage.readUnits),
      writes: shareOf(writes, usage.writeUnits),
    };
    const checks = [
      check.that('read units', use.reads, 'maximum', 'at most', limit.use),
      check.that('write units', use.writes, 'maximum', 'at most', limit.use),
    ];
    const target = {
      ReadCapacityUnits: fitting(reads, use.reads, limit.use.value, limit.load.value),
      WriteCapacityUnits: fitting(writes, use.writes, limit.use.value, limit.load.value),
    };
    return {
      checks: [
        lasts('CreationDateTime', millisecondsOf(table.CreationDateTime), now, limit.window),
        unchanged(throughput, now, limit.window),
        ...oneIsEnough(checks),
      ],
      found: () => ({
        description: `In its busiest hour, it took ${percentText(use.reads)} of its ${reads} read units and ${percentText(use.writes)} of its ${writes} write units.`,
        remedy: {
          title: `Provision ${target.ReadCapacityUnits} read and ${target.WriteCapacityUnits} write units, or let Application Auto Scaling do it`,
          command: awsCommand(
            resource,
            ...['dynamodb', 'update-table', '--table-name', TableName, '--provisioned-throughput'],
            `ReadCapacityUnits=${target.ReadCapacityUnits},WriteCapacityUnits=${target.WriteCapacityUnits}`,
          ),
          link: consoleLink(resource, `dynamodbv2/home#table?name=${TableName}`),
        },
        saving: {
          saves: 'difference',
          properties: { ProvisionedThroughput: { ...throughput, ...target } },
        },
      }),
    };
  },
});

/** The busiest hour in percent of what is provisioned. */
function shareOf(units: number, consumed: WindowUsage | undefined): WindowUsage | undefined {
  if (consumed === undefined) return undefined;
  const { maximum } = consumed;
  const share = ((maximum ?? 0) * PERCENT) / (Math.max(units, LEAST_UNITS) * SECONDS_PER_HOUR);
  return {
    ...consumed,
    metric: `${consumed.metric} / provisioned`,
    unit: '%',
    maximum: maximum === undefined ? undefined : share,
  };
}

/** What holds the busiest hour; as many as now where that is no great part less. */
function fitting(units: number, use: WindowUsage | undefined, most: number, load: number): number {
  const share = use?.maximum ?? PERCENT;
  if (share > most) return units;
  return Math.min(units, Math.max(LEAST_UNITS, Math.ceil((units * share) / load)));
}

/** Reads and writes are provisioned apart: it is enough that one of them has too much. */
function oneIsEnough(checks: readonly Check[]): readonly Check[] {
  const met = checks.filter(({ evidence }) => evidence.isMet === true);
  const isDoubtful = checks.some(({ doubt }) => doubt !== undefined);
  return isDoubtful || met.length === 0 ? checks : met;
}

/** What was used is compared with what is provisioned now: Auto Scaling may have provisioned other amounts before. */
function unchanged(
  { LastIncreaseDateTime, LastDecreaseDateTime }: Throughput,
  now: number,
  window: Parameters<typeof lasts>[3],
): Check {
  const changes = [LastIncreaseDateTime, LastDecreaseDateTime]
    .map(millisecondsOf)
    .filter((one) => one !== undefined);
  return changes.length === 0
    ? property('ProvisionedThroughput', 'never changed', true)
    : lasts('ProvisionedThroughput', Math.max(...changes), now, window);
}

function millisecondsOf(given: z.output<typeof time>): number | undefined {
  return given === undefined ? undefined : new Date(given).getTime();
}

function percentText(use: WindowUsage | undefined): string {
  return `${Math.round(use?.maximum ?? 0)} %`;
}
