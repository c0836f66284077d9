import type { Comparison } from '../cost/engine/output/earlier-document.ts';
import type { Decimal } from '../cost/money/decimal.ts';
import { plural } from '../lib/plural.ts';
import { visible } from '../lib/cell-text.ts';
import { table } from '../lib/table.ts';
import { amountText } from './amount-text.ts';
import type { Style } from './style.ts';

const UNKNOWN = 'unknown';

/** What has changed since an earlier document, as a section of the table. */
export function comparisonText(
  { resources, totals, unknown }: Comparison,
  file: string,
  { width }: Style,
): string {
  const heading = `SINCE ${visible(file)}`;
  const rows = resources.map(({ resourceType, resourceId, earlier, monthly, delta, currency }) => [
    visible(`${resourceType}/${resourceId}`),
    shown(earlier),
    shown(monthly),
    signedText(delta),
    currency,
  ]);
  const sums = [...totals].map(([currency, delta]) => [
    `Total ${currency}`,
    '',
    '',
    signedText(delta),
    currency,
  ]);
  const columns = [
    { heading: 'Resource' },
    { heading: 'Then', align: 'right' },
    { heading: 'Now', align: 'right' },
    { heading: 'Difference', align: 'right' },
    { heading: 'Currency', narrow: 'drop' },
  ] as const;
  const lines =
    rows.length === 0 ? ['No cost has changed.'] : [table(columns, [...rows, ...sums], width)];
  if (unknown > 0) lines.push(`${plural(unknown, 'difference')} unknown, in no total`);
  return `${heading}\n${'='.repeat(heading.length)}\n${lines.join('\n')}\n\n`;
}

/** `+1.20`, `-3.00`, `unknown` */
export function signedText(amount: Decimal | undefined): string {
  if (amount === undefined) return UNKNOWN;
  return `${amount > 0n ? '+' : ''}${amountText(amount)}`;
}

function shown(amount: Decimal | undefined): string {
  return amount === undefined ? UNKNOWN : amountText(amount);
}
