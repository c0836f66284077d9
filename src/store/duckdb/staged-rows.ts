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
import { whenMemoryIsFree } from './free-memory.ts';
import { columnList, rowsTable } from './duckdb-tables.ts';

/** Rows that the appender keeps by itself. DuckDB has the others, and may move them to disk. */
const ROWS_PER_FLUSH = 1_000;
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
  async add(rows: readonly StoredRow[], signal?: AbortSignal): Promise<void> {
    for (const row of rows) {
      writeRow(this.#table, row, this.#target);
      this.#appender.endRow();
      this.#waiting += 1;
      if (this.#waiting >= ROWS_PER_FLUSH) await this.#flush(signal);
    }
  }

  /** Puts them in the place of the part's rows, all at once. */
  async replace(part: string): Promise<void> {
    await this.#flush();
    await this.#inTransaction(async () => {
      const sql = `delete from ${rowsTable(this.#table)} where stored_part = $1`;
      await this.#connection.run(sql, [part]);
      await this.#insert(part);
    });
  }

  /**
   * Adds them to parts, all at once.
   *
   * @param counts how many rows of those that were added are of each part, in their order
   */
  async addTo(counts: ReadonlyMap<string, number>): Promise<void> {
    await this.#flush();
    await this.#inTransaction(async () => {
      let from = 0;
      for (const [part, count] of counts) {
        await this.#insert(part, `where rowid >= ${from} and rowid < ${from + count}`);
        from += count;
      }
    });
  }

  /** Adds them to the rows of no part. */
  async append(): Promise<void> {
    await this.#flush();
    await whenMemoryIsFree(() => this.#insert(null));
  }

  /** All of it, or nothing, also when memory lacks and it is tried again. */
  async #inTransaction(work: () => Promise<void>): Promise<void> {
    await whenMemoryIsFree(async () => {
      await this.#connection.run('begin');
      try {
        await work();
        await this.#connection.run('commit');
      } catch (error) {
        await this.#connection.run('rollback').catch(() => undefined); // DuckDB may have done so
        throw error;
      }
    });
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

  /** Gives the rows to DuckDB. While others use all of its memory, it takes none of them, and the appender keeps them. */
  async #flush(signal?: AbortSignal): Promise<void> {
    await whenMemoryIsFree(() => {
      this.#appender.flushSync();
    }, signal);
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
