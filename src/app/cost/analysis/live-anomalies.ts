import type { Alert } from '../../../cost/analysis/anomalies/alert.ts';
import { dayOverDayRises } from '../../../cost/analysis/anomalies/day-over-day.ts';
import { findAnomalies } from '../../../cost/analysis/anomalies/find-anomalies.ts';
import { severityOf, type Severity } from '../../../cost/analysis/anomalies/severity.ts';
import { dateOf, type DayNumber } from '../../../cost/analysis/calendar-day.ts';
import { decimal, toNumber } from '../../../cost/money/decimal.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { groupName, valueOrNull, type ChargeGroup } from '../bill/charge-groups.ts';
import { anomalyId } from './series-key.ts';
import type { ShownAnomaly } from './anomaly-report.ts';
import { billDays, commonDays } from './bill-days.ts';
import {
  dailyNumbers,
  dailySeries,
  type DailySeries,
  type SeriesQuestion,
} from './daily-series.ts';

export const ANOMALY_METHODS = ['seasonal', 'day-over-day'] as const;

export interface LiveAnomalyQuestion extends SeriesQuestion {
  readonly method: (typeof ANOMALY_METHODS)[number];
  /** The least change that counts, in the bill's currency. */
  readonly floor: number;
  /** Anomalies that ended on this day or later, and started on the last or before: `2026-10-31`. */
  readonly from: string;
  readonly to: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * Anomalies of any series of the bill, by either method. They are computed from the first day, and neither stored nor
 * explained.
 */
export async function liveAnomalies(
  reader: Pick<StoreReader, 'query'>,
  question: LiveAnomalyQuestion,
  signal: AbortSignal,
): Promise<readonly ShownAnomaly[]> {
  const bill = commonDays(await billDays(reader, signal));
  if (bill === undefined) return [];
  const { first, stableTo, last } = bill;
  const found: ShownAnomaly[] = [];
  for await (const series of dailySeries(reader, question, { from: first, to: last }, signal)) {
    const stable = dailyNumbers(series.days, first, stableTo);
    const shown = shownOf(series, question);
    if (question.method === 'day-over-day') {
      for (const { day, before, actual, severity } of dayOverDayRises(
        first,
        stable,
        question.floor,
      )) {
        found.push(shown({ day, expected: before, actual, impact: actual - before, severity }));
      }
    } else {
      const provisional = [...dailyNumbers(series.days, stableTo + 1, last)];
      const costs = { firstDay: first, stable, provisional };
      const { alerts } = findAnomalies(costs, undefined, { floor: question.floor });
      for (const alert of alerts) found.push(shown(dayOf(alert), alert));
    }
  }
  const { from, to } = question;
  return found
    .filter(({ startsOn, endsOn }) => endsOn >= from && startsOn <= to)
    .sort((one, other) => Math.abs(toNumber(other.impact)) - Math.abs(toNumber(one.impact)));
}

interface UnusualDay {
  readonly day: DayNumber;
  readonly expected: number;
  readonly actual: number;
  readonly impact: number;
  readonly severity: Severity;
}

function dayOf({ detected, expected, actual, impact }: Alert): UnusualDay {
  return { day: detected, expected, actual, impact, severity: severityOf(expected, actual) };
}

function shownOf(
  { currency, values }: DailySeries,
  { groups, basis, method, now }: LiveAnomalyQuestion,
): (day: UnusualDay, alert?: Alert) => ShownAnomaly {
  const valueOf = (name: ChargeGroup): string | null => {
    const at = groups.indexOf(name);
    return at < 0 ? null : valueOrNull(name, values[at] ?? '');
  };
  const key = { currency, account: '', service: values.join('\n'), region: '' };
  const name = groups
    .map((group, index) => `${groupName(group)} ${values[index] ?? ''}`)
    .join(', ');
  const at = new Date(now).toISOString();
  return ({ day, expected, actual, impact, severity }, alert) => ({
    ...{
      id: anomalyId(method, key, day),
      source: 'longshore',
      payer: '',
      currency,
      basis,
      severity,
    },
    ...{ account: valueOf('account'), service: valueOf('service'), region: valueOf('region') },
    ...{ series: name === '' ? 'all charges' : name, method, rule: alert?.rule ?? method },
    ...{ direction: alert?.direction ?? 'up', state: alert?.isOpen === true ? 'open' : 'closed' },
    ...{ isProvisional: alert?.isProvisional ?? false, isNewLevel: alert?.isNewLevel ?? false },
    ...{
      startsOn: dateOf(alert?.start ?? day),
      detectedOn: dateOf(day),
      endsOn: dateOf(alert?.end ?? day),
    },
    ...{ expected: decimal(expected), actual: decimal(actual), impact: decimal(impact) },
    ...{ score: alert?.deviations ?? null, purchase: null, usageType: null, explanation: null },
    ...{ firstSeen: at, lastSeen: at },
  });
}
