import { z } from 'zod';
import { PluginRefusal } from '../../../cost/engine/plugins/serve/plugin-refusal.ts';
import {
  Recommendation,
  RecommendationActionType,
  RecommendationCategory,
  RecommendationPriority,
  RecommendationReason,
  type RecommendationSummary,
} from '../../../cost/engine/plugins/protocol/finfocus/v1/recommendations.generated.ts';
import { LEVELS, type Level } from '../../../cost/findings/finding.ts';
import { decimal, dividedBy, times, toNumber, type Decimal } from '../../../cost/money/decimal.ts';
import type { Opportunity } from '../findings/opportunity.ts';

/** What amounts are for. */
export interface Months {
  readonly name: 'daily' | 'monthly' | 'annual';
  /** What a month's saving is multiplied by. */
  readonly factor: Decimal;
}

const DAYS_A_MONTH = decimal('30.44');

/** @throws {PluginRefusal} for a period that is none */
export function monthsOf(period: string): Months {
  switch (period) {
    case '':
    case 'monthly':
      return { name: 'monthly', factor: decimal(1) };
    case 'annual':
      return { name: 'annual', factor: decimal(12) };
    case 'daily':
      return { name: 'daily', factor: dividedBy(decimal(1), DAYS_A_MONTH) };
    default:
      throw new PluginRefusal('invalid-request', 'projection_period is daily, monthly or annual', {
        details: { field: 'projection_period' },
      });
  }
}

/** A finding, or AWS's advice, as plugins say it. A saving that is not known is left out: 0 would be one. */
export function recommendationOf(
  one: Opportunity,
  { name: period, factor }: Months,
): Recommendation {
  const { monthly_saving: saving, monthly_cost: cost, currency } = one;
  const resourceId = one.resource_ids[0] ?? '';
  const amount = (text: string): number => toNumber(times(decimal(text), factor));
  const isKnown = saving !== null && currency !== null;
  const before = cost === null ? 0 : amount(cost);
  return Recommendation.fromPartial({
    id: one.id,
    category: RecommendationCategory.RECOMMENDATION_CATEGORY_COST,
    actionType: actionOf(one),
    resource: {
      id: one.arn ?? resourceId,
      name: one.name ?? resourceId,
      provider: 'aws',
      resourceType: one.kind ?? one.service,
      region: one.region,
    },
    ...(isKnown && {
      impact: {
        estimatedSavings: amount(saving),
        currency,
        projectionPeriod: period,
        ...(cost !== null && {
          currentCost: before,
          projectedCost: before - amount(saving),
          ...(before > 0 && { savingsPercentage: (amount(saving) / before) * 100 }),
        }),
      },
    }),
    priority: PRIORITIES[LEVELS.find((level) => level === one.priority) ?? 'low'],
    ...(one.confidence !== null && { confidenceScore: Number(one.confidence) }),
    description: one.description === '' ? one.title : one.description,
    reasoning: reasoningOf(one),
    source: one.advisor,
    createdAt: dateOf(one.first_seen),
    metadata: metadataOf(one),
    primaryReason:
      one.type === 'idle'
        ? RecommendationReason.RECOMMENDATION_REASON_IDLE
        : (REASONS[one.type] ?? 0),
  });
}

function reasoningOf({ title, fix, reason, remedy }: Opportunity): string[] {
  const { title: step, command } = Remedy.parse(remedy) ?? {};
  return [title, fix, reason, step, command].filter(
    (text): text is string => typeof text === 'string' && text !== '',
  );
}

const Remedy = z
  .object({ title: z.string().optional(), command: z.string().optional() })
  .nullable()
  .catch(null);

function metadataOf(one: Opportunity): Record<string, string> {
  const facts = {
    ...{ account_id: one.account_id, service: one.service, rule: one.rule, basis: one.basis },
    ...{ period: one.period, effort: one.effort, risk: one.risk, own_saving: one.own_saving },
    saving_source: one.saving_source,
    saving_problem: one.saving_problem,
    last_seen: one.last_seen,
  };
  return Object.fromEntries(
    Object.entries(facts).filter(
      (fact): fact is [string, string] => fact[1] !== null && fact[1] !== '',
    ),
  );
}

function dateOf(text: string): Date | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time);
}

export function actionOf({ type, change }: Opportunity): RecommendationActionType {
  if (type === 'reserved_instances') {
    return RecommendationActionType.RECOMMENDATION_ACTION_TYPE_PURCHASE_COMMITMENT;
  }
  if (change === 'end') return RecommendationActionType.RECOMMENDATION_ACTION_TYPE_TERMINATE;
  return type === 'rightsizing'
    ? RecommendationActionType.RECOMMENDATION_ACTION_TYPE_RIGHTSIZE
    : RecommendationActionType.RECOMMENDATION_ACTION_TYPE_MODIFY;
}

export const PRIORITIES: Readonly<Record<Level, RecommendationPriority>> = {
  low: RecommendationPriority.RECOMMENDATION_PRIORITY_LOW,
  medium: RecommendationPriority.RECOMMENDATION_PRIORITY_MEDIUM,
  high: RecommendationPriority.RECOMMENDATION_PRIORITY_HIGH,
};

const REASONS: Readonly<Record<string, RecommendationReason>> = {
  rightsizing: RecommendationReason.RECOMMENDATION_REASON_OVER_PROVISIONED,
  multi_az_conversion: RecommendationReason.RECOMMENDATION_REASON_REDUNDANT,
};

/** The sums of some recommendations. */
export function summaryOf(all: readonly Recommendation[], period: string): RecommendationSummary {
  const currencies = new Set(all.flatMap(({ impact }) => impact?.currency ?? []));
  const [currency = ''] = currencies;
  const sum = (of: readonly Recommendation[]): number =>
    of.reduce((total, { impact }) => total + (impact?.estimatedSavings ?? 0), 0);
  const byAction = new Map<string, Recommendation[]>();
  for (const one of all) {
    const name = ACTION_NAMES.get(one.actionType) ?? '';
    byAction.set(name, [...(byAction.get(name) ?? []), one]);
  }
  const isOne = currencies.size <= 1; // amounts in two currencies have no sum
  return {
    totalRecommendations: all.length,
    totalEstimatedSavings: isOne ? sum(all) : 0,
    currency: isOne ? currency : '',
    projectionPeriod: period,
    countByCategory: all.length === 0 ? {} : { RECOMMENDATION_CATEGORY_COST: all.length },
    savingsByCategory: isOne && all.length > 0 ? { RECOMMENDATION_CATEGORY_COST: sum(all) } : {},
    countByActionType: Object.fromEntries([...byAction].map(([name, of]) => [name, of.length])),
    savingsByActionType: isOne
      ? Object.fromEntries([...byAction].map(([name, of]) => [name, sum(of)]))
      : {},
  };
}

const ACTION_NAMES = new Map<number, string>(
  Object.entries(RecommendationActionType).map(([name, value]) => [value, name]),
);
