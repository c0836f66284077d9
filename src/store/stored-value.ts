import { LongshoreError } from '../lib/errors.ts';
import { scaledDecimal } from '../lib/scaled-decimal.ts';
import type { StoredColumn, StoredRow, StoredTable, StoredValue } from './stored-table.ts';

/** Takes the values of one row, checked, in the order of the columns. */
export interface RowTarget {
  text(value: string): void;
  integer(value: bigint): void;
  /** Units of 10^-18. */
  decimal(units: bigint): void;
  /** Milliseconds since the Unix epoch. */
  time(milliseconds: number): void;
  json(text: string): void;
  boolean(value: boolean): void;
  number(value: number): void;
  numbers(values: readonly (number | null)[]): void;
  /** @param json an object of texts */
  tags(json: string): void;
  null(): void;
}

/** Raised for a value that its column cannot hold. Nothing of its part is replaced. */
export class StoredValueError extends LongshoreError {
  readonly code = 'stored-value';
  readonly audience = 'developer';
  readonly table: string;
  readonly column: string;

  constructor(table: StoredTable, column: string, problem: string, cause?: unknown) {
    super(`a row for the table ${table.name} cannot be stored: ${column} ${problem}`, {
      cause,
      remedy: 'the stored rows stay as they were; report it with LONGSHORE_DEBUG=1',
    });
    this.table = table.name;
    this.column = column;
  }
}

/** DECIMAL(38, 18) holds less than 10^20. */
const MOST_UNITS = 10n ** 38n;
const MOST_INTEGER = 2n ** 63n;

/** Times that every store can hold. ClickHouse: https://clickhouse.com/docs/sql-reference/data-types/datetime64 */
const FIRST_TIME = Date.parse('1900-01-01T00:00:00.000Z');
const LAST_TIME = Date.parse('2299-12-31T23:59:59.999Z');

/** Characters of a value that an error shows. */
const SHOWN_CHARACTERS = 60;

/**
 * Checks a row and hands its values to a target.
 *
 * @throws {StoredValueError} for the first value that its column cannot hold
 */
export function writeRow(table: StoredTable, row: StoredRow, target: RowTarget): void {
  const { columns } = table;
  for (let index = 0; index < columns.length; index += 1) {
    const column = columns[index];
    if (column === undefined) continue;
    const value = row[index];
    const problem = value === undefined ? 'is missing' : writeValue(column, value, target);
    if (problem !== undefined) throw new StoredValueError(table, column.name, problem);
  }
  if (row.length > columns.length) {
    const last = columns.at(-1)?.name ?? '';
    throw new StoredValueError(table, last, `is followed by ${row.length - columns.length} values`);
  }
}

/** @returns what is wrong with the value */
function writeValue(
  { type, nullable }: StoredColumn,
  value: StoredValue,
  target: RowTarget,
): string | undefined {
  if (value === null) {
    if (nullable !== true) return 'is null';
    target.null();
    return undefined;
  }
  switch (type) {
    case 'text':
      if (typeof value !== 'string') return wrong(value, 'a text');
      target.text(wellFormed(value));
      return undefined;
    case 'integer':
      return writeInteger(value, target);
    case 'decimal':
      return writeDecimal(value, target);
    case 'time':
      return writeTime(value, target);
    case 'json':
      if (typeof value !== 'string' || !isJson(value)) return wrong(value, 'JSON');
      target.json(wellFormed(value));
      return undefined;
    case 'boolean':
      if (typeof value !== 'boolean') return wrong(value, 'true or false');
      target.boolean(value);
      return undefined;
    case 'number':
      if (!isNumber(value)) return wrong(value, 'a finite number');
      target.number(value);
      return undefined;
    case 'numbers':
      return writeNumbers(value, target);
    case 'tags':
      return writeTags(value, target);
  }
}

function writeInteger(value: StoredValue, target: RowTarget): string | undefined {
  const isExact = typeof value === 'bigint' || Number.isSafeInteger(value);
  if (!isExact) return wrong(value, 'an integer that is exact');
  const integer = BigInt(value as bigint | number);
  if (integer >= MOST_INTEGER || integer < -MOST_INTEGER) return wrong(value, 'of 64 bits');
  target.integer(integer);
  return undefined;
}

function writeDecimal(value: StoredValue, target: RowTarget): string | undefined {
  const units = typeof value === 'string' ? scaledDecimal(value) : undefined;
  if (units === undefined) {
    return wrong(value, 'a decimal number of at most 18 digits after the point, as text');
  }
  if (units >= MOST_UNITS || units <= -MOST_UNITS) return wrong(value, 'below 10^20');
  target.decimal(units);
  return undefined;
}

function writeTime(value: StoredValue, target: RowTarget): string | undefined {
  const milliseconds = Math.round(value instanceof Date ? value.getTime() : timeNumber(value));
  if (!(milliseconds >= FIRST_TIME && milliseconds <= LAST_TIME)) {
    return wrong(value, 'a time from 1900 to 2299');
  }
  target.time(milliseconds);
  return undefined;
}

function timeNumber(value: StoredValue): number {
  return typeof value === 'number' ? value : Number.NaN;
}

function writeNumbers(value: StoredValue, target: RowTarget): string | undefined {
  if (!isNumbers(value)) return wrong(value, 'a list of numbers');
  const checked: (number | null)[] = [];
  for (const number of value) {
    if (number !== null && !isNumber(number)) return 'has an entry that is no finite number';
    checked.push(number);
  }
  target.numbers(checked);
  return undefined;
}

function isNumbers(value: StoredValue): value is readonly (number | null)[] {
  return Array.isArray(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function writeTags(value: StoredValue, target: RowTarget): string | undefined {
  if (typeof value !== 'object' || value === null || value instanceof Date || isNumbers(value)) {
    return wrong(value, 'an object of texts');
  }
  const entries: [string, string][] = [];
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string') return wrong(text, `an object of texts: ${name}`);
    entries.push([wellFormed(name), wellFormed(text)]);
  }
  target.tags(JSON.stringify(Object.fromEntries(entries)));
  return undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** UTF-8 has no halves of surrogate pairs: a database rejects them. */
function wellFormed(text: string): string {
  return /\p{Surrogate}/u.test(text) ? text.replaceAll(/\p{Surrogate}/gu, '\u{fffd}') : text;
}

function wrong(value: StoredValue, expected: string): string {
  const isNumber = typeof value === 'bigint' || typeof value === 'number';
  const shown = isNumber ? String(value) : JSON.stringify(value);
  const cut = shown.length > SHOWN_CHARACTERS ? `${shown.slice(0, SHOWN_CHARACTERS)}…` : shown;
  return `is ${cut}, but must be ${expected}`;
}
