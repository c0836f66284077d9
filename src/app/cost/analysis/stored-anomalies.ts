import { z } from 'zod';
import { Alert } from '../../../cost/analysis/anomalies/alert.ts';
import { severityOf } from '../../../cost/analysis/anomalies/severity.ts';
import { dateOf, type DayNumber } from '../../../cost/analysis/calendar-day.ts';
import { decimal, roundedText } from '../../../cost/money/decimal.ts';
import { queryRows, sqlText } from '../../../cost/usage/query-rows.ts';
import type { CostAnomalyRow } from '../../../store/anomaly-tables.ts';
import type { Store } from '../../../store/store.ts';
import { anomalyId, keyText, type SeriesKey } from './series-key.ts';

/** Amounts of expectations are estimates: more digits say nothing. */
const DIGITS = 6;
/** An alert that starts or ends so many days from another one is the same anomaly. */
const SAME_DAYS = 2;

/** An anomaly of a series, as it is stored. */
export interface StoredAnomaly {
  readonly id: string;
  readonly key: SeriesKey;
  readonly alert: Alert;
  /** JSON, or null. */
  readonly explanation: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly firstSeen: number;
  readonly lastSeen: number;
}

const maybe = z.string().nullable().transform((text) => text ?? ''); // prettier-ignore
const Row = z.tuple([
  ...[z.string(), z.string(), maybe, maybe, maybe, z.string(), z.string(), z.string(), z.string()],
] as [z.ZodString, z.ZodString, typeof maybe, typeof maybe, typeof maybe, z.ZodString, z.ZodString, z.ZodString, z.ZodString]); // prettier-ignore

/** The anomalies of a payer's bill. */
export interface KnownAnomalies {
  /** By series. */
  readonly anomalies: ReadonlyMap<string, readonly StoredAnomaly[]>;
  /** Some cannot be read. */
  readonly isDamaged: boolean;
}

export async function storedAnomalies(
  store: Pick<Store, 'query'>,
  payer: string,
  signal: AbortSignal,
): Promise<KnownAnomalies> {
  const sql = `select id, currency, account, service, region, detail, explanation, first_seen, last_seen
    from cost_anomalies where payer = ${sqlText(payer)} order by detected_on`;
  const anomalies = new Map<string, readonly StoredAnomaly[]>();
  let isDamaged = false;
  for await (const row of queryRows(store, sql, signal)) {
    const [id, currency, account, service, region, detail, explanation, first, last] =
      Row.parse(row);
    const key = { currency, account, service, region };
    const alert = readAlert(detail);
    if (alert === undefined) {
      isDamaged = true;
      continue;
    }
    const stored = {
      ...{ id, key, alert, explanation: explanation === 'null' ? null : explanation },
      ...{ firstSeen: Date.parse(first), lastSeen: Date.parse(last) },
    };
    anomalies.set(keyText(key), [...(anomalies.get(keyText(key)) ?? []), stored]);
  }
  return { anomalies, isDamaged };
}

/** @returns undefined for the alert of another version of Longshore, and for a damaged one */
function readAlert(detail: string): Alert | undefined {
  try {
    return Alert.parse(JSON.parse(detail));
  } catch {
    return undefined;
  }
}

/** What a run has found in one series. */
export interface FoundAlerts {
  readonly payer: string;
  readonly key: SeriesKey;
  /** The first day that was analysed, or analysed again. */
  readonly from: DayNumber;
  /** The open alert as it was before that day. */
  readonly before: Alert | undefined;
  readonly alerts: readonly Alert[];
  readonly now: number;
}

/**
 * The anomalies of a series after a run. What was detected on the analysed days is replaced; an anomaly that is found
 * again keeps its name, so that it is reported once.
 */
export function mergedAnomalies(
  known: readonly StoredAnomaly[],
  { payer, key, from, before, alerts, now }: FoundAlerts,
): readonly StoredAnomaly[] {
  const stays = ({ alert }: StoredAnomaly): boolean =>
    alert.detected < from && !alert.isProvisional;
  const kept = new Map(known.filter(stays).map((one) => [one.alert.detected, one]));
  const replaced = known.filter((one) => !stays(one));
  const found = before === undefined ? alerts : [before, ...alerts];
  for (const alert of found) {
    const same =
      kept.get(alert.detected) ??
      replaced.find((one) => one.alert.detected === alert.detected && isSame(one.alert, alert)) ??
      replaced.find((one) => isSame(one.alert, alert));
    const isUnchanged = same !== undefined && isEqual(same.alert, alert);
    kept.set(alert.detected, {
      id: same?.id ?? anomalyId(payer, key, alert.detected),
      key,
      alert,
      explanation: isUnchanged ? same.explanation : null,
      firstSeen: same?.firstSeen ?? now,
      lastSeen: isUnchanged ? same.lastSeen : now,
    });
  }
  return withoutTwins([...kept.values()], payer);
}

function isSame(one: Alert, other: Alert): boolean {
  const isNear = one.start <= other.end + SAME_DAYS && other.start <= one.end + SAME_DAYS;
  return one.direction === other.direction && isNear;
}

function isEqual(one: Alert, other: Alert): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Two anomalies may continue the same one: the later has a name of its own. */
function withoutTwins(
  anomalies: readonly StoredAnomaly[],
  payer: string,
): readonly StoredAnomaly[] {
  const ids = new Set<string>();
  return anomalies.map((one) => {
    const id = ids.has(one.id) ? anomalyId(payer, one.key, one.alert.detected) : one.id;
    ids.add(id);
    return { ...one, id };
  });
}

export function anomalyRow(payer: string, anomaly: StoredAnomaly): CostAnomalyRow {
  const { id, key, alert, explanation, firstSeen, lastSeen } = anomaly;
  return [
    ...([id, payer, orNull(key.account), orNull(key.service), orNull(key.region)] as const),
    ...([
      'seasonal',
      alert.rule,
      alert.direction,
      severityOf(alert.expected, alert.actual),
    ] as const),
    ...([alert.isOpen ? 'open' : 'closed', alert.isProvisional, alert.isNewLevel] as const),
    ...([dateOf(alert.start), dateOf(alert.detected), dateOf(alert.end)] as const),
    ...([amount(alert.expected), amount(alert.actual)] as const),
    ...([amount(Number.isFinite(alert.limit) ? alert.limit : 0), amount(alert.impact)] as const),
    ...([alert.deviations, key.currency, 'EffectiveCost', alert.purchase ?? null] as const),
    ...([explanation ?? 'null', JSON.stringify(alert), firstSeen, lastSeen] as const),
  ];
}

function amount(value: number): string {
  return roundedText(decimal(value), DIGITS);
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}
