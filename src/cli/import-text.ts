import type { ImportedPart, ImportReport } from '../app/cost/bill/import-report.ts';
import { decimal } from '../cost/money/decimal.ts';
import { visible } from '../lib/cell-text.ts';
import { plural } from '../lib/plural.ts';
import { count, table } from '../lib/table.ts';
import { wrap } from '../lib/text-width.ts';
import { amountText } from './amount-text.ts';
import { analysisText } from './analysis-line.ts';
import type { Style } from './style.ts';

const BASES = ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost'] as const;

const COLUMNS = [
  { heading: 'Account' },
  { heading: 'Period' },
  { heading: 'Charges', align: 'right' },
  ...BASES.map((heading) => ({
    heading,
    align: 'right' as const,
    ...(heading !== 'BilledCost' && { narrow: 'drop' as const }),
  })),
  { heading: 'Currency' },
  { heading: 'Source', narrow: 'drop' },
] as const;

/** What an import found and did, for a person. */
export function importText(
  { parts, isDryRun, analysis }: ImportReport,
  { colours, width }: Style,
): string {
  const loaded = parts.filter(({ outcome }) => outcome === 'loaded');
  const rows = parts.flatMap((part) =>
    part.totals.map((total) => [
      visible(part.account),
      part.period,
      count(total.rows),
      ...BASES.map((basis) => costText(total[basis])),
      visible(total.currency),
      visible(`${part.source} ${part.sourceName}`),
    ]),
  );
  const charges = loaded.reduce((sum, { rows: its }) => sum + its, 0);
  const verb = isDryRun ? 'Would import' : 'Imported';
  const lines = [
    colours.bold(
      `${verb} ${plural(charges, 'charge')} of ${plural(loaded.length, 'billing period')}`,
    ),
    ...(rows.length === 0 ? [] : ['', table(COLUMNS, rows, width)]),
    ...notes(parts, isDryRun).map((note) => wrap(note, width, 0)),
    ...analysisText(analysis).map((line) => wrap(line, width, 0)),
  ];
  return `${lines.join('\n')}\n`;
}

function notes(parts: readonly ImportedPart[], isDryRun: boolean): readonly string[] {
  const all = parts.flatMap((part) => noteOf(part, isDryRun));
  return all.length === 0 ? [] : ['', ...all];
}

function noteOf(part: ImportedPart, isDryRun: boolean): readonly string[] {
  const { account, period, outcome, before, source, sourceName, keptSource } = part;
  const name = `${visible(account)} ${period}`;
  switch (outcome) {
    case 'loaded': {
      if (before === undefined) return [];
      const verb = isDryRun ? 'would replace' : 'replaced';
      const sums = before.totals.map(
        ({ currency, BilledCost }) => `${costText(BilledCost)} ${currency}`,
      );
      return [
        `${name}: ${verb} ${plural(before.rows, 'charge')} of ${before.source} ${visible(before.sourceName)} (BilledCost ${sums.join(', ')})`,
      ];
    }
    case 'kept':
      return [
        `${name}: not imported from ${source} ${visible(sourceName)}, because ${keptSource ?? 'a better source'} has the same period and comes first`,
      ];
    case 'too-old':
      return [
        `${name}: not imported, because it is older than the store keeps: raise LONGSHORE_COST_RETENTION`,
      ];
  }
}

function costText(amount: string | null): string {
  return amount === null ? '–' : amountText(decimal(amount));
}
