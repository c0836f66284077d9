import type { AwsAnomaly } from '../../../../cost/advice/anomalies.ts';
import type { AwsBudget } from '../../../../cost/advice/budgets.ts';
import type { Recommendation } from '../../../../cost/advice/recommendation.ts';
import { decimalText, type Decimal } from '../../../../cost/money/decimal.ts';
import type {
  AwsAnomalyRow,
  AwsBudgetRow,
  AwsRecommendationRow,
} from '../../../../store/advice-tables.ts';

/** Years outside of these are an open end: AWS writes some for budgets without one. */
const TIMES = { first: Date.UTC(1900, 0), last: Date.UTC(2299, 0) } as const;

/** @param readAt milliseconds since the Unix epoch */
export function recommendationRow(
  source: string,
  payer: string,
  one: Recommendation,
  readAt: number,
): AwsRecommendationRow {
  return [
    ...([source, payer, one.id, one.account ?? null, one.region ?? null] as const),
    ...([one.kind ?? null, one.resourceId ?? null, one.resourceArn ?? null, one.action] as const),
    ...([one.finding ?? null, one.current ?? null, one.recommended ?? null] as const),
    ...([text(one.monthlyCost), text(one.savingBeforeDiscounts)] as const),
    ...([text(one.savingAfterDiscounts), one.currency, one.effort ?? null] as const),
    ...([one.needsRestart ?? null, one.canBeRolledBack ?? null] as const),
    ...([one.lookbackDays ?? null, time(one.refreshedAt), json(one.detail), readAt] as const),
  ];
}

/** @param readAt milliseconds since the Unix epoch */
export function anomalyRow(payer: string, one: AwsAnomaly, readAt: number): AwsAnomalyRow {
  return [
    ...([payer, one.id, time(one.startsAt), time(one.endsAt), one.monitorArn] as const),
    ...([one.monitorName ?? null, one.dimensionValue ?? null, one.service ?? null] as const),
    ...([one.account ?? null, one.region ?? null, one.usageType ?? null] as const),
    ...([text(one.impact), text(one.worstImpact), text(one.actual), text(one.expected)] as const),
    ...(['USD', text(one.score), one.feedback ?? null, json(one.detail), readAt] as const),
  ];
}

/** @param readAt milliseconds since the Unix epoch */
export function budgetRow(account: string, one: AwsBudget, readAt: number): AwsBudgetRow {
  return [
    ...([account, one.name, one.type, one.timeUnit, text(one.limit)] as const),
    ...([text(one.actual), text(one.forecast), one.unit ?? null] as const),
    ...([time(one.startsAt), time(one.endsAt), time(one.updatedAt)] as const),
    ...([json(one.filters), json(one.detail), readAt] as const),
  ];
}

function text(amount: Decimal | undefined): string | null {
  return amount === undefined ? null : decimalText(amount);
}

function time(at: number | undefined): number | null {
  return at === undefined || at < TIMES.first || at > TIMES.last ? null : at;
}

function json(detail: unknown): string {
  return detail === undefined ? 'null' : JSON.stringify(detail);
}
