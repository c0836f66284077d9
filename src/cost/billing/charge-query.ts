import { BILL_COLUMNS, SPLIT_COLUMNS } from '../../store/charges.ts';
import type { ChargeSource } from './charge-source.ts';
import { CUR } from './cur-mapping.ts';
import { EXPLORER } from './explorer-mapping.ts';
import type { ExportColumns } from './export-columns.ts';
import { FOCUS, OLDER_FOCUS } from './focus-mapping.ts';
import { expressionOf, typedRows, type Mapping } from './mapping.ts';
import { REGION_NAMES } from './region-names.ts';
import { SERVICE_PLACES } from './service-categories.ts';
import { sqlName, sqlText } from './sql-text.ts';

export const MAPPINGS: Readonly<Record<ChargeSource, Mapping>> = {
  'focus-1.2': FOCUS,
  'focus-1.1': OLDER_FOCUS,
  'focus-1.0': OLDER_FOCUS,
  'cur-2.0': CUR,
  'cur-legacy': CUR,
  'cost-explorer': EXPLORER,
};

/** How the files of an export are read. */
export type FileFormat = 'parquet' | 'csv';

/** What is read, and what its charges have in common. */
export interface ChargeQuery {
  readonly type: ChargeSource;
  readonly format: FileFormat;
  /** Of all files together. */
  readonly columns: ExportColumns;
  /** The export's name, or the file's. */
  readonly name: string;
  /** Milliseconds since the Unix epoch. */
  readonly collectedAt: number;
}

/** Columns without a value would otherwise have the type of a number. */
const TYPES = {
  text: 'varchar',
  decimal: 'decimal(38, 18)',
  time: 'timestamptz',
  tags: 'varchar',
  json: 'varchar',
} as const;

/** Longest line of a CSV file, in bytes: tags and product attributes can be long. */
const LONGEST_LINE = 4_194_304;

/** What DuckDB reads the files with. All values of CSV files are texts, so that no digit is lost. */
export function readFiles(format: FileFormat, files: readonly string[]): string {
  const list = `[${files.map(sqlText).join(', ')}]`;
  const common = 'union_by_name = true, hive_partitioning = false';
  return format === 'parquet'
    ? `read_parquet(${list}, ${common})`
    : `read_csv(${list}, ${common}, all_varchar = true, header = true, delim = ',', quote = '"', escape = '"',
         comment = '', max_line_size = ${LONGEST_LINE}, buffer_size = ${2 * LONGEST_LINE})`;
}

/** The charges of an export: `stored_part`, then the columns of the table `charges`. */
export function chargeRows(query: ChargeQuery, files: readonly string[]): string {
  const mapping = MAPPINGS[query.type];
  const bill = BILL_COLUMNS.map(
    ({ name, type }) =>
      `cast(${expressionOf(mapping, mapping.columns[name])} as ${TYPES[type]}) as ${sqlName(name)}`,
  );
  const split = SPLIT_COLUMNS.map(
    (name) =>
      `cast(${expressionOf(mapping, mapping.split?.[name] ?? 'null')} as ${TYPES[name === 'x_SplitParentId' ? 'text' : 'decimal']}) as ${sqlName(name)}`,
  );
  return `select ${partOf(mapping)} as stored_part, ${bill.join(', ')},
      ${sqlText(query.type)} as source, ${sqlText(query.name)} as source_name,
      ${periodOf(mapping)} as source_period, make_timestamptz(${query.collectedAt * 1_000}) as collected_at,
      ${expressionOf(mapping, mapping.isFinal ?? `${mapping.columns.InvoiceId} is not null`)} as is_final,
      ${expressionOf(mapping, mapping.columns.ResourceId)} is not null as has_resource, ${split.join(', ')}
    from ${sourceOf(query, mapping, files)}`;
}

/** Of each part: its account, its period, how many charges it has, and the sum of what must be zero. */
export function partCounts(query: ChargeQuery, files: readonly string[]): string {
  const mapping = MAPPINGS[query.type];
  const account = expressionOf(mapping, mapping.columns.BillingAccountId);
  const start = expressionOf(mapping, mapping.columns.BillingPeriodStart);
  const offset = mapping.offset === undefined ? '0' : expressionOf(mapping, mapping.offset);
  const rows = `select ${account} as account, ${start} as start, count(*) as rows, sum(${offset}) as rest
    from ${sourceOf(query, mapping, files)} group by 1, 2`;
  return `select account, ${monthOf('start')}, sum(rows)::bigint,
      coalesce(sum(rest), 0)::double from (${rows}) group by 1, 2 order by 1, 2`;
}

/** The parts with the charges of a single account: their payer account, their period, and that account. */
export function soleAccounts(query: ChargeQuery, files: readonly string[]): string {
  const mapping = MAPPINGS[query.type];
  const payer = expressionOf(mapping, mapping.columns.BillingAccountId);
  const account = expressionOf(mapping, mapping.columns.SubAccountId);
  return `select ${payer}, ${periodOf(mapping)}, min(${account}) from ${sourceOf(query, mapping, files)}
    group by 1, 2 having min(${account}) = max(${account})`;
}

function partOf(mapping: Mapping): string {
  return `${expressionOf(mapping, mapping.columns.BillingAccountId)} || '/' || ${periodOf(mapping)}`;
}

function periodOf(mapping: Mapping): string {
  return monthOf(expressionOf(mapping, mapping.columns.BillingPeriodStart));
}

/** The month of a time in UTC. Without its zone, DuckDB need not look up the zone's rules for each value. */
function monthOf(time: string): string {
  return `strftime(make_timestamp(epoch_us(${time})), '%Y-%m')`;
}

function sourceOf(
  { format, columns }: ChargeQuery,
  mapping: Mapping,
  files: readonly string[],
): string {
  const rows = `(${typedRows(mapping, columns, readFiles(format, files))}) as typed`;
  const { copies, lookups } = mapping;
  const copied =
    copies === undefined
      ? rows
      : `(select typed.*, unnest(${expressionOf(mapping, copies)}) as is_unused from ${rows}) as typed`;
  if (lookups === undefined) return copied;
  return `${copied}
    left join (values ${SERVICES}) as service (code, category, subcategory)
      on service.code = ${expressionOf(mapping, lookups.service)}
    left join (values ${REGIONS}) as region (id, name) on region.id = ${expressionOf(mapping, lookups.region)}`;
}

const SERVICES = SERVICE_PLACES.map(
  ({ code, category, subcategory }) =>
    `(${sqlText(code)}, ${sqlText(category)}, ${sqlText(subcategory)})`,
).join(', ');

const REGIONS = Object.entries(REGION_NAMES)
  .map(([id, name]) => `(${sqlText(id)}, ${sqlText(name)})`)
  .join(', ');
