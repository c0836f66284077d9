import { z } from 'zod';
import type { StoredRecord } from '../../../core/exporters/stored-records.ts';
import { knownAmount } from './record-amount.ts';

/** The columns of AWS's anomalies, in the order of {@link awsAnomalyRecord}. */
export const AWS_COLUMNS = [
  ...['payer', 'id', 'starts_at', 'ends_at', 'monitor_name', 'service', 'account', 'region'],
  ...['usage_type', 'impact', 'actual', 'expected', 'currency', 'score', 'feedback', 'read_at'],
];

/** The columns of Longshore's own anomalies, in the order of {@link ownAnomalyRecord}. */
export const OWN_COLUMNS = [
  ...['payer', 'id', 'account', 'service', 'region', 'method', 'rule', 'direction', 'severity'],
  ...['state', 'is_provisional', 'is_new_level', 'starts_on', 'ends_on', 'expected', 'actual'],
  ...['impact', 'score', 'currency', 'basis', 'explanation'],
];

const text = z
  .string()
  .nullable()
  .transform((value) => value ?? undefined);
const amount = z.string().nullable().transform(knownAmount);
const flag = z.union([z.boolean(), z.number()]).transform(Boolean);
const json = z.string().transform((value): unknown => JSON.parse(value));
/** `2026-10-31` */
const day = z
  .string()
  .nullable()
  .transform((value) => value?.slice(0, 'YYYY-MM-DD'.length));

const AwsRow = z.object({
  payer: z.string(),
  id: z.string(),
  starts_at: day,
  ends_at: day,
  monitor_name: text,
  service: text,
  account: text,
  region: text,
  usage_type: text,
  impact: amount,
  actual: amount,
  expected: amount,
  currency: z.string(),
  score: amount,
  feedback: text,
  read_at: z.string(),
});

const OwnRow = z.object({
  payer: z.string(),
  id: z.string(),
  account: text,
  service: text,
  region: text,
  method: z.string(),
  rule: z.string(),
  direction: z.string(),
  severity: z.string(),
  state: z.string(),
  is_provisional: flag,
  is_new_level: flag,
  starts_on: z.string(),
  ends_on: z.string(),
  expected: amount,
  actual: amount,
  impact: amount,
  score: z.coerce.number(),
  currency: z.string(),
  basis: z.string(),
  explanation: json,
});

/** Of an anomaly whose first day AWS does not tell: it sorts before all days. */
const UNKNOWN_DAY = 'unknown';

/** An anomaly of AWS. */
export function awsAnomalyRecord(row: readonly unknown[]): StoredRecord {
  const found = AwsRow.parse(named(AWS_COLUMNS, row));
  const startsOn = found.starts_at ?? UNKNOWN_DAY;
  return recordOf({
    ...{ Id: `aws/${found.id}`, Source: 'aws', PayerAccountId: found.payer },
    AccountId: found.account ?? found.payer,
    Title: titleOf(found.service ?? found.monitor_name, startsOn),
    ...{ Service: found.service, Region: found.region, UsageType: found.usage_type },
    ...{ MonitorName: found.monitor_name, State: found.ends_at === undefined ? 'open' : 'closed' },
    ...{ StartsOn: startsOn, EndsOn: found.ends_at, Period: periodOf(startsOn, found.ends_at) },
    ...{ Expected: found.expected, Actual: found.actual, Impact: found.impact },
    ...{ Score: found.score, Currency: found.currency, Feedback: found.feedback },
    // AWS watches unblended cost after discounts: what is billed.
    Basis: 'BilledCost',
  });
}

/** An anomaly that Longshore has found. */
export function ownAnomalyRecord(row: readonly unknown[]): StoredRecord {
  const found = OwnRow.parse(named(OWN_COLUMNS, row));
  const { starts_on: startsOn, ends_on: endsOn } = found;
  return recordOf({
    ...{ Id: `longshore/${found.id}`, Source: 'longshore', PayerAccountId: found.payer },
    AccountId: found.account ?? found.payer,
    Title: titleOf(found.service, startsOn),
    ...{ Service: found.service, Region: found.region, Method: found.method, Rule: found.rule },
    ...{ Direction: found.direction, Severity: found.severity, State: found.state },
    ...{ IsProvisional: found.is_provisional, IsNewLevel: found.is_new_level },
    ...{ StartsOn: startsOn, EndsOn: endsOn, Period: periodOf(startsOn, endsOn) },
    ...{ Expected: found.expected, Actual: found.actual, Impact: found.impact },
    ...{ Score: found.score, Currency: found.currency, Basis: found.basis },
    Explanation: found.explanation,
  });
}

function named(columns: readonly string[], row: readonly unknown[]): object {
  return Object.fromEntries(row.map((value, index) => [columns[index] ?? '', value]));
}

function titleOf(what: string | undefined, startsOn: string): string {
  return `${what ?? 'cost'} ${startsOn}`;
}

function periodOf(startsOn: string, endsOn: string | undefined): string {
  return endsOn === undefined ? `since ${startsOn}` : `${startsOn} to ${endsOn}`;
}

interface AnomalyProperties extends Readonly<Record<string, unknown>> {
  readonly Id: string;
  readonly Source: string;
  readonly PayerAccountId: string;
  readonly StartsOn: string;
  readonly Region: string | undefined;
}

function recordOf(properties: AnomalyProperties): StoredRecord {
  const { Source, PayerAccountId, StartsOn, Id, Region } = properties;
  const known = Object.entries(properties).filter(([, value]) => value !== undefined);
  return {
    identifiers: [Source, PayerAccountId, StartsOn, Id],
    region: Region,
    properties: Object.fromEntries(known),
  };
}
