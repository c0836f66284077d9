import type { BudgetStatus } from '../cost/engine/budgets/budget-status.ts';
import { decimal } from '../cost/money/decimal.ts';
import { visible } from '../lib/cell-text.ts';
import { table } from '../lib/table.ts';
import { amountText } from './amount-text.ts';
import type { Style } from './style.ts';

/** The status of the budgets, as a section of the table. */
export function budgetText(statuses: readonly BudgetStatus[], { width }: Style): string {
  const heading = 'BUDGETS A MONTH';
  const columns = [
    { heading: 'Budget' },
    { heading: 'Amount', align: 'right' },
    { heading: 'Spend', align: 'right' },
    { heading: 'Used', align: 'right' },
    { heading: 'Forecast', align: 'right', narrow: 'drop' },
    { heading: 'Currency', narrow: 'drop' },
    { heading: 'Health' },
    { heading: 'Alerts', narrow: 'wrap' },
  ] as const;
  const rows = statuses.map((status) => {
    const { scope, name, amount, spend, used, forecast, currency, health, alerts } = status;
    const shown = alerts
      .filter((alert) => alert.status !== 'ok')
      .map((alert) => `${alert.threshold} % ${alert.type} ${alert.status}`);
    return [
      visible(name === '' ? scope : `${scope} ${name}`),
      amountText(decimal(amount)),
      spend === undefined ? '' : amountText(spend),
      used === undefined ? '' : `${used.toFixed(1)} %`,
      forecast === undefined ? '' : amountText(forecast),
      currency,
      health,
      visible([...shown, ...(status.problem === undefined ? [] : [status.problem])].join('; ')),
    ];
  });
  return `${heading}\n${'='.repeat(heading.length)}\n${table(columns, rows, width)}\n\n`;
}
