import type { StoredColumn, StoredColumnType, StoredTable } from '../stored-table.ts';
import { quoted } from './duckdb-sql.ts';

/** Tags are JSON in the table, as those of resources are, and a map in its view. */
const TYPES: Readonly<Record<StoredColumnType, string>> = {
  text: 'varchar',
  integer: 'bigint',
  decimal: 'decimal(38, 18)',
  time: 'timestamptz',
  json: 'json',
  boolean: 'boolean',
  number: 'double',
  numbers: 'double[]',
  tags: 'varchar',
};

/** The statements that create a table and the view for queries, or add the columns that an older file lacks. */
export function tableStatements(table: StoredTable): readonly string[] {
  const { name, columns, sortedBy } = table;
  const rows = rowsTable(table);
  const visible = [...columns.map(shown), ...(sortedBy === undefined ? [] : ['stored_part'])];
  const definitions = columns.map(
    (column) => `${typed(column)}${column.nullable === true ? '' : ' not null'}`,
  );
  return [
    `create table if not exists ${rows} (stored_part varchar, ${definitions.join(', ')})`,
    ...columns.map((column) => `alter table ${rows} add column if not exists ${typed(column)}`),
    `create or replace view ${quoted(name)} as select ${visible.join(', ')} from ${rows}`,
  ];
}

/** The table that holds the rows, each with its part; null for rows that were appended. */
export function rowsTable({ name }: StoredTable): string {
  return quoted(`${name}_rows`);
}

/** The table's columns, in its order. */
export function columnList({ columns }: StoredTable): string {
  return columns.map(({ name }) => quoted(name)).join(', ');
}

function typed({ name, type }: StoredColumn): string {
  return `${quoted(name)} ${TYPES[type]}`;
}

function shown({ name, type }: StoredColumn): string {
  const column = quoted(name);
  return type === 'tags' ? `from_json(${column}, '"MAP(VARCHAR,VARCHAR)"') as ${column}` : column;
}
