import type { QueryColumn, QueryValue } from '../../store/store.ts';

/** Rows as text, in pieces. */
export interface RowText {
  readonly head: string;
  /** The rows of a batch. */
  rows(rows: readonly (readonly QueryValue[])[]): string;
  /** @param isCut whether rows were left out for a limit */
  tail(isCut: boolean): string;
}

/** One JSON object a line. */
export function ndjsonText(columns: readonly QueryColumn[]): RowText {
  const objectOf = objectsOf(columns);
  return {
    head: '',
    rows: (rows) => rows.map((row) => `${JSON.stringify(objectOf(row))}\n`).join(''),
    tail: () => '',
  };
}

/** A JSON list of objects. */
export function jsonText(columns: readonly QueryColumn[]): RowText {
  const objectOf = objectsOf(columns);
  const list = listText((row) => JSON.stringify(objectOf(row)));
  return { head: '[', rows: list, tail: () => '\n]\n' };
}

/** One JSON object with the columns and their types, the rows as lists, and whether rows were left out. */
export function resultText(columns: readonly QueryColumn[]): RowText {
  return {
    head: `{"columns":${JSON.stringify(columns)},"rows":[`,
    rows: listText((row) => JSON.stringify(row)),
    tail: (isCut) => `\n],"isCut":${String(isCut)}}\n`,
  };
}

/**
 * CSV with a line of names: nothing for null, `""` for an empty text.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function csvText(columns: readonly QueryColumn[]): RowText {
  const line = (values: readonly QueryValue[]): string => `${values.map(csvField).join(',')}\r\n`;
  return {
    head: line(columns.map(({ name }) => name)),
    rows: (rows) => rows.map(line).join(''),
    tail: () => '',
  };
}

/** A value as text in a cell. */
export function cellText(value: QueryValue): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function csvField(value: QueryValue): string {
  const text = cellText(value);
  const isQuoted = value === '' || /[",\r\n]/.test(text);
  return isQuoted ? `"${text.replaceAll('"', '""')}"` : text;
}

function objectsOf(columns: readonly QueryColumn[]): (row: readonly QueryValue[]) => object {
  const names = columns.map(({ name }) => name);
  return (row) => Object.fromEntries(row.map((value, index) => [names[index] ?? index, value]));
}

function listText(textOf: (row: readonly QueryValue[]) => string): RowText['rows'] {
  let separator = '\n';
  return (rows) =>
    rows
      .map((row) => {
        const text = `${separator}${textOf(row)}`;
        separator = ',\n';
        return text;
      })
      .join('');
}
