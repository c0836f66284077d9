import {
  explainAlert,
  type PartChange,
  type SeriesPart,
} from '../../../cost/analysis/anomalies/explain-alert.ts';
import type { Alert } from '../../../cost/analysis/anomalies/alert.ts';
import type { DayNumber } from '../../../cost/analysis/calendar-day.ts';
import { queryRows, sqlText } from '../../../cost/usage/query-rows.ts';
import type { Store } from '../../../store/store.ts';
import type { Explanation } from './anomaly-report.ts';
import {
  ANALYSED_CHARGES,
  dailyNumbers,
  dailySeries,
  daysSql,
  type DailySeries,
} from './daily-series.ts';
import type { SeriesKey } from './series-key.ts';

/** Days before an alert that say what its parts should cost. */
const COMPARED_DAYS = 28;
/** Resources of the top usage type that are looked at: those that cost most. */
const MOST_RESOURCES = 50;

/** A series of a payer's bill with an alert. */
export interface ExplainedSeries {
  readonly payer: string;
  readonly key: SeriesKey;
  readonly alert: Alert;
  /** The first day of the bill: days before are unknown. */
  readonly first: DayNumber;
}

/** Which usage types explain an alert, and which resources explain the first of them. Null where the bill names none. */
export async function explainAnomaly(
  store: Pick<Store, 'query'>,
  { payer, key, alert, first }: ExplainedSeries,
  floor: number,
  signal: AbortSignal,
): Promise<Explanation | null> {
  const days = { from: Math.max(first, alert.start - COMPARED_DAYS), to: alert.end };
  const filters = [
    { group: 'account', values: [key.account] },
    { group: 'service', values: [key.service] },
    { group: 'region', values: [key.region] },
  ] as const;
  const partsBy = async (
    group: 'usage_type' | 'resource',
    further: readonly {
      readonly group: 'usage_type' | 'resource';
      readonly values: readonly string[];
    }[],
  ): Promise<SeriesPart[]> => {
    const question = {
      groups: [group],
      filters: [...filters, ...further],
      basis: 'EffectiveCost',
    } as const;
    const parts: SeriesPart[] = [];
    for await (const series of dailySeries(store, question, days, signal)) {
      if (series.currency === key.currency) parts.push(partOf(series, days));
    }
    return parts;
  };
  const parts = await partsBy('usage_type', []);
  const [top] = explainAlert(alert, parts, floor);
  if (top === undefined || (parts.length === 1 && top.name === '(no usage type)')) return null;
  const usageType = top.name === '(no usage type)' ? '' : top.name;
  const resources = await topResources(store, { payer, key, usageType, days }, signal);
  const within =
    resources.length === 0
      ? []
      : await partsBy('resource', [
          { group: 'usage_type', values: [usageType] },
          { group: 'resource', values: resources },
        ]);
  const explained = parts.map((part) =>
    part.name === top.name ? { ...part, parts: within } : part,
  );
  return {
    dimension: 'usage_type',
    ...(within.length === 0 ? {} : { within: 'resource' }),
    parts: explainAlert(alert, explained, floor).map((part) => ({
      ...shown(part),
      parts: part.parts.map(shown),
    })),
  };
}

function shown({
  name,
  kind,
  expected,
  actual,
  delta,
  share,
}: PartChange): Omit<PartChange, 'parts'> {
  return { name, kind, expected, actual, delta, share };
}

function partOf(
  { values, days }: DailySeries,
  { from, to }: { from: DayNumber; to: DayNumber },
): SeriesPart {
  return { name: values[0] ?? '', firstDay: from, amounts: dailyNumbers(days, from, to) };
}

/** The resources that a usage type costs most for. */
async function topResources(
  store: Pick<Store, 'query'>,
  asked: {
    readonly payer: string;
    readonly key: SeriesKey;
    readonly usageType: string;
    readonly days: { readonly from: DayNumber; readonly to: DayNumber };
  },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { payer, key, usageType, days } = asked;
  const conditions = [
    `BillingAccountId = ${sqlText(payer)}`,
    `coalesce(SubAccountId, '') = ${sqlText(key.account)}`,
    `coalesce(ServiceName, '') = ${sqlText(key.service)}`,
    `coalesce(RegionId, '') = ${sqlText(key.region)}`,
    `coalesce(x_UsageType, '') = ${sqlText(usageType)}`,
    `BillingCurrency = ${sqlText(key.currency)}`,
    ...[ANALYSED_CHARGES, daysSql(days.from, days.to), 'has_resource'],
  ];
  const sql = `select ResourceId, sum(EffectiveCost) as cost from charges where ${conditions.join(' and ')}
    group by 1 order by 2 desc limit ${MOST_RESOURCES}`;
  const resources: string[] = [];
  for await (const [id] of queryRows(store, sql, signal)) {
    // A backslash is no part of a resource's name at AWS: such a text is not compared.
    if (typeof id === 'string' && id !== '' && !id.includes('\\')) resources.push(id);
  }
  return resources;
}
