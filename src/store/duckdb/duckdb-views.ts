import { COMMON_COLUMNS, type ColumnType, type KindView, type ViewColumn } from '../kind-view.ts';
import { quoted, text } from './duckdb-sql.ts';

/** What `json_transform` makes of a property. Times with a zone are not among its types: they are cast from the text. */
const TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  time: 'VARCHAR',
  json: 'JSON',
};

/**
 * What makes the view of a kind. One pass over the JSON of a resource: a function for each column would hold megabytes of
 * memory each.
 */
export function viewStatement({ name, kind, columns }: KindView): string {
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
