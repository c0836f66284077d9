import { cellText } from '../app/store/row-text.ts';
import { fitted, padded, visible, wrapped } from '../lib/cell-text.ts';
import { textWidth } from '../lib/text-width.ts';
import { table } from '../lib/table.ts';
import type { QueryColumn, QueryValue } from '../store/store.ts';

type Row = readonly QueryValue[];

/** Narrower than this, nothing can be read. */
const LEAST_WIDTH = 20;
/** A column is not made narrower than this for others to fit. */
const LEAST_COLUMN = 16;
const GAP = 2;
const MOST_VALUE_LINES = 8;

/**
 * A result as a table. On a terminal it fits: long cells end in `…`, and a result with too many columns has a block
 * for each row instead.
 *
 * @param terminalWidth undefined when it is not for a terminal: then nothing is cut
 */
export function resultTable(
  columns: readonly QueryColumn[],
  rows: readonly Row[],
  terminalWidth: number | undefined,
): string {
  const names = columns.map(({ name }) => visible(name));
  const cells = rows.map((row) => row.map((value) => visible(cellText(value))));
  if (terminalWidth === undefined) return tableOf(names, rows, cells);
  const width = Math.max(LEAST_WIDTH, terminalWidth);
  const widths = fittingWidths(names, cells, width);
  if (widths === undefined) return blocks(names, cells, width);
  const cut = (row: readonly string[]): readonly string[] =>
    row.map((cell, index) => fitted(cell, widths[index] ?? 0));
  return tableOf(cut(names), rows, cells.map(cut));
}

function tableOf(
  names: readonly string[],
  rows: readonly Row[],
  cells: readonly (readonly string[])[],
): string {
  const columns = names.map((heading, index) => {
    const isNumeric = rows.every((row) => row[index] === null || typeof row[index] === 'number');
    return { heading, align: isNumeric ? 'right' : 'left' } as const;
  });
  return table(columns, cells);
}

/** Widths of columns that fit the terminal together; undefined when they cannot. */
function fittingWidths(
  names: readonly string[],
  cells: readonly (readonly string[])[],
  width: number,
): readonly number[] | undefined {
  const natural = names.map((name, index) =>
    cells.reduce((widest, row) => Math.max(widest, textWidth(row[index] ?? '')), textWidth(name)),
  );
  const room = width - GAP * (names.length - 1);
  const least = natural.map((column, index) =>
    Math.min(column, Math.max(LEAST_COLUMN, textWidth(names[index] ?? ''))),
  );
  if (sum(least) > room) return undefined;
  // The widest columns give up their width first.
  let most = Math.max(...natural);
  const widthsAt = (limit: number): readonly number[] =>
    natural.map((column, index) => Math.max(least[index] ?? 0, Math.min(column, limit)));
  while (most > 0 && sum(widthsAt(most)) > room) most -= 1;
  return widthsAt(most);
}

function blocks(
  names: readonly string[],
  cells: readonly (readonly string[])[],
  width: number,
): string {
  const names_ = names.map((name) => fitted(name, Math.floor(width / 2)));
  const nameWidth = Math.max(...names_.map(textWidth));
  const valueWidth = Math.max(1, width - nameWidth - ' │ '.length);
  return cells
    .map((row, index) => {
      const title = `─[ ${index + 1} ]`;
      const lines = row.flatMap((cell, column) =>
        valueLines(cell, valueWidth).map((line, part) =>
          `${padded(part === 0 ? (names_[column] ?? '') : '', nameWidth)} │ ${line}`.trimEnd(),
        ),
      );
      return [title + '─'.repeat(Math.max(0, width - textWidth(title))), ...lines].join('\n');
    })
    .join('\n');
}

function valueLines(cell: string, width: number): readonly string[] {
  const lines = wrapped(cell, width, MOST_VALUE_LINES);
  const shown = lines.reduce((length, line) => length + line.length, 0);
  if (shown === cell.length) return lines;
  return [...lines.slice(0, -1), fitted(`${lines.at(-1) ?? ''}……`, width)];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
