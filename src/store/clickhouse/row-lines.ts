import { scaledDecimalText } from '../../lib/scaled-decimal.ts';
import type { StoredRow, StoredTable } from '../stored-table.ts';
import { writeRow, type RowTarget } from '../stored-value.ts';
import { timeText } from './clickhouse-values.ts';

/** Rows of a stored table as ClickHouse takes them: each a JSON list of the columns' values. */
export class RowLines {
  readonly #table: StoredTable;
  readonly #place: string;
  readonly #isNumbered: boolean;
  #lines: string[] = [];
  #characters = 0;

  /** @param write the number under which the rows are sent; undefined for tables that know their rows by the part alone */
  constructor(table: StoredTable, part: string, write: string | undefined) {
    this.#table = table;
    this.#isNumbered = write !== undefined;
    this.#place = write === undefined ? JSON.stringify(part) : `${JSON.stringify(part)},${write}`;
  }

  get count(): number {
    return this.#lines.length;
  }

  get characters(): number {
    return this.#characters;
  }

  /**
   * @param number tells it from the other rows of this write
   * @throws {StoredValueError} for a value that its column cannot hold
   */
  add(row: StoredRow, number: bigint): void {
    const values: string[] = [];
    writeRow(this.#table, row, targetOf(values));
    const place = this.#isNumbered ? `${this.#place},${number}` : this.#place;
    const line = `[${place},${values.join(',')}]`;
    this.#lines.push(line);
    this.#characters += line.length;
  }

  /** The lines since the last time. */
  take(): readonly string[] {
    const lines = this.#lines;
    this.#lines = [];
    this.#characters = 0;
    return lines;
  }
}

function targetOf(values: string[]): RowTarget {
  const addText = (value: string): void => {
    values.push(JSON.stringify(value));
  };
  const addPlain = (value: bigint | boolean | number | string): void => {
    values.push(String(value));
  };
  return {
    text: addText,
    json: addText,
    tags: addPlain,
    integer: addPlain,
    decimal: (units) => {
      addText(scaledDecimalText(units));
    },
    time: (milliseconds) => {
      addText(timeText(milliseconds));
    },
    boolean: addPlain,
    number: addPlain,
    numbers: (numbers) => {
      values.push(JSON.stringify(numbers));
    },
    null: () => {
      addPlain('null');
    },
  };
}
