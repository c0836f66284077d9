import { COMMON_COLUMNS, type ColumnType, type KindView, type ViewColumn } from '../kind-view.ts';
import { quoted, text } from './clickhouse-sql.ts';

/** What a property is read as. Times are parsed from their text. */
const TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'Nullable(String)',
  integer: 'Nullable(Int64)',
  number: 'Nullable(Float64)',
  boolean: 'Nullable(Bool)',
  time: 'Nullable(String)',
  json: 'Nullable(String)',
};

/** What makes the view of a kind. One pass over the JSON of a resource. */
export function viewStatement({ name, kind, columns }: KindView): string {
  const common = COMMON_COLUMNS.map((column) => `r.${column} as ${column}`);
  const structure = columns.map(({ property, type }) => `${quoted(property)} ${TYPES[type]}`);
  const selected = [...common, ...columns.map(columnSql)].join(', ');
  const parsed =
    columns.length === 0
      ? '1'
      : `JSONExtract(properties, ${text(`Tuple(${structure.join(', ')})`)})`;
  return `create or replace view ${quoted(name)} as select ${selected}
    from (select *, ${parsed} as p from resources where kind = ${text(kind)}) as r`;
}

function columnSql({ name, type }: ViewColumn, index: number): string {
  const value = `tupleElement(r.p, ${index + 1})`;
  const typed = type === 'time' ? `parseDateTime64BestEffortOrNull(${value}, 3, 'UTC')` : value;
  return `${typed} as ${quoted(name)}`;
}
