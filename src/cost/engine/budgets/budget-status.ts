import {
  decimal,
  dividedBy,
  plus,
  times,
  toNumber,
  ZERO,
  type Decimal,
} from '../../money/decimal.ts';
import { currencyOf, DAY_MS, dayOf, type CostResult } from '../results/cost-result.ts';
import type { Budget, BudgetAlert, Budgets } from './budget-config.ts';

export const BUDGET_SCOPES = ['global', 'provider', 'type', 'tag'] as const;
export type BudgetScope = (typeof BUDGET_SCOPES)[number];

/** An alert is near within so many points below its threshold. */
const APPROACHING = 5;

/** The status of an alert. */
export interface AlertStatus extends BudgetAlert {
  readonly status: 'ok' | 'approaching' | 'exceeded';
}

/** The status of a budget. */
export interface BudgetStatus {
  readonly scope: BudgetScope;
  /** Of the provider, type or tag; empty for all. */
  readonly name: string;
  readonly amount: number;
  readonly currency: string;
  /** Undefined where the costs are in another currency. */
  readonly spend: Decimal | undefined;
  /** At the end of the month, if it goes on like this. */
  readonly forecast: Decimal | undefined;
  /** Percent of the amount, for each of the two. */
  readonly used: number | undefined;
  readonly forecasted: number | undefined;
  readonly health: 'OK' | 'WARNING' | 'CRITICAL' | 'EXCEEDED' | 'DISABLED' | 'UNKNOWN';
  readonly alerts: readonly AlertStatus[];
  /** Resources of unknown cost: they are in no spend. */
  readonly unknown: number;
  /** Why the spend is not known. */
  readonly problem: string | undefined;
  /** The exit code that an exceeded alert asks for. */
  readonly exitCode: number | undefined;
}

/** What a result adds to its budget: in a month, and in the whole of this month. */
export interface Spend {
  readonly spend: Decimal;
  readonly forecast: Decimal;
}

/** A projected cost is that of a whole month: its forecast is the same. */
export function projectedSpend({ monthly }: CostResult): Spend | undefined {
  return monthly === undefined ? undefined : { spend: monthly, forecast: monthly };
}

/** What a result has cost in the month in which its time ends, and what that comes to at the end of the month. */
export function actualSpend(result: CostResult): Spend | undefined {
  const { start, end, dailyCosts, totalCost } = result;
  if (start === undefined || end === undefined || totalCost === undefined) return undefined;
  const last = new Date(end - 1);
  const month = dayOf(end - 1).slice(0, 'YYYY-MM'.length);
  const spend = (dailyCosts ?? [])
    .filter((_, index) => dayOf(start + index * DAY_MS).startsWith(month))
    .reduce((sum, amount) => plus(sum, amount), ZERO);
  const days = new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth() + 1, 0)).getUTCDate();
  const forecast = dividedBy(times(spend, decimal(days)), decimal(last.getUTCDate()));
  return { spend, forecast };
}

/** The status of the budgets. A resource counts in one budget of tags: that of the highest priority. */
export function budgetStatuses(
  budgets: Budgets,
  results: readonly CostResult[],
  spendOf: (result: CostResult) => Spend | undefined,
): readonly BudgetStatus[] {
  const { global, providers, types, tags } = budgets;
  const byPriority = (tags ?? []).toSorted((one, other) => other.priority - one.priority);
  const tagOf = (result: CostResult): string | undefined =>
    byPriority.find(({ selector }) => isSelected(result, selector))?.selector;
  const byTag = byPriority.length === 0 ? new Map<string, CostResult[]>() : grouped(results, tagOf);
  const status = (
    scope: BudgetScope,
    name: string,
    budget: Budget,
    own: readonly CostResult[],
  ): BudgetStatus => statusOf({ scope, name }, budget, budgets, own, spendOf);
  return [
    ...(global ? [status('global', '', global, results)] : []),
    ...sorted(providers).map(([name, budget]) =>
      status(
        'provider',
        name,
        budget,
        results.filter(({ provider }) => provider === name),
      ),
    ),
    ...sorted(types).map(([name, budget]) =>
      status(
        'type',
        name,
        budget,
        results.filter(({ resourceType }) => resourceType === name),
      ),
    ),
    ...byPriority.map((budget) =>
      status('tag', budget.selector, budget, byTag.get(budget.selector) ?? []),
    ),
  ];
}

/** The exit code that the budgets ask for: the first that is exceeded. */
export function budgetExitCode(statuses: readonly BudgetStatus[]): number | undefined {
  return statuses.find(({ exitCode }) => exitCode !== undefined)?.exitCode;
}

function statusOf(
  place: Pick<BudgetStatus, 'scope' | 'name'>,
  budget: Budget,
  all: Budgets,
  results: readonly CostResult[],
  spendOf: (result: CostResult) => Spend | undefined,
): BudgetStatus {
  const { amount, currency } = budget;
  const base = { ...place, amount, currency, unknown: 0, alerts: [], exitCode: undefined };
  const nothing = { spend: undefined, forecast: undefined, used: undefined, forecasted: undefined };
  if (amount === 0) return { ...base, ...nothing, health: 'DISABLED', problem: 'BudgetDisabled' };
  const others = [...new Set(results.map(currencyOf))].filter((one) => one !== currency).sort();
  if (others.length > 0) {
    const problem = `CurrencyMismatch: there are costs in ${others.join(', ')}, and the budget is in ${currency}`;
    return { ...base, ...nothing, health: 'UNKNOWN', problem };
  }
  let [spend, forecast, unknown] = [ZERO, ZERO, 0];
  for (const result of results) {
    const own = spendOf(result);
    if (own === undefined) unknown += 1;
    else [spend, forecast] = [plus(spend, own.spend), plus(forecast, own.forecast)];
  }
  const used = percentOf(spend, amount);
  const forecasted = percentOf(forecast, amount);
  const alerts = budget.alerts.map((alert) => ({
    ...alert,
    status: alertStatus(alert.type === 'actual' ? used : forecasted, alert.threshold),
  }));
  const isOver = alerts.some((alert) => alert.status === 'exceeded');
  const exits = budget.exit_on_threshold ?? all.exit_on_threshold ?? false;
  return {
    ...{ ...base, spend, forecast, used, forecasted, alerts, unknown, problem: undefined },
    health: healthOf(used),
    exitCode: isOver && exits ? (budget.exit_code ?? all.exit_code ?? 1) : undefined,
  };
}

function alertStatus(percent: number, threshold: number): AlertStatus['status'] {
  if (percent >= threshold) return 'exceeded';
  return percent >= threshold - APPROACHING ? 'approaching' : 'ok';
}

function healthOf(used: number): BudgetStatus['health'] {
  if (used >= 100) return 'EXCEEDED';
  if (used >= 90) return 'CRITICAL';
  return used >= 80 ? 'WARNING' : 'OK';
}

function percentOf(spend: Decimal, amount: number): number {
  return toNumber(dividedBy(times(spend, decimal(100)), decimal(amount)));
}

function isSelected({ tags }: CostResult, selector: string): boolean {
  const at = selector.indexOf(':');
  const value = tags.get(selector.slice(0, at));
  const wanted = selector.slice(at + 1);
  return value !== undefined && (wanted === '*' || wanted === value);
}

function grouped(
  results: readonly CostResult[],
  keyOf: (result: CostResult) => string | undefined,
): Map<string, CostResult[]> {
  const groups = new Map<string, CostResult[]>();
  for (const result of results) {
    const key = keyOf(result);
    if (key === undefined) continue;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(result);
  }
  return groups;
}

function sorted(
  budgets: Readonly<Record<string, Budget>> | null | undefined,
): readonly (readonly [string, Budget])[] {
  return Object.entries(budgets ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
}
