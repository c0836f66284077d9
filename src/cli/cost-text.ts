import {
  unpricedReasons,
  type CostGrouping,
  type CostReport,
} from '../app/cost/resources/cost-report.ts';
import { decimalText, type Decimal } from '../cost/money/decimal.ts';
import type { PaidTotal } from '../cost/prices/paid-calls.ts';
import { visible } from '../lib/cell-text.ts';
import { plural } from '../lib/plural.ts';
import { count, table, type Column } from '../lib/table.ts';
import { wrap } from '../lib/text-width.ts';
import { amountText } from './amount-text.ts';
import type { Style } from './style.ts';

const HOURLY_DIGITS = 4;

/** What each reason means, for a person. */
const REASONS: Readonly<Record<string, string>> = {
  usage: 'charged by usage, which is not measured',
  'no-price': 'the price list, or the bill, has no row for it',
  'no-price-book': 'no prices of its region',
  'ambiguous-price': 'the price list has two rows for it',
  'no-property': 'a property that it needs could not be read',
  'no-model': 'it, or this part of it, has no cost model',
  'paid-source':
    'only a paid API call has its price: see LONGSHORE_SPEND_CAP_USD, and detail in resource_costs',
};

/** Prices from these sources are not AWS's. */
const SIMULATED = 'simulated';

/** The costs as a table, with what has no price beside it, never in it. */
export function costText(
  report: CostReport,
  grouping: CostGrouping,
  { colours, width }: Style,
  paid?: PaidTotal,
): string {
  const { groups, totals } = report;
  const unpriced = new Map<string, number>();
  for (const { group, components } of report.unpriced) {
    unpriced.set(group, (unpriced.get(group) ?? 0) + components);
  }
  const priced = new Set(groups.map(({ group }) => group));
  const rows = [
    ...groups.map(({ group, currency, resources, monthly, hourly }) => [
      visible(group),
      count(resources),
      ...amounts(monthly, hourly, currency),
      count(unpriced.get(group) ?? 0),
    ]),
    ...[...unpriced]
      .filter(([group]) => !priced.has(group))
      .map(([group, components]) => [visible(group), '0', '–', '–', count(components)]),
    ...[...totals].map(([currency, { monthly, hourly }]) => [
      `Total ${currency}`,
      '',
      ...amounts(monthly, hourly, currency),
      '',
    ]),
  ];
  const lines = [
    colours.bold('List cost of what runs now'),
    wrap(sourceText(report), width, 0),
    '',
  ];
  lines.push(
    rows.length === 0
      ? 'No resource here costs anything by itself.'
      : table(columnsOf(grouping), rows, width),
  );
  if (paid !== undefined && paid.requests > 0) lines.push('', paidText(paid));
  const reasons = unpricedReasons(report);
  if (reasons.size > 0) {
    lines.push('', 'Not in the totals, because the cost is unknown:');
    const known = [...reasons].map(([reason, components]) => [
      count(components),
      reason,
      REASONS[reason] ?? '',
    ]);
    const columns: Column[] = [
      { heading: 'Components', align: 'right' },
      { heading: 'Reason' },
      { heading: 'Meaning', narrow: 'wrap' },
    ];
    lines.push(table(columns, known, width));
  }
  return `${lines.join('\n')}\n`;
}

/** What reading the prices cost. */
export function paidText({ requests, amount }: PaidTotal): string {
  return `Paid calls for these prices: ${plural(requests, 'request')}, ${decimalText(amount)} USD.`;
}

/** Basis, period, price date and source: no figure without them. */
function sourceText({ prices: { sources, from, to }, measured, pricedAt }: CostReport): string {
  if (from === null || to === null)
    return 'basis ListCost, a month of 730 hours; nothing has a price';
  const dates = dateOf(from) === dateOf(to) ? dateOf(from) : `${dateOf(from)} to ${dateOf(to)}`;
  return `basis ListCost, a month of 730 hours, prices of ${dates} (${sources.join(', ')}), priced at ${pricedAt ?? ''}${measured === null ? '' : `, ${measured}`}.${simulatedText(sources)}`;
}

function simulatedText(sources: readonly string[]): string {
  if (!sources.includes(SIMULATED)) return '';
  return sources.length === 1 ? ' These prices are simulated.' : ' Some prices are simulated.';
}

function dateOf(time: string): string {
  return time.slice(0, 'YYYY-MM-DD'.length);
}

function amounts(monthly: Decimal, hourly: Decimal, currency: string): readonly string[] {
  return [`${amountText(monthly)} ${currency}`, `${amountText(hourly, HOURLY_DIGITS)} ${currency}`];
}

function columnsOf(grouping: CostGrouping): readonly Column[] {
  const heading = grouping.by === 'tag' ? visible(`Tag ${grouping.key}`) : capital(grouping.by);
  return [
    { heading },
    { heading: 'Priced resources', align: 'right', narrow: 'drop' },
    { heading: 'A month', align: 'right' },
    { heading: 'An hour', align: 'right', narrow: 'drop' },
    { heading: 'Unpriced components', align: 'right', narrow: 'drop' },
  ];
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
