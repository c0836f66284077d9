import { displayWidth, padded } from './display-width.ts';

/** A column of a table: its heading, and on which side its cells stand. */
export interface Column {
  readonly heading: string;
  readonly align?: 'left' | 'right';
}

/** Rows of text in columns as wide as their widest cell. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const headings = columns.map((column) => column.heading);
  const widths = columns.map((_, index) =>
    [headings, ...rows].reduce((width, row) => Math.max(width, displayWidth(row[index] ?? '')), 0),
  );
  const line = (row: readonly string[]): string =>
    columns
      .map(({ align }, index) => {
        const cell = row[index] ?? '';
        const width = widths[index] ?? 0;
        return padded(cell, width, align);
      })
      .join('  ')
      .trimEnd();
  return [headings, ...rows].map(line).join('\n');
}

/** `12,345` */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `950 ms`, `12.3 s`, `4 min 10 s` */
export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
