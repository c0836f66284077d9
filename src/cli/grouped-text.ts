import { currencyOf, unknownOf, type CostResult } from '../cost/engine/results/cost-result.ts';
import { visible } from '../lib/cell-text.ts';
import { plural } from '../lib/plural.ts';
import { table, type Column } from '../lib/table.ts';
import { amountText } from './amount-text.ts';
import { signedText } from './comparison-text.ts';
import type { Style } from './style.ts';

const COLUMNS: readonly Column[] = [
  { heading: 'Group' },
  { heading: 'Monthly', align: 'right' },
  { heading: 'Change', align: 'right' },
  { heading: 'Currency' },
  { heading: 'Notes', narrow: 'drop' },
];

/** Projected costs in groups, as a section of the table. */
export function groupedText(results: readonly CostResult[], { width }: Style): string {
  const rows = results.map((result) => [
    visible(
      result.adapter === 'aggregated'
        ? result.resourceType
        : `${result.resourceType}/${result.resourceId}`,
    ),
    result.monthly === undefined ? 'unpriced' : amountText(result.monthly),
    signedText(result.delta),
    currencyOf(result),
    visible(result.notes),
  ]);
  const unknown = results.reduce((sum, result) => sum + unknownOf(result), 0);
  const note =
    unknown === 0 ? '' : `${plural(unknown, 'resource')} of unknown cost: in no amount\n`;
  return `GROUPS\n======\n${table(COLUMNS, rows, width)}\n${note}\n`;
}
