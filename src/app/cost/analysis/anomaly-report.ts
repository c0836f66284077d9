import { z } from 'zod';
import { rankedAlerts } from '../../../cost/analysis/anomalies/find-anomalies.ts';
import { decimal, decimalText, toNumber, type Decimal } from '../../../cost/money/decimal.ts';
import { allRows } from '../../store/all-rows.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';

/** Who found an anomaly. */
export const ANOMALY_SOURCES = ['longshore', 'aws'] as const;
export type AnomalySource = (typeof ANOMALY_SOURCES)[number];

/** Which anomalies are shown. */
export interface AnomalyFilter {
  /** Days: anomalies that ended on the first or later, and started on the last or before. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly state?: 'open' | 'closed' | undefined;
  readonly direction?: 'up' | 'down' | undefined;
  readonly accounts?: readonly string[] | undefined;
  readonly services?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
  readonly sources?: readonly AnomalySource[] | undefined;
  readonly id?: string | undefined;
  /** The least money above or below the expectation. */
  readonly minImpact?: Decimal | undefined;
}

const Part = z.object({
  name: z.string(),
  kind: z.enum(['new', 'stopped', 'changed']),
  expected: z.number(),
  actual: z.number(),
  delta: z.number(),
  share: z.number(),
});
/** A part of a series that explains its anomaly, with what changed within it. */
export const ExplainedPart = Part.extend({ parts: z.array(Part).readonly() });
export type ExplainedPart = z.output<typeof ExplainedPart>;

/** What explains an anomaly: parts by one dimension, the largest first. */
export const Explanation = z.object({
  dimension: z.string(),
  within: z.string().optional(),
  parts: z.array(ExplainedPart).readonly(),
});
export type Explanation = z.output<typeof Explanation>;

/** One anomaly, as it is shown. Amounts of the expectation are estimates. Days are `2026-10-31`. */
export interface ShownAnomaly {
  readonly id: string;
  readonly source: AnomalySource;
  readonly payer: string;
  readonly account: string | null;
  readonly service: string | null;
  readonly region: string | null;
  /** What the series is, where it is not an account's service in a region. */
  readonly series: string | null;
  readonly method: string;
  /** `day`, `second-day`, `third-day`, `sparse`, `drop`, `new-spend`; `aws` for AWS's. */
  readonly rule: string;
  readonly direction: 'up' | 'down';
  readonly severity: 'high' | 'medium';
  readonly state: 'open' | 'closed';
  readonly isProvisional: boolean;
  readonly isNewLevel: boolean;
  readonly startsOn: string;
  readonly detectedOn: string;
  readonly endsOn: string;
  /** Of the day of detection; of all days for AWS's. */
  readonly expected: Decimal | null;
  readonly actual: Decimal | null;
  readonly impact: Decimal;
  readonly score: number | null;
  readonly currency: string;
  readonly basis: string;
  /** The purchase of a commitment that explains a drop: no alarm. */
  readonly purchase: string | null;
  /** The usage type that AWS names as the cause; null for ours. */
  readonly usageType: string | null;
  /** Which parts explain ours. Null for AWS's. */
  readonly explanation: Explanation | null;
  readonly firstSeen: string;
  readonly lastSeen: string;
}

export interface AnomalyReport {
  readonly filter: AnomalyFilter;
  /** The greatest impact first; drops that a purchase explains last. */
  readonly anomalies: readonly ShownAnomaly[];
  /** How far detection has come; empty before the first. */
  readonly runs: readonly AnomalyRun[];
}

/** How far detection has come in the bill of a payer account. */
export interface AnomalyRun {
  readonly payer: string;
  readonly stableUntil: string;
  readonly provisionalUntil: string;
  readonly series: number;
  /** The least change that can be an anomaly, in the bill's currency. */
  readonly floor: number;
  readonly analysedAt: string;
}

const maybe = z.string().nullable();
const flag = z.union([z.boolean(), z.number()]).transform(Boolean);
const json = z.string().transform((text): unknown => JSON.parse(text));
const Own = z.object({
  ...{ id: z.string(), payer: z.string(), account: maybe, service: maybe, region: maybe },
  ...{ method: z.string(), rule: z.string(), direction: z.enum(['up', 'down']) },
  ...{ severity: z.enum(['high', 'medium']), state: z.enum(['open', 'closed']) },
  ...{ is_provisional: flag, is_new_level: flag },
  ...{ starts_on: z.string(), detected_on: z.string(), ends_on: z.string() },
  ...{ expected: z.string(), actual: z.string(), impact: z.string(), score: z.number() },
  ...{ currency: z.string(), basis: z.string(), purchase: maybe },
  ...{
    explanation: json.pipe(Explanation.nullable()),
    first_seen: z.string(),
    last_seen: z.string(),
  },
});
const OWN_COLUMNS = Object.keys(Own.shape);

/** The anomalies that the store has: ours, and AWS's beside them. */
export async function anomalyReport(
  reader: Pick<StoreReader, 'query'>,
  filter: AnomalyFilter,
  signal: AbortSignal,
): Promise<AnomalyReport> {
  const sources = filter.sources ?? ANOMALY_SOURCES;
  const own = sources.includes('longshore') ? await ownAnomalies(reader, filter, signal) : [];
  const aws = sources.includes('aws') ? await awsAnomalies(reader, filter, signal) : [];
  const ranked = rankedAlerts(
    [...own, ...aws].map((anomaly) => ({
      anomaly,
      impact: toNumber(anomaly.impact),
      ...(anomaly.purchase !== null && { purchase: anomaly.purchase }),
    })),
  );
  return {
    filter,
    anomalies: ranked.map(({ anomaly }) => anomaly),
    runs: await anomalyRuns(reader, signal),
  };
}

async function ownAnomalies(
  reader: Pick<StoreReader, 'query'>,
  filter: AnomalyFilter,
  signal: AbortSignal,
): Promise<readonly ShownAnomaly[]> {
  const { from, to, state, direction, id, minImpact } = filter;
  const conditions = [
    ...(from === undefined ? [] : [`ends_on >= ${sqlText(from)}`]),
    ...(to === undefined ? [] : [`starts_on <= ${sqlText(to)}`]),
    ...(state === undefined ? [] : [`state = '${state}'`]),
    ...(direction === undefined ? [] : [`direction = '${direction}'`]),
    ...(id === undefined ? [] : [`id = ${sqlText(id)}`]),
    ...(minImpact === undefined ? [] : [`abs(impact) >= ${decimalText(minImpact)}`]),
    ...placeConditions(filter),
  ];
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  const rows = await allRows(
    reader,
    `select ${OWN_COLUMNS.join(', ')} from cost_anomalies ${where} order by id`,
    signal,
  );
  return rows.map((row) => {
    const own = Own.parse(
      Object.fromEntries(row.map((value, at) => [OWN_COLUMNS[at] ?? '', value])),
    );
    return {
      ...{ id: own.id, source: 'longshore', series: null, payer: own.payer, account: own.account },
      ...{ service: own.service, region: own.region, method: own.method, rule: own.rule },
      ...{ direction: own.direction, severity: own.severity, state: own.state },
      ...{ isProvisional: own.is_provisional, isNewLevel: own.is_new_level },
      ...{ startsOn: own.starts_on, detectedOn: own.detected_on, endsOn: own.ends_on },
      ...{
        expected: decimal(own.expected),
        actual: decimal(own.actual),
        impact: decimal(own.impact),
      },
      ...{ score: own.score, currency: own.currency, basis: own.basis, purchase: own.purchase },
      ...{
        usageType: null,
        explanation: own.explanation,
        firstSeen: own.first_seen,
        lastSeen: own.last_seen,
      },
    };
  });
}

const Aws = z.tuple([
  ...[z.string(), z.string(), maybe, maybe, maybe, maybe, maybe, maybe],
  ...[maybe, maybe, z.string(), maybe, z.string()],
] as [
  ...[z.ZodString, z.ZodString, typeof maybe, typeof maybe, typeof maybe, typeof maybe, typeof maybe, typeof maybe],
  ...[typeof maybe, typeof maybe, z.ZodString, typeof maybe, z.ZodString],
]); // prettier-ignore

/** What AWS's monitors have found. An anomaly without an end is open. */
async function awsAnomalies(
  reader: Pick<StoreReader, 'query'>,
  filter: AnomalyFilter,
  signal: AbortSignal,
): Promise<readonly ShownAnomaly[]> {
  const { from, to, state, id, direction, minImpact } = filter;
  const conditions = [
    ...(id === undefined ? [] : [`id = ${sqlText(id)}`]),
    ...placeConditions(filter),
  ];
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  const rows = await allRows(
    reader,
    `select payer, id, starts_at, ends_at, coalesce(service, dimension_value), account, region, usage_type,
      expected, actual, currency, impact, read_at from aws_anomalies ${where} order by id`,
    signal,
  );
  const all = rows.map((row): ShownAnomaly => {
    const [payer, awsId, startsAt, endsAt, service, account, region, usageType, ...rest] =
      Aws.parse(row);
    const [expected, actual, currency, impact, readAt] = rest;
    const total = decimal(impact ?? '0');
    const startsOn = (startsAt ?? readAt).slice(0, 10);
    const isHigh = expected === null || toNumber(total) > toNumber(decimal(expected)) / 2;
    return {
      ...{ id: awsId, source: 'aws', series: null, payer, account, service, region },
      ...{
        method: 'AWS Cost Anomaly Detection',
        rule: 'aws',
        direction: total < 0n ? 'down' : 'up',
      },
      ...{ severity: isHigh ? 'high' : 'medium', state: endsAt === null ? 'open' : 'closed' },
      ...{ isProvisional: false, isNewLevel: false, startsOn, detectedOn: startsOn },
      endsOn: (endsAt ?? readAt).slice(0, 10),
      expected: expected === null ? null : decimal(expected),
      actual: actual === null ? null : decimal(actual),
      ...{ impact: total, score: null, currency, basis: 'BilledCost', purchase: null },
      ...{ usageType, explanation: null },
      ...{ firstSeen: readAt, lastSeen: readAt },
    };
  });
  return all.filter(
    (one) =>
      (from === undefined || one.endsOn >= from) &&
      (to === undefined || one.startsOn <= to) &&
      (state === undefined || one.state === state) &&
      (direction === undefined || one.direction === direction) &&
      (minImpact === undefined || one.impact >= minImpact),
  );
}

function placeConditions({ accounts, services, regions }: AnomalyFilter): readonly string[] {
  return [
    ...isOneOf('account', accounts),
    ...isOneOf('service', services),
    ...isOneOf('region', regions),
  ];
}

function isOneOf(column: string, values: readonly string[] | undefined): readonly string[] {
  if (values === undefined) return [];
  return [values.length === 0 ? 'false' : `${column} in (${values.map(sqlText).join(', ')})`];
}

const Run = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.coerce.number(),
  z.number(),
  z.string(),
]);

/** How far detection has come. */
export async function anomalyRuns(
  reader: Pick<StoreReader, 'query'>,
  signal: AbortSignal,
): Promise<readonly AnomalyRun[]> {
  const rows = await allRows(
    reader,
    'select payer, stable_until, provisional_until, series, floor, analysed_at from anomaly_runs order by payer',
    signal,
  );
  return rows.map((row) => {
    const [payer, stableUntil, provisionalUntil, series, floor, analysedAt] = Run.parse(row);
    return { payer, stableUntil, provisionalUntil, series, floor, analysedAt };
  });
}

/** For programs: amounts are exact texts. */
export function anomalyJson(anomaly: ShownAnomaly): object {
  const { expected, actual, impact, ...rest } = anomaly;
  return {
    ...rest,
    expected: expected === null ? null : decimalText(expected),
    actual: actual === null ? null : decimalText(actual),
    impact: decimalText(impact),
  };
}

export function anomalyReportJson({ anomalies, runs }: AnomalyReport): object {
  return { anomalies: anomalies.map(anomalyJson), runs };
}
