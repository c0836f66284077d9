import type { CostBudget } from '../../../config/budget-setting.ts';
import { PluginRefusal } from '../../../cost/engine/plugins/serve/plugin-refusal.ts';
import {
  Budget,
  BudgetHealthStatus,
  BudgetPeriod,
  BudgetStatus,
  GetBudgetsResponse,
  ThresholdType,
  type GetBudgetsRequest,
} from '../../../cost/engine/plugins/protocol/finfocus/v1/budgets.generated.ts';
import { toNumber } from '../../../cost/money/decimal.ts';
import { budgetReport, type ShownBudget } from '../analysis/budget-report.ts';
import type { SharedReader } from './shared-reader.ts';

export interface PluginBudgets {
  readonly store: SharedReader;
  readonly budgets: readonly CostBudget[];
  readonly signal: AbortSignal;
  now(): number;
}

/**
 * The budgets of the settings, and AWS's own that the store has, with what is used of them. A status that is unknown is
 * left out, with the reason in the metadata.
 *
 * @throws {PluginRefusal} without a store
 */
export async function budgetsAnswer(
  { filter, includeStatus }: GetBudgetsRequest,
  { store, budgets, signal, now }: PluginBudgets,
): Promise<GetBudgetsResponse> {
  const { regions = [], resourceTypes = [], tags = {} } = filter ?? {};
  if (regions.length > 0 || resourceTypes.length > 0 || Object.keys(tags).length > 0) {
    throw new PluginRefusal('invalid-request', 'budgets can be filtered by provider only', {
      details: { field: 'filter' },
    });
  }
  const { providers = [] } = filter ?? {};
  if (providers.length > 0 && !providers.includes('aws')) return GetBudgetsResponse.fromPartial({});
  const report = await store.use((reader) => budgetReport(reader, { budgets, now: now() }, signal));
  const all = report.budgets.map((one) => budgetOf(one, includeStatus));
  const countOf = (health: BudgetHealthStatus): number =>
    all.filter(({ status }) => status?.health === health).length;
  return GetBudgetsResponse.fromPartial({
    budgets: all,
    summary: {
      totalBudgets: all.length,
      budgetsOk: countOf(BudgetHealthStatus.BUDGET_HEALTH_STATUS_OK),
      budgetsWarning: countOf(BudgetHealthStatus.BUDGET_HEALTH_STATUS_WARNING),
      budgetsCritical: countOf(BudgetHealthStatus.BUDGET_HEALTH_STATUS_CRITICAL),
      budgetsExceeded: countOf(BudgetHealthStatus.BUDGET_HEALTH_STATUS_EXCEEDED),
    },
  });
}

function budgetOf(one: ShownBudget, includeStatus: boolean): Budget {
  const { source, account, name, period, currency, limit, thresholds, usedRatio, reason } = one;
  const used = usedRatio === null ? undefined : usedRatio * PERCENT;
  const metadata = {
    ...(one.from !== null && { period_start: one.from }),
    ...(one.to !== null && { period_end: one.to }),
    ...(one.basis !== undefined && { basis: one.basis }),
    ...(one.filters.length > 0 && { filters: one.filters.join(', ') }),
    ...(one.readAt !== null && { read_at: one.readAt }),
    ...(reason !== null && { reason }),
  };
  return Budget.fromPartial({
    id: source === 'aws' ? `aws/${account ?? ''}/${name}` : `longshore/${name}`,
    name,
    source: source === 'aws' ? 'aws-budgets' : 'longshore',
    ...(limit !== null && { amount: { limit: toNumber(limit), currency } }),
    period: PERIODS[period] ?? BudgetPeriod.BUDGET_PERIOD_UNSPECIFIED,
    filter: { providers: ['aws'] },
    thresholds: thresholds.map((percentage) => ({
      percentage,
      type: ThresholdType.THRESHOLD_TYPE_ACTUAL,
      triggered: used !== undefined && used >= percentage,
    })),
    ...(includeStatus && statusOf(one, used)),
    metadata,
  });
}

const PERCENT = 100;
const WARNING_PERCENT = 80;
const CRITICAL_PERCENT = 90;

/** Without what was spent there is no status. */
function statusOf(
  { spent, expected, expectedRatio, currency }: ShownBudget,
  used: number | undefined,
): { readonly status?: BudgetStatus } {
  if (spent === null || used === undefined) return {};
  return {
    status: BudgetStatus.fromPartial({
      currentSpend: toNumber(spent),
      ...(expected !== null && { forecastedSpend: toNumber(expected) }),
      percentageUsed: used,
      ...(expectedRatio !== null && { percentageForecasted: expectedRatio * PERCENT }),
      currency,
      health: healthOf(used),
    }),
  };
}

function healthOf(used: number): BudgetHealthStatus {
  if (used >= PERCENT) return BudgetHealthStatus.BUDGET_HEALTH_STATUS_EXCEEDED;
  if (used >= CRITICAL_PERCENT) return BudgetHealthStatus.BUDGET_HEALTH_STATUS_CRITICAL;
  return used >= WARNING_PERCENT
    ? BudgetHealthStatus.BUDGET_HEALTH_STATUS_WARNING
    : BudgetHealthStatus.BUDGET_HEALTH_STATUS_OK;
}

const PERIODS: Readonly<Record<string, BudgetPeriod>> = {
  daily: BudgetPeriod.BUDGET_PERIOD_DAILY,
  weekly: BudgetPeriod.BUDGET_PERIOD_WEEKLY,
  monthly: BudgetPeriod.BUDGET_PERIOD_MONTHLY,
  quarterly: BudgetPeriod.BUDGET_PERIOD_QUARTERLY,
  yearly: BudgetPeriod.BUDGET_PERIOD_ANNUALLY,
  annually: BudgetPeriod.BUDGET_PERIOD_ANNUALLY,
};
