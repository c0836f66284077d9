import type { ExportOptions, ExportTable } from '../ledger-options.ts';
import type { LineItem } from '../line-item.ts';
import { csvLine } from './csv.ts';
import { CUR_2_0 } from './cur-columns.ts';
import { curRow } from './cur-rows.ts';
import type { BillFacts, Column, Row } from './export-row.ts';
import { FOCUS_1_0, FOCUS_1_2 } from './focus-columns.ts';
import { focusRows } from './focus-rows.ts';
import { LEGACY_COLUMNS } from './legacy-columns.ts';

/** The columns of an export and the lines of its CSV. */
interface Table {
  readonly columns: readonly Column[];
  readonly rows: (line: LineItem, facts: BillFacts) => readonly string[];
}

/** Rows as FOCUS and CUR 2.0 have them: the table's columns, or those that an export selects. */
function plain(
  all: readonly Column[],
  rowsOf: (line: LineItem, facts: BillFacts) => readonly Row[],
): (selected: readonly string[] | undefined) => Table {
  return (selected) => {
    const columns = all.filter(({ name }) => selected?.includes(name) !== false);
    return {
      columns,
      rows: (line, facts) =>
        rowsOf(line, facts).map((row) => csvLine(columns.map(({ name }) => row[name]))),
    };
  };
}

const LEGACY: Table = {
  columns: LEGACY_COLUMNS.map(({ category, name }) => ({
    name: `${category}/${name}`,
    type: 'string',
  })),
  rows(line, facts) {
    const row = curRow(line, facts);
    const tags = line.resource?.tags ?? {};
    return [csvLine(LEGACY_COLUMNS.map(({ valueOf }) => valueOf(row, tags)))];
  },
};

const TABLES: Readonly<Record<ExportTable, (selected: readonly string[] | undefined) => Table>> = {
  FOCUS_1_0_AWS: plain(FOCUS_1_0, focusRows),
  FOCUS_1_2_AWS: plain(FOCUS_1_2, focusRows),
  COST_AND_USAGE_REPORT: plain(CUR_2_0, (line, facts) => [curRow(line, facts)]),
  'legacy-cur': () => LEGACY,
};

/** The columns of an export. */
export function exportColumns({ table, columns }: ExportOptions): readonly Column[] {
  return TABLES[table](columns).columns;
}

/** The CSV of some lines, with its header. */
export function exportCsv(
  { table, columns: selected }: ExportOptions,
  lines: Iterable<LineItem>,
  facts: BillFacts,
): string {
  const { columns, rows } = TABLES[table](selected);
  const parts = [csvLine(columns.map(({ name }) => name))];
  for (const line of lines) parts.push(...rows(line, facts));
  return parts.join('');
}
