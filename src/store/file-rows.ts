import { LongshoreError } from '../lib/errors.ts';

/** Rows of a stored table that DuckDB computes from files. */
export interface FileRows {
  /** Where the files are. The store reads them under other names, which {@link FileRows.sql} is given. */
  readonly files: readonly string[];
  /**
   * One SELECT in DuckDB's SQL over these files: `stored_part`, then the columns of the table, in any order.
   *
   * @param files as {@link FileRows.files}, in their order
   */
  sql(files: readonly string[]): string;
  /** How many rows each part gets. Another number, or rows of other parts, mean that the files have changed: nothing is replaced. */
  readonly parts: ReadonlyMap<string, number>;
}

/** Thrown for files whose rows cannot be computed, or have changed since they were counted. Nothing was replaced. */
export class FileRowsError extends LongshoreError {
  readonly code = 'file-rows';
  readonly audience = 'user';
}

/** The rows that were computed are not those that were counted. */
export function changedFiles(expected: number, found: number): FileRowsError {
  return new FileRowsError(
    `the files changed while they were read: ${expected} rows were counted, ${found} were read`,
    { remedy: 'run again when they are no longer written; the stored rows stay as they were' },
  );
}
