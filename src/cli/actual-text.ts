import type { ActualCosts } from '../app/cost/engine/actual-costs.ts';
import { periodText } from '../cost/engine/actual/actual-rates.ts';
import { currencyOf, type CostResult } from '../cost/engine/results/cost-result.ts';
import type { PeriodRow } from '../cost/engine/results/period-rows.ts';
import type { Decimal } from '../cost/money/decimal.ts';
import { plural } from '../lib/plural.ts';
import { visible } from '../lib/cell-text.ts';
import { table, type Column } from '../lib/table.ts';
import { amountText } from './amount-text.ts';
import type { Style } from './style.ts';

/** Signs of currencies; others are shown by their code. */
const SIGNS: Readonly<Record<string, string>> = {
  USD: '$',
  EUR: '€',
  GBP: '£',
  JPY: '¥',
  CAD: 'C$',
  AUD: 'A$',
};
const UNKNOWN = 'unknown';

/** What resources have cost, as a table. */
export function actualText(
  { costs }: ActualCosts,
  { withConfidence }: { readonly withConfidence: boolean },
  { width }: Style,
): string {
  if (costs.type === 'rows') return `${rowsText(costs.rows, costs.grouping, width)}\n`;
  const columns: readonly Column[] = [
    { heading: 'Resource' },
    { heading: 'Adapter', narrow: 'drop' },
    { heading: 'Total Cost', align: 'right' },
    { heading: 'Period', narrow: 'drop' },
    ...(withConfidence ? [{ heading: 'Confidence' }] : []),
    { heading: 'Currency' },
    { heading: 'Notes', narrow: 'wrap' },
  ];
  const rows = costs.results.map((result) => resultCells(result, withConfidence));
  return `${table(columns, rows, width)}\n`;
}

function resultCells(result: CostResult, withConfidence: boolean): readonly string[] {
  const { resourceType, resourceId, adapter, totalCost, start, end, notes, confidence } = result;
  return [
    visible(`${resourceType}/${resourceId}`),
    adapter,
    totalCost === undefined ? UNKNOWN : amountText(totalCost),
    start === undefined || end === undefined ? '' : periodText({ start, end }),
    ...(withConfidence ? [confidence?.toUpperCase() ?? '-'] : []),
    currencyOf(result),
    visible(notes),
  ];
}

function rowsText(
  rows: readonly PeriodRow[],
  grouping: 'daily' | 'monthly',
  width: number | undefined,
): string {
  const providers = [...new Set(rows.flatMap((row) => [...row.providers.keys()]))].sort();
  const columns: readonly Column[] = [
    { heading: grouping === 'daily' ? 'Date' : 'Month' },
    { heading: 'Total Cost', align: 'right' },
    ...providers.map((name) => ({ heading: visible(name), align: 'right' as const })),
  ];
  const cells = rows.map(({ period, total, providers: amounts, currency }) => [
    period,
    withSign(total, currency),
    ...providers.map((name) => {
      const amount = amounts.get(name);
      return amount === undefined ? '' : withSign(amount, currency);
    }),
  ]);
  const unknown = rows.reduce((sum, row) => sum + row.unknown, 0);
  const note =
    unknown === 0 ? '' : `\n${plural(unknown, 'resource')} of unknown cost: in no amount`;
  return `${table(columns, cells, width)}${note}`;
}

/** `$12.30`, `12.30 CNY`, `-$1.00` */
function withSign(amount: Decimal, currency: string): string {
  const sign = SIGNS[currency];
  const text = amountText(amount);
  if (sign === undefined) return `${text} ${currency}`;
  return text.startsWith('-') ? `-${sign}${text.slice(1)}` : `${sign}${text}`;
}
