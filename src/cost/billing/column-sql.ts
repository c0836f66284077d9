import { amountOfDouble, amountOfText } from './amount-sql.ts';
import type { ExportColumn, ExportColumns } from './export-columns.ts';
import { sqlName, sqlText } from './sql-text.ts';

/** What a column of an export is read as. */
export type ReadAs = 'text' | 'amount' | 'time' | 'tags' | 'json';

/** Types that each can be read from. All columns of a CSV file are VARCHAR. */
const READABLE: Readonly<Record<ReadAs, RegExp>> = {
  text: /^(?:VARCHAR|U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|BLOB|BOOLEAN)$/,
  amount: /^(?:VARCHAR|DOUBLE|FLOAT|DECIMAL\(.*\)|U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?)$/,
  time: /^(?:VARCHAR|DATE|TIMESTAMP.*)$/,
  tags: /^(?:VARCHAR|JSON|MAP\(.*\))$/,
  json: /^(?:VARCHAR|JSON|MAP\(.*\)|STRUCT\(.*\))$/,
};

/** What such a column must be, for a person. */
export const READ_AS_TEXT: Readonly<Record<ReadAs, string>> = {
  text: 'text',
  amount: 'an amount',
  time: 'a time',
  tags: 'tags by name',
  json: 'JSON',
};

export function canBeRead(column: ExportColumn, as: ReadAs): boolean {
  return READABLE[as].test(column.type);
}

/** SQL that reads a column by its name in CUR 2.0 or FOCUS. What the export does not have is null. */
export function readColumn(columns: ExportColumns, name: string, as: ReadAs): string {
  const column = columns.find(name);
  if (column !== undefined) return READERS[as](sqlName(column.name), column.type);
  const inMap = columns.findInMap(name);
  if (inMap !== undefined) return READERS[as](valueIn(inMap.map, inMap.key), 'VARCHAR');
  const spread = columns.spread(name);
  if (spread.length > 0) return objectOf(spread);
  return ABSENT[as];
}

const ABSENT: Readonly<Record<ReadAs, string>> = {
  text: 'cast(null as varchar)',
  amount: 'cast(null as decimal(38, 18))',
  time: 'cast(null as timestamptz)',
  tags: "'{}'",
  json: 'cast(null as varchar)',
};

const READERS: Readonly<Record<ReadAs, (value: string, type: string) => string>> = {
  text: (value, type) => (type === 'VARCHAR' ? textOf(value) : `cast(${value} as varchar)`),
  amount: (value, type) => {
    if (type === 'VARCHAR') return amountOfText(textOf(value));
    if (type === 'DOUBLE') return amountOfDouble(value);
    if (type === 'FLOAT') return `cast(cast(${value} as varchar) as decimal(38, 18))`;
    return `cast(${value} as decimal(38, 18))`;
  },
  // Times without a zone are in UTC, which is the zone of the database's session. A cast would ask for the zone's
  // rules for each value.
  time: (value, type) =>
    type === 'TIMESTAMP'
      ? `make_timestamptz(epoch_us(${value}))`
      : `cast(${type === 'VARCHAR' ? textOf(value) : value} as timestamptz)`,
  tags: (value, type) => tagsOf(value, type),
  json: (value, type) =>
    type === 'VARCHAR' || type === 'JSON'
      ? `nullif(cast(${value} as varchar), '')`
      : `cast(to_json(${value}) as varchar)`,
};

function textOf(value: string): string {
  return `nullif(${value}, '')`;
}

function valueIn({ name, type }: ExportColumn, key: string): string {
  const map = sqlName(name);
  return type.startsWith('MAP')
    ? `cast(${map}[${sqlText(key)}] as varchar)`
    : `json_extract_string(${textOf(map)}, ${sqlText(`$."${key.replaceAll('"', '')}"`)})`;
}

/** An object of the columns that have a value. */
function objectOf(columns: readonly (ExportColumn & { readonly key: string })[]): string {
  const members = columns.map(({ key, name }) => `${sqlText(key)}, ${textOf(sqlName(name))}`);
  return withoutNulls(`json_object(${members.join(', ')})`);
}

/** AWS prefixes the names of tags that users have defined, with `user:` or, in CUR 2.0, `user_`. */
const USER_PREFIX = String.raw`([{,])"user[:_]`;

/** Tags without values are left out; names lose AWS's prefix. JSON text is parsed, so that only JSON gets in. */
function tagsOf(value: string, type: string): string {
  const map = type.startsWith('MAP')
    ? value
    : `from_json(cast(${textOf(`cast(${value} as varchar)`)} as json), '"MAP(VARCHAR,VARCHAR)"')`;
  const json = `cast(to_json(${map}) as varchar)`;
  return `coalesce(${cleanTags(json)}, '{}')`;
}

function cleanTags(json: string): string {
  return `case when contains(${json}, '"user') or contains(${json}, ':null')
    then ${withoutNulls(`regexp_replace(${json}, ${sqlText(USER_PREFIX)}, '\\1"', 'g')`)} else ${json} end`;
}

/** A merge patch has no member whose value is null. https://www.rfc-editor.org/rfc/rfc7396 */
function withoutNulls(json: string): string {
  return `cast(json_merge_patch('{}', ${json}) as varchar)`;
}
