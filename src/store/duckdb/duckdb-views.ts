import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { COMMON_COLUMNS, type ColumnType, type KindView, type ViewColumn } from '../kind-view.ts';

/** What `json_transform` makes of a property. Times with a zone are not among its types: they are cast from the text. */
const TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  time: 'VARCHAR',
  json: 'JSON',
};

/** Creates the views of kinds, where they differ from those of the file. */
export async function updateViews(
  connection: DuckDBConnection,
  views: readonly KindView[],
): Promise<void> {
  const digest = createHash('sha256').update(JSON.stringify(views)).digest('hex');
  const known = await connection.runAndReadAll('select digest from view_state');
  if (known.getRows()[0]?.[0] === digest) return;
  await connection.run('begin');
  for (const view of views) await connection.run(viewSql(view));
  await connection.run('delete from view_state');
  await connection.run('insert into view_state values ($1)', [digest]);
  await connection.run('commit');
}

/** One pass over the JSON of a resource: a function for each column would hold megabytes of memory each. */
function viewSql({ name, kind, columns }: KindView): string {
  const structure = Object.fromEntries(
    columns.map(({ property, type }) => [property, TYPES[type]]),
  );
  const selected = [...COMMON_COLUMNS, ...columns.map(columnSql)].join(',\n  ');
  return `create or replace view ${quoted(name)} as select\n  ${selected}
    from (select *, json_transform(properties, ${text(JSON.stringify(structure))}) as p from resources where kind = ${text(kind)})`;
}

function columnSql({ name, property, type }: ViewColumn): string {
  const value = `p.${quoted(property)}`;
  return `${type === 'time' ? `try_cast(${value} as timestamptz)` : value} as ${quoted(name)}`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
