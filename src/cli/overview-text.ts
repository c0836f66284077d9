import type { OverviewCosts } from '../app/cost/engine/overview-costs.ts';
import type { OverviewRow, ResourceStatus } from '../cost/engine/overview/overview-row.ts';
import type { OverviewTotal } from '../cost/engine/overview/overview-totals.ts';
import { dayOf } from '../cost/engine/results/cost-result.ts';
import type { Decimal } from '../cost/money/decimal.ts';
import { ZERO } from '../cost/money/decimal.ts';
import { visible } from '../lib/cell-text.ts';
import { plural } from '../lib/plural.ts';
import { table, type Column } from '../lib/table.ts';
import { amountText } from './amount-text.ts';
import { signedText } from './comparison-text.ts';
import { measuredLines } from './measured-lines.ts';
import { priceLines } from './price-lines.ts';
import type { Style } from './style.ts';

const SYMBOLS: Readonly<Record<ResourceStatus, string>> = {
  active: '✓',
  creating: '+',
  updating: '~',
  deleting: '-',
  replacing: '↻',
};
const NONE = '-';
const COLUMNS: readonly Column[] = [
  { heading: 'RESOURCE' },
  { heading: 'TYPE', narrow: 'drop' },
  { heading: 'STATUS' },
  { heading: 'ACTUAL(MTD)', align: 'right' },
  { heading: 'PROJECTED', align: 'right' },
  { heading: 'DELTA', align: 'right' },
  { heading: 'DRIFT%', align: 'right' },
  { heading: 'RECS', align: 'right' },
  { heading: 'CURRENCY', narrow: 'drop' },
];

/** What resources cost in the bill, as they are, and after the change, as a table. */
export function overviewText(
  costs: OverviewCosts & { readonly totals: readonly OverviewTotal[] },
  basis: string,
  { width }: Style,
): string {
  const { rows, totals, period, until, prices, notes } = costs;
  const changes = rows.filter(({ status }) => status !== 'active').length;
  const sums = totals.map(({ currency, billed, projected, delta }) => [
    `SUMMARY ${currency}`,
    '',
    plural(rows.length, 'resource'),
    billed === undefined ? NONE : amountText(billed),
    amountText(projected),
    signedText(delta),
    '',
    '',
    currency,
  ]);
  const bill = until === undefined ? 'the store has none of it' : `known until ${until}`;
  const lines = [
    table(COLUMNS, [...rows.map(cellsOf), ...sums], width),
    '',
    ...(changes === 0 ? [] : [plural(changes, 'pending change')]),
    ...totals.flatMap(({ savings, currency }) =>
      savings === ZERO ? [] : [`Potential savings a month: ${amountText(savings)} ${currency}`],
    ),
    `Actual: ${basis} cost of the bill from ${dayOf(period.start)} to ${dayOf(period.end - 1)}; ${bill}.`,
    ...notes.map(({ message }) => message),
    ...priceLines(prices),
    ...measuredLines(rows.map(({ projected }) => projected)),
  ];
  return `${lines.join('\n')}\n`;
}

function cellsOf({ projected, status, billed, drift, findings }: OverviewRow): readonly string[] {
  const { resource, before, after, difference } = projected;
  const monthly = after === undefined ? ZERO : after.monthly;
  const currency = after?.currency ?? before?.currency ?? billed[0]?.currency ?? '';
  return [
    visible(resource.name),
    visible(resource.type),
    `${SYMBOLS[status]} ${status}`,
    billed.length === 0 ? NONE : billed.map((one) => billedText(one, currency)).join(' + '),
    shown(monthly),
    status === 'active' ? NONE : signedText(difference),
    drift === undefined ? NONE : `${drift.percent > 0 ? '+' : ''}${drift.percent.toFixed(0)}%`,
    findings.length === 0 ? NONE : String(findings.length),
    currency,
  ];
}

function billedText(
  one: { readonly total: Decimal; readonly currency: string },
  usual: string,
): string {
  const text = amountText(one.total);
  return one.currency === usual ? text : `${text} ${one.currency}`;
}

function shown(amount: Decimal | undefined): string {
  return amount === undefined ? 'unpriced' : amountText(amount);
}
