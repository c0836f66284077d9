/** What a column of a stored table holds. */
export type StoredColumnType =
  | 'text'
  /** 64 bits, signed. */
  | 'integer'
  /** Exact, with 20 digits before the point and 18 after it. */
  | 'decimal'
  /** To the millisecond. */
  | 'time'
  /** The text of any JSON value. */
  | 'json'
  | 'boolean'
  /** A double, as measurements are. */
  | 'number'
  /** Doubles in their order; null where one is missing. */
  | 'numbers'
  /** Texts by name, as `resources.tags`. */
  | 'tags';

/** A column of a stored table. Tags and numbers are empty where there are none, and never null. */
export type StoredColumn =
  | {
      readonly name: string;
      readonly type: Exclude<StoredColumnType, 'tags' | 'numbers'>;
      /** @default false */
      readonly nullable?: boolean;
    }
  | { readonly name: string; readonly type: 'tags' | 'numbers'; readonly nullable?: never };

/**
 * A table whose rows Longshore computes: prices, costs. Its rows belong to parts that are replaced whole, or they are
 * appended and stay. Each store makes the table from this alone. Once released, a table changes only by columns
 * that are added at its end and are nullable.
 */
export interface StoredTable {
  /** In SQL: lower case, as `price_books`. */
  readonly name: string;
  /** For `longshore query --tables`: `every resource, of all kinds; one row each`. */
  readonly description: string;
  readonly columns: readonly StoredColumn[];
  /**
   * For a table of millions of rows: the columns that queries filter by most. ClickHouse keeps each part in a partition
   * of its own, sorted by them. Such a table has no rows that belong to no part, but rows can be added to its parts.
   * Queries see the part of each row as the last column, `stored_part`.
   */
  readonly sortedBy?: readonly string[];
}

/** What a value of each type is given as. */
interface ValueTypes {
  readonly text: string;
  readonly integer: bigint | number;
  /** A text, so that no digit is lost: `0.0960000000`. */
  readonly decimal: string;
  /** A number is in milliseconds since the Unix epoch. */
  readonly time: Date | number;
  readonly json: string;
  readonly boolean: boolean;
  /** Finite. */
  readonly number: number;
  readonly numbers: readonly (number | null)[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The values that a column takes. */
export type StoredValueOf<Column extends StoredColumn> =
  ValueTypes[Column['type']] | (Column extends { readonly nullable: true } ? null : never);

/** Any value of a row. */
export type StoredValue = ValueTypes[StoredColumnType] | null;

type ValuesOf<Columns extends readonly StoredColumn[]> = {
  readonly [Index in keyof Columns]: StoredValueOf<Columns[Index]>;
};

/** A row of a table: values in the order of its columns. */
export type StoredRowOf<Table extends StoredTable> = StoredTable extends Table
  ? StoredRow
  : ValuesOf<Table['columns']>;

/** A row of any table. */
export type StoredRow = readonly StoredValue[];
