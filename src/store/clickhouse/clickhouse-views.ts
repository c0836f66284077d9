import { createHash } from 'node:crypto';
import { z } from 'zod';
import { COMMON_COLUMNS, type ColumnType, type KindView, type ViewColumn } from '../kind-view.ts';
import type { ClickHouseServer } from './clickhouse-server.ts';

/** What a property is read as. Times are parsed from their text. */
const TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'Nullable(String)',
  integer: 'Nullable(Int64)',
  number: 'Nullable(Float64)',
  boolean: 'Nullable(Bool)',
  time: 'Nullable(String)',
  json: 'Nullable(String)',
};

const State = z.object({ digest: z.string() });

/** Creates the views of kinds, where they differ from those of the database. */
export async function updateViews(
  server: ClickHouseServer,
  views: readonly KindView[],
): Promise<void> {
  const statements = views.map(viewSql);
  const digest = createHash('sha256').update(statements.join('\n')).digest('hex');
  const known = await server.select('select digest from view_state', State);
  if (known.some((state) => state.digest === digest)) return;
  for (const statement of statements) await server.command(statement);
  await server.command('truncate table view_state');
  await server.insert('view_state', ['digest'], [JSON.stringify([digest])]);
}

/** One pass over the JSON of a resource. */
function viewSql({ name, kind, columns }: KindView): string {
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

function quoted(name: string): string {
  return `\`${name.replaceAll(/[\\`]/g, String.raw`\$&`)}\``;
}

function text(value: string): string {
  return `'${value.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}
