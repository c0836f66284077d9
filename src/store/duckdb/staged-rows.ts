import {
  DOUBLE,
  DuckDBDecimalValue,
  LIST,
  listValue,
  type DuckDBAppender,
  type DuckDBConnection,
} from '@duckdb/node-api';
import { DECIMAL_SCALE } from '../../lib/scaled-decimal.ts';
import type { StoredRow, StoredTable } from '../stored-table.ts';
import { writeRow, type RowTarget } from '../stored-value.ts';
import { timestamp } from './duckdb-sql.ts';
import { columnList, rowsTable } from './duckdb-tables.ts';

/** Rows that the appender keeps by itself. DuckDB has the others, and may move them to disk. */
const ROWS_PER_FLUSH = 5_000;
/** Digits of DECIMAL(38, 18). */
const DECIMAL_WIDTH = 38;
const NUMBERS = LIST(DOUBLE);

/** New rows of a table, in a temporary table of their connection: when it ends, they are gone. */
export class StagedRows implements Disposable {
  readonly #connection: DuckDBConnection;
  readonly #table: StoredTable;
  readonly #appender: DuckDBAppender;
  readonly #target: RowTarget;
  #waiting = 0;

  private constructor(connection: DuckDBConnection, table: StoredTable, appender: DuckDBAppender) {
    this.#connection = connection;
    this.#table = table;
    this.#appender = appender;
    this.#target = targetOf(appender);
  }

  static async create(connection: DuckDBConnection, table: StoredTable): Promise<StagedRows> {
    await connection.run(
      `create temp table staged as select ${columnList(table)} from ${rowsTable(table)} limit 0`,
    );
    return new StagedRows(connection, table, await connection.createAppender('staged'));
  }

  /** @throws {StoredValueError} for a value that its column cannot hold; the rows are then of no use */
  add(rows: readonly StoredRow[]): void {
    for (const row of rows) {
      writeRow(this.#table, row, this.#target);
      this.#appender.endRow();
      this.#waiting += 1;
      if (this.#waiting >= ROWS_PER_FLUSH) this.#flush();
    }
  }

  /** Puts them in the place of the part's rows, all at once. */
  async replace(part: string): Promise<void> {
    this.#flush();
    await this.#connection.run('begin');
    await this.#connection.run(`delete from ${rowsTable(this.#table)} where stored_part = $1`, [
      part,
    ]);
    await this.#insert(part);
    await this.#connection.run('commit');
  }

  /**
   * Adds them to parts, all at once.
   *
   * @param counts how many rows of those that were added are of each part, in their order
   */
  async addTo(counts: ReadonlyMap<string, number>): Promise<void> {
    this.#flush();
    await this.#connection.run('begin');
    let from = 0;
    for (const [part, count] of counts) {
      await this.#insert(part, `where rowid >= ${from} and rowid < ${from + count}`);
      from += count;
    }
    await this.#connection.run('commit');
  }

  /** Adds them to the rows of no part. */
  async append(): Promise<void> {
    this.#flush();
    await this.#insert(null);
  }

  [Symbol.dispose](): void {
    try {
      this.#appender.closeSync();
    } catch {
      // A row that was begun cannot be flushed; it goes with the connection.
    }
  }

  async #insert(part: string | null, where = ''): Promise<void> {
    const columns = columnList(this.#table);
    await this.#connection.run(
      `insert into ${rowsTable(this.#table)} (stored_part, ${columns}) select $1::varchar, ${columns} from staged ${where}`,
      [part],
    );
  }

  #flush(): void {
    this.#appender.flushSync();
    this.#waiting = 0;
  }
}

function targetOf(appender: DuckDBAppender): RowTarget {
  const appendText = (text: string): void => {
    appender.appendVarchar(text);
  };
  return {
    text: appendText,
    json: appendText,
    tags: appendText,
    integer: (value) => {
      appender.appendBigInt(value);
    },
    decimal: (units) => {
      appender.appendDecimal(new DuckDBDecimalValue(units, DECIMAL_WIDTH, DECIMAL_SCALE));
    },
    time: (milliseconds) => {
      appender.appendTimestampTZ(timestamp(milliseconds));
    },
    boolean: (value) => {
      appender.appendBoolean(value);
    },
    number: (value) => {
      appender.appendDouble(value);
    },
    numbers: (values) => {
      appender.appendList(listValue(values), NUMBERS);
    },
    null: () => {
      appender.appendNull();
    },
  };
}
