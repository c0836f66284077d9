import { z } from 'zod';
import {
  ANOMALY_SOURCES,
  type AnomalyRun,
  type Explanation,
  type ShownAnomaly,
} from '../../../app/cost/analysis/anomaly-report.ts';
import { decimalText } from '../../../cost/money/decimal.ts';
import type { QueryColumn, QueryValue } from '../../../store/store.ts';

const maybe = z.string().nullable();
const Part = z.object({
  name: z.string(),
  kind: z.string().describe('new, stopped or changed'),
  expected: z.number(),
  actual: z.number(),
  delta: z.number(),
  share: z.number(),
});

export const AnomalyJson = z
  .object({
    id: z.string(),
    source: z.enum(ANOMALY_SOURCES),
    payer: z.string(),
    account: maybe,
    service: maybe,
    region: maybe,
    usage_type: maybe.describe('the cause that AWS names'),
    method: z.string(),
    rule: z.string(),
    direction: z.enum(['up', 'down']),
    severity: z.enum(['high', 'medium']),
    state: z.enum(['open', 'closed']),
    is_provisional: z.boolean().describe('its days may still change'),
    is_new_level: z.boolean().describe('the cost stays as it is now'),
    starts_on: z.string(),
    detected_on: z.string(),
    ends_on: z.string(),
    expected: maybe.describe(
      'an estimate, of the day `detected_on`; AWS tells that of all days of its anomalies',
    ),
    actual: maybe.describe('of the same time'),
    impact: z.string().describe('what it costs more, or less where negative'),
    score: z.number().nullable(),
    currency: z.string(),
    basis: z.string(),
    purchase: maybe.describe('the purchase of a commitment that explains it'),
    explanation: z
      .object({
        dimension: z.string(),
        within: z.string().optional(),
        parts: z.array(Part.extend({ parts: z.array(Part) })),
      })
      .nullable(),
    first_seen: z.string(),
    last_seen: z.string(),
  })
  .meta({ id: 'Anomaly' });
export type AnomalyJson = z.output<typeof AnomalyJson>;

/** How far detection has come in the bill of a payer account. */
export const AnomalyRunJson = z
  .object({
    payer: z.string(),
    stable_until: z.string(),
    provisional_until: z.string(),
    series: z.int(),
    floor: z.number().describe('the least change that can be an anomaly'),
    analysed_at: z.string(),
  })
  .meta({ id: 'AnomalyDetection' });

export function anomalyJson(one: ShownAnomaly): AnomalyJson {
  const { expected, actual, impact } = one;
  return {
    ...{ id: one.id, source: one.source, payer: one.payer, account: one.account },
    ...{ service: one.service, region: one.region, usage_type: one.usageType },
    ...{ method: one.method, rule: one.rule, direction: one.direction, severity: one.severity },
    ...{ state: one.state, is_provisional: one.isProvisional, is_new_level: one.isNewLevel },
    ...{ starts_on: one.startsOn, detected_on: one.detectedOn, ends_on: one.endsOn },
    expected: expected === null ? null : decimalText(expected),
    actual: actual === null ? null : decimalText(actual),
    impact: decimalText(impact),
    ...{ score: one.score, currency: one.currency, basis: one.basis, purchase: one.purchase },
    explanation: one.explanation === null ? null : explanationJson(one.explanation),
    ...{ first_seen: one.firstSeen, last_seen: one.lastSeen },
  };
}

function explanationJson({
  dimension,
  within,
  parts,
}: Explanation): NonNullable<AnomalyJson['explanation']> {
  return {
    dimension,
    ...(within !== undefined && { within }),
    parts: parts.map((part) => ({ ...part, parts: [...part.parts] })),
  };
}

export function anomalyRunJson(run: AnomalyRun): z.output<typeof AnomalyRunJson> {
  return {
    payer: run.payer,
    stable_until: run.stableUntil,
    provisional_until: run.provisionalUntil,
    ...{ series: run.series, floor: run.floor, analysed_at: run.analysedAt },
  };
}

const CSV_COLUMNS = [
  ...(['id', 'source', 'payer', 'account', 'service', 'region', 'usage_type', 'method'] as const),
  ...(['rule', 'direction', 'severity', 'state', 'is_provisional', 'is_new_level'] as const),
  ...(['starts_on', 'detected_on', 'ends_on', 'expected', 'actual', 'impact', 'score'] as const),
  ...(['currency', 'basis', 'purchase', 'first_seen', 'last_seen'] as const),
] as const;

export function anomalyColumns(): readonly QueryColumn[] {
  return CSV_COLUMNS.map((name) => ({ name, type: 'text' }));
}

export function anomalyRow(anomaly: AnomalyJson): readonly QueryValue[] {
  return CSV_COLUMNS.map((name) => anomaly[name]);
}
