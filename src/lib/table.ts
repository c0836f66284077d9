import { textWidth, truncateMiddle, wrap } from './text-width.ts';

/** A column of a table: its heading, alignment, and what happens to it where the table is too wide. */
export interface Column {
  readonly heading: string;
  readonly align?: 'left' | 'right';
  /**
   * `drop`: left out, the last such column first. `wrap`: its text continues on further lines; for the last
   * column. @default the widest column on the left is shortened in the middle
   */
  readonly narrow?: 'drop' | 'wrap';
}

/** No column is shortened below this. */
const LEAST_WIDTH = 12;
const GAP = 2;

type Rows = readonly (readonly string[])[];

/**
 * Rows of text in columns that are as wide as their widest cell.
 *
 * @param width columns of the terminal, which the table then fits; undefined for as wide as it gets
 */
export function table(columns: readonly Column[], rows: Rows, width?: number): string {
  if (width === undefined) return render(columns, rows, widthsOf(columns, rows));
  const fitting = withoutDropped(columns, rows, width);
  const widths = shortened(fitting.columns, widthsOf(fitting.columns, fitting.rows), width);
  return render(fitting.columns, fitting.rows, widths);
}

function widthsOf(columns: readonly Column[], rows: Rows): readonly number[] {
  return columns.map(({ heading }, index) =>
    rows.reduce((most, row) => Math.max(most, textWidth(row[index] ?? '')), textWidth(heading)),
  );
}

function totalOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1));
}

function withoutDropped(
  columns: readonly Column[],
  rows: Rows,
  width: number,
): { readonly columns: readonly Column[]; readonly rows: Rows } {
  const narrowest = widthsOf(columns, rows).map((full, index) =>
    index === 0 || columns[index]?.narrow === 'wrap' ? Math.min(full, LEAST_WIDTH * 2) : full,
  );
  const dropped = columns.findLastIndex(({ narrow }) => narrow === 'drop');
  if (totalOf(narrowest) <= width || dropped < 0) return { columns, rows };
  const rest = <Cell>(cells: readonly Cell[]): readonly Cell[] => cells.toSpliced(dropped, 1);
  return withoutDropped(rest(columns), rows.map(rest), width);
}

/** Takes what is too much from the columns that wrap, then from the widest columns of names. */
function shortened(
  columns: readonly Column[],
  full: readonly number[],
  width: number,
): readonly number[] {
  const widths = [...full];
  const order = widths
    .map((_, index) => index)
    .filter((index) => columns[index]?.align !== 'right')
    .sort((one, other) => rankOf(other) - rankOf(one));
  for (const index of order) {
    const excess = totalOf(widths) - width;
    if (excess <= 0) break;
    const least = Math.min(widths[index] ?? 0, LEAST_WIDTH * 2);
    widths[index] = Math.max(least, (widths[index] ?? 0) - excess);
  }
  return widths;

  function rankOf(index: number): number {
    return columns[index]?.narrow === 'wrap' ? Number.POSITIVE_INFINITY : (full[index] ?? 0);
  }
}

function render(columns: readonly Column[], rows: Rows, widths: readonly number[]): string {
  const headings = columns.map((column) => column.heading);
  return [headings, ...rows].map((row) => rowText(columns, row, widths)).join('\n');
}

function rowText(
  columns: readonly Column[],
  row: readonly string[],
  widths: readonly number[],
): string {
  const cells = columns.map(({ align, narrow }, index) => {
    const width = widths[index] ?? 0;
    const text = row[index] ?? '';
    if (narrow === 'wrap') return wrap(text, width, 0).split('\n');
    const cell = truncateMiddle(text, width);
    const padding = ' '.repeat(Math.max(0, width - textWidth(cell)));
    return [align === 'right' ? padding + cell : cell + padding];
  });
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, index) => lines[line] ?? ' '.repeat(widths[index] ?? 0))
      .join(' '.repeat(GAP))
      .trimEnd(),
  ).join('\n');
}

/** `12,345` */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `950 ms`, `12.3 s`, `4 min 10 s`, `2 h 5 min` */
export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
