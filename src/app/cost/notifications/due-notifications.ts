import type { CostBudget } from '../../../config/budget-setting.ts';
import { dateOf } from '../../../cost/analysis/calendar-day.ts';
import { decimalText, roundedText } from '../../../cost/money/decimal.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { anomalyJson, anomalyReport, type ShownAnomaly } from '../analysis/anomaly-report.ts';
import { budgetReport, type ReachedThreshold } from '../analysis/budget-report.ts';
import { isMissing, type CollectedScope } from '../collect/collect-report.ts';
import type { Notification } from './notification.ts';

/** Anomalies that ended earlier than so many days before the end of the bill are no news. */
const NEWS_DAYS = 7;
const DAY_MS = 86_400_000;

export interface DueOptions {
  readonly budgets: readonly CostBudget[];
  /** How the last collection ended. */
  readonly scopes: readonly CollectedScope[];
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** Everything that should be known now. What was sent before is among it. */
export async function dueNotifications(
  reader: Pick<StoreReader, 'query'>,
  { budgets, scopes, now }: DueOptions,
  signal: AbortSignal,
): Promise<readonly Notification[]> {
  const { runs } = await anomalyReport(reader, { sources: [] }, signal);
  const newest = runs.map(({ stableUntil }) => Date.parse(stableUntil)).sort((a, b) => b - a)[0];
  const since = dateOf(Math.floor((newest ?? now) / DAY_MS) - NEWS_DAYS);
  const { anomalies } = await anomalyReport(
    reader,
    { from: since, sources: ['longshore'] },
    signal,
  );
  const { reached } = await budgetReport(reader, { budgets, now }, signal);
  return [
    ...anomalies.filter(({ purchase }) => purchase === null).map(anomalyNotification),
    ...reached.map(budgetNotification),
    ...scopes.filter(isMissing).map((scope) => failureNotification(scope, now)),
  ];
}

function anomalyNotification(anomaly: ShownAnomaly): Notification {
  const { id, service, account, region, impact, currency, startsOn, isProvisional } = anomaly;
  const place = [service, account, region].filter((part) => part !== null).join(', ');
  const amount = `${roundedText(impact, 2)} ${currency}`;
  return {
    id: `anomaly/${id}`,
    type: 'anomaly',
    subject: `Unusual cost of ${place}: ${amount} against the expectation since ${startsOn}${isProvisional ? ' (provisional)' : ''}`,
    data: anomalyJson(anomaly),
  };
}

/** Once for each period and threshold. */
function budgetNotification({ budget, threshold }: ReachedThreshold): Notification {
  const { name, from, to, currency, basis, limit, spent, usedRatio, expected } = budget;
  const percent = Math.round((usedRatio ?? 0) * 1_000) / 10;
  return {
    id: `budget/${name}/${from ?? ''}/${threshold}`,
    type: 'budget',
    subject: `Budget ${name} is used to ${percent} %: above ${threshold} %`,
    data: {
      ...{ name, threshold, from, to, currency, basis, usedRatio },
      limit: limit === null ? null : decimalText(limit),
      spent: spent === null ? null : decimalText(spent),
      expected: expected === null ? null : decimalText(expected),
    },
  };
}

/** Once a day: a collection runs several times a day. */
function failureNotification(scope: CollectedScope, now: number): Notification {
  const { source, name, account, period, region, outcome, reason, remedy } = scope;
  const day = dateOf(Math.floor(now / DAY_MS));
  const place = [account, region, period].filter((part) => part !== undefined).join(', ');
  return {
    id: ['collection-failed', source, name, account, region ?? '', period ?? '', outcome, day].join(
      '/',
    ),
    type: 'collection-failed',
    subject: `Could not collect ${name} of ${place}: ${reason ?? outcome}`,
    data: { source, name, account, period, region, outcome, reason, remedy },
  };
}
