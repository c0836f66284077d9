import { listValue, LIST, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';
import { changedFiles, type FileRows } from '../file-rows.ts';
import type { StoredTable } from '../stored-table.ts';
import type { DuckDbFile } from './duckdb-file.ts';
import { exportFolderOf } from './duckdb-parquet.ts';
import { columnList, rowsTable } from './duckdb-tables.ts';
import { fileRowsError } from './file-rows-error.ts';
import { LinkedFiles } from './linked-files.ts';
import { ANY_TIME_MS, watchQuery } from './query-watch.ts';

/**
 * Puts the rows of files in the place of their parts' rows, in one transaction: DuckDB reads the files, converts the
 * rows and writes them by itself.
 */
export async function replacePartsFrom(
  database: DuckDbFile,
  table: StoredTable,
  rows: FileRows,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const folder = await exportFolderOf(database);
  await using linked = await LinkedFiles.create(folder, rows.files, signal);
  await database.inTurn(async () => {
    signal.throwIfAborted();
    const connection = await database.connect();
    const watch = watchQuery(database, connection, ANY_TIME_MS, signal);
    try {
      await replace(connection, table, rows, linked.names);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw fileRowsError(error, database.file, { files: rows.files, names: linked.names });
    } finally {
      watch.close(); // rolls back what was not committed
    }
  });
}

async function replace(
  connection: DuckDBConnection,
  table: StoredTable,
  { sql, parts }: FileRows,
  names: readonly string[],
): Promise<void> {
  const target = rowsTable(table);
  const columns = columnList(table);
  const isOfParts = 'stored_part in (select unnest($1))';
  const given = [listValue([...parts.keys()])];
  const types = [LIST(VARCHAR)];
  await connection.run('begin');
  await connection.run(`delete from ${target} where ${isOfParts}`, given, types);
  // Rows of other parts are left out, and are then missing. To count the rows of each part here, DuckDB would keep all
  // blocks of the transaction in memory.
  const inserted = await connection.run(
    `insert into ${target} (stored_part, ${columns})
     select stored_part, ${columns} from (${sql(names)}) where ${isOfParts}`,
    given,
    types,
  );
  let expected = 0;
  for (const count of parts.values()) expected += count;
  if (inserted.rowsChanged !== expected) throw changedFiles(expected, inserted.rowsChanged);
  await connection.run('commit');
}
