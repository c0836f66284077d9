import type { BillColumn, SplitColumn } from '../../store/charges.ts';
import { readColumn, type ReadAs } from './column-sql.ts';
import { BillingExportError } from './export-error.ts';
import type { ExportColumns } from './export-columns.ts';
import { sqlName } from './sql-text.ts';

/**
 * How an export becomes charges: for each column of FOCUS an expression in SQL over the export's columns.
 * `{line_item_unblended_cost:amount}` is a column and what it is read as; without that, it is a text. What an export does
 * not have is null.
 */
export interface Mapping {
  readonly columns: Readonly<Record<BillColumn, string>>;
  /** Without these there are no charges. */
  readonly required: readonly string[];
  /** Values that several columns need, by the name under which they use them: `{=unused}`. */
  readonly parts?: Readonly<Record<string, string>>;
  /** The service's code and the region's id, to look up `service.…` and `region.…`; undefined if nothing is looked up. */
  readonly lookups?: { readonly service: string; readonly region: string };
  /** Whether a charge is final. @default it has an invoice */
  readonly isFinal?: string;
  /** An amount whose sum must be zero, because it is in no charge; undefined if there is none. */
  readonly offset?: string;
  /** The costs of containers. @default the export has none */
  readonly split?: Readonly<Record<SplitColumn, string>>;
  /** A list of true and false: the row becomes a row for each, which knows its own as `is_unused`. */
  readonly copies?: string;
}

/** A column of an export that a mapping uses. */
export interface UsedColumn {
  readonly name: string;
  readonly as: ReadAs;
}

const READ_AS = ['amount', 'time', 'tags', 'json'] as const satisfies readonly ReadAs[];
const PLACEHOLDER = /\{(?<part>=)?(?<name>\w+)(?::(?<as>amount|time|tags|json))?\}/g;

/** The export's columns that an expression uses. */
export function usedColumns(
  { parts = {} }: Pick<Mapping, 'parts'>,
  sql: string,
): readonly UsedColumn[] {
  const used = new Map<string, UsedColumn>();
  for (const { groups } of sql.matchAll(PLACEHOLDER)) {
    const { part, name = '', as } = groups ?? {};
    const found =
      part === undefined ? [{ name, as: readAs(as) }] : usedColumns({ parts }, parts[name] ?? '');
    for (const column of found) used.set(aliasOf(column), column);
  }
  return [...used.values()];
}

/** All columns of the export that a mapping uses. */
export function allUsedColumns(mapping: Mapping): readonly UsedColumn[] {
  const { columns, lookups, split = {}, copies = '', offset = '', isFinal = '' } = mapping;
  const looked = lookups === undefined ? [] : [lookups.service, lookups.region];
  const all = [
    ...Object.values(columns),
    ...Object.values(split),
    ...looked,
    copies,
    offset,
    isFinal,
  ];
  return usedColumns(mapping, all.join(' '));
}

/** The expression of a column, over the rows of {@link typedRows}. */
export function expressionOf({ parts = {} }: Pick<Mapping, 'parts'>, sql: string): string {
  return sql.replaceAll(PLACEHOLDER, (...match) => {
    const { part, name = '', as } = match.at(-1) as Record<string, string | undefined>;
    if (part !== undefined) return `(${expressionOf({ parts }, parts[name] ?? '')})`;
    return `typed.${sqlName(aliasOf({ name, as: readAs(as) }))}`;
  });
}

/** A SELECT of all columns that the mapping uses, each read once. @param rows what to read: `read_parquet(…)` */
export function typedRows(mapping: Mapping, columns: ExportColumns, rows: string): string {
  const selected = allUsedColumns(mapping).map(
    (column) => `${readColumn(columns, column.name, column.as)} as ${sqlName(aliasOf(column))}`,
  );
  return `select ${selected.join(', ')} from ${rows}`;
}

/** @throws {BillingExportError} for the first column that is required and missing */
export function assertHasRequired(mapping: Mapping, columns: ExportColumns, file: string): void {
  const missing = mapping.required.filter((name) => columns.find(name) === undefined);
  if (missing.length === 0) return;
  const plural = missing.length === 1 ? 'the column' : 'the columns';
  throw new BillingExportError(
    file,
    `${plural} ${missing.join(', ')} must be there, but is missing`,
    {
      remedy: 'export the report with all of its columns; nothing was stored',
    },
  );
}

function readAs(text: string | undefined): ReadAs {
  return READ_AS.find((known) => known === text) ?? 'text';
}

function aliasOf({ name, as }: UsedColumn): string {
  return as === 'text' ? name : `${name}:${as}`;
}
