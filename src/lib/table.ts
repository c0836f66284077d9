import { textWidth, truncateMiddle, wrap } from './text-width.ts';

/** A column of a table: its heading, its alignment, and what happens if the table is too wide. */
export interface Column {
  readonly heading: string;
  readonly align?: 'left' | 'right';
  /**
   * `drop`: omitted, the last such column first. `wrap`, for the last column: its text continues on further
   * lines, below the row if there is little space next to it. @default the widest name is shortened
   */
  readonly narrow?: 'drop' | 'wrap';
}

/** No column is shortened below this. */
const LEAST_WIDTH = 12;
/** Names are shortened to this before columns are dropped. */
const LEAST_BEFORE_DROPPING = 34;
/** Text that wraps needs this much space next to the other columns. */
const LEAST_WRAPPED = 28;
const GAP = 2;
const INDENT = '    ';

type Rows = readonly (readonly string[])[];

/**
 * Rows of text in columns that are as wide as their widest cell.
 *
 * @param width columns of the terminal; undefined for no limit
 */
export function table(columns: readonly Column[], rows: Rows, width?: number): string {
  if (width === undefined) return linesOf(columns, rows, widthsOf(columns, rows)).join('\n');
  if (columns.at(-1)?.narrow === 'wrap') return wrappedTable(columns, rows, width);
  return fittingLines(columns, rows, width).join('\n');
}

/** A table whose last column wraps. */
function wrappedTable(columns: readonly Column[], rows: Rows, width: number): string {
  const last = columns.length - 1;
  const rest = columns.slice(0, last);
  const room = width - totalOf(widthsOf(rest, rows)) - GAP;
  const isBeside = room >= LEAST_WRAPPED;
  const lines = fittingLines(rest, rows, width);
  const texts = [columns[last]?.heading ?? '', ...rows.map((row) => row[last] ?? '')];
  const beside = Math.max(0, width - room);
  return lines
    .map((line, index) => {
      const text = texts[index] ?? '';
      if (text === '') return line;
      if (!isBeside) return index === 0 ? line : `${line}\n${wrap(INDENT + text, width, 0)}`;
      const [first = '', ...others] = wrap(text, room, 0).split('\n');
      const further = others.map((part) => ' '.repeat(beside) + part);
      return [line.padEnd(beside) + first, ...further].join('\n');
    })
    .join('\n');
}

function fittingLines(columns: readonly Column[], rows: Rows, width: number): readonly string[] {
  const fitting = withoutDropped(columns, rows, width);
  const widths = shortened(fitting.columns, widthsOf(fitting.columns, fitting.rows), width);
  return linesOf(fitting.columns, fitting.rows, widths);
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
    index === 0 ? Math.min(full, LEAST_BEFORE_DROPPING) : full,
  );
  const dropped = columns.findLastIndex(({ narrow }) => narrow === 'drop');
  if (totalOf(narrowest) <= width || dropped < 0) return { columns, rows };
  const rest = <Cell>(cells: readonly Cell[]): readonly Cell[] => cells.toSpliced(dropped, 1);
  return withoutDropped(rest(columns), rows.map(rest), width);
}

/** Shortens the columns of names to fit, the widest first. */
function shortened(
  columns: readonly Column[],
  full: readonly number[],
  width: number,
): readonly number[] {
  const widths = [...full];
  const names = widths
    .map((_, index) => index)
    .filter((index) => columns[index]?.align !== 'right')
    .sort((one, other) => (full[other] ?? 0) - (full[one] ?? 0));
  for (const index of names) {
    const excess = totalOf(widths) - width;
    if (excess <= 0) break;
    const least = Math.min(widths[index] ?? 0, LEAST_WIDTH);
    widths[index] = Math.max(least, (widths[index] ?? 0) - excess);
  }
  return widths;
}

/** The headings, then the rows. */
function linesOf(columns: readonly Column[], rows: Rows, widths: readonly number[]): string[] {
  const headings = columns.map(({ heading }) => heading);
  return [headings, ...rows].map((row) => {
    const cells = columns.map(({ align }, index) => {
      const width = widths[index] ?? 0;
      const cell = truncateMiddle(row[index] ?? '', width);
      const padding = ' '.repeat(Math.max(0, width - textWidth(cell)));
      return align === 'right' ? padding + cell : cell + padding;
    });
    return cells.join(' '.repeat(GAP)).trimEnd();
  });
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
