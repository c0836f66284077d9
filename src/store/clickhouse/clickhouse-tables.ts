import type { StoredColumn, StoredColumnType, StoredTable } from '../stored-table.ts';
import { quoted, text } from './clickhouse-sql.ts';

const TYPES: Readonly<Record<StoredColumnType, string>> = {
  text: 'String',
  integer: 'Int64',
  decimal: 'Decimal(38, 18)',
  time: "DateTime64(3, 'UTC')",
  json: 'String',
  boolean: 'Bool',
  number: 'Float64',
  numbers: 'Array(Nullable(Float64))',
  tags: 'Map(String, String)',
};

/** The `stored_write` of rows that were appended. */
export const APPENDED = '0';

/**
 * The statements that create a table and the views for queries, or add the columns that an older database lacks.
 *
 * The rows of each write stand beside those of others, and count from the moment in which `part_log` names the write.
 * A query must look there before it looks at the rows: then the rows that it looks for are already there. ClickHouse takes
 * its snapshot of a table when it resolves the table's name, in FROM first, and looks into a view after all
 * names: so the rows are behind a view of their own.
 */
export function tableStatements(table: StoredTable): readonly string[] {
  if (table.sortedBy !== undefined) return partitionedStatements(table, table.sortedBy);
  const { name, columns } = table;
  const log = rowsLog(table);
  return [
    `create table if not exists ${log} (
       stored_part String, stored_write UInt64, stored_row UInt64, stored_at DateTime64(3, 'UTC') default now64(3),
       ${columns.map(typed).join(', ')})
     engine = ReplacingMergeTree order by (stored_part, stored_write, stored_row)`,
    `alter table ${log} ${columns.map((column) => `add column if not exists ${typed(column)}`).join(', ')}`,
    `create or replace view ${quoted(rowsView(table))} as select * from ${log} final`,
    `create or replace view ${quoted(name)} as select ${columnNames(table).join(', ')}
     from ${quoted(rowsView(table))}
     where stored_write = ${APPENDED} or (stored_part, stored_write) in (${currentWrites(table)})`,
  ];
}

/** A table whose parts are partitions: ClickHouse replaces each in one step, and a query sees the old one or the new one. */
function partitionedStatements(table: StoredTable, sortedBy: readonly string[]): readonly string[] {
  const { name, columns } = table;
  const log = rowsLog(table);
  return [
    `create table if not exists ${log} (stored_part String, ${columns.map(typed).join(', ')})
     engine = MergeTree partition by stored_part order by (${sortedBy.map(quoted).join(', ')})
     settings allow_nullable_key = 1`,
    `alter table ${log} ${columns.map((column) => `add column if not exists ${typed(column)}`).join(', ')}`,
    `create or replace view ${quoted(name)} as select ${columnNames(table).join(', ')}, stored_part from ${log}`,
  ];
}

/** The table that holds the rows of all writes. */
export function rowsLog({ name }: StoredTable): string {
  return quoted(`${name}_log`);
}

/** The view of all rows, also of those that do not count. */
export function rowsView({ name }: StoredTable): string {
  return `${name}_rows`;
}

/** The table's columns, in its order. */
export function columnNames({ columns }: StoredTable): readonly string[] {
  return columns.map(({ name }) => quoted(name));
}

/** Each part with the write whose rows count. */
export function currentWrites({ name }: StoredTable): string {
  return `select part, argMax(write, (version, write)) from part_log where table_name = ${text(name)}
    group by part having not argMax(is_removed, (version, write))`;
}

function typed({ name, type, nullable }: StoredColumn): string {
  return `${quoted(name)} ${nullable === true ? `Nullable(${TYPES[type]})` : TYPES[type]}`;
}
