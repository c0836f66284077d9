import { toNumber, type Decimal } from '../../money/decimal.ts';
import type { BudgetStatus } from '../budgets/budget-status.ts';

/** The status of a budget, as a member of the document. */
export function budgetJson({
  scope,
  name,
  amount,
  currency,
  spend,
  forecast,
  ...status
}: BudgetStatus): object {
  return {
    scope,
    ...(name !== '' && { name }),
    ...{ amount, currency, period: 'monthly' },
    currentSpend: numberOf(spend),
    forecastedSpend: numberOf(forecast),
    percentageUsed: status.used ?? null,
    percentageForecasted: status.forecasted ?? null,
    health: status.health,
    alerts: status.alerts,
    ...(status.unknown > 0 && { unknownResources: status.unknown }),
    ...(status.problem !== undefined && { problem: status.problem }),
  };
}

function numberOf(amount: Decimal | undefined): number | null {
  return amount === undefined ? null : toNumber(amount);
}
