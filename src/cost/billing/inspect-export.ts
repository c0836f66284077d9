import { z } from 'zod';
import { chargesPart } from '../../store/charges.ts';
import type { FileDatabase } from '../../store/file-database.ts';
import { FileRowsError } from '../../store/file-rows.ts';
import { MAPPINGS, partCounts, readFiles, type ChargeQuery } from './charge-query.ts';
import type { ExportType } from './charge-source.ts';
import { canBeRead, READ_AS_TEXT } from './column-sql.ts';
import { BillingExportError } from './export-error.ts';
import { ExportColumns } from './export-columns.ts';
import { explainFailure } from './explain-failure.ts';
import { exportTypeOf } from './export-type.ts';
import type { ExportFiles } from './local-files.ts';
import { allUsedColumns, assertHasRequired } from './mapping.ts';
import { verifyGzip } from './verify-gzip.ts';

/** A payer account's billing period in an export. */
export interface ExportPart {
  readonly account: string;
  /** `2026-10` */
  readonly period: string;
  readonly rows: number;
}

/** An export whose files can be read as charges. */
export interface InspectedExport {
  readonly query: ChargeQuery;
  readonly files: readonly string[];
  /** By the name of the part in the table `charges`. */
  readonly parts: ReadonlyMap<string, ExportPart>;
}

export interface InspectOptions {
  /** @default what the columns say */
  readonly type: ExportType | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly collectedAt: number;
  readonly signal: AbortSignal;
}

const Part = z.tuple([z.string().min(1), z.string().min(1), z.number(), z.number()]);
/** Less than this is the rounding of lines. */
const LEAST_REST = 0.005;

/**
 * Looks at an export: its types, its columns, its accounts and their periods. Files of two types become two
 * exports.
 *
 * @throws {BillingExportError} for files that cannot be read whole, and naming the column that is missing or wrong
 */
export async function inspectExport(
  database: FileDatabase,
  { name, format, files }: ExportFiles,
  { type, collectedAt, signal }: InspectOptions,
): Promise<readonly InspectedExport[]> {
  const byType = new Map<ExportType, string[]>();
  for (const file of files) {
    await verifyGzip(file, signal);
    const columns = await columnsOf(
      database,
      `select * from ${readFiles(format, [file])}`,
      file,
      signal,
    );
    const found = type ?? exportTypeOf(columns, format, file);
    assertHasRequired(MAPPINGS[found], columns, file);
    byType.set(found, [...(byType.get(found) ?? []), file]);
  }
  const exports: InspectedExport[] = [];
  for (const [found, its] of byType) {
    const [first = ''] = its;
    const all = `select * from ${readFiles(format, its)}`;
    const columns = await columnsOf(database, all, first, signal);
    assertReadable(found, columns, first);
    const query: ChargeQuery = { type: found, format, columns, name, collectedAt };
    exports.push({ query, files: its, parts: await partsOf(database, query, its, signal) });
  }
  return exports;
}

async function columnsOf(
  database: FileDatabase,
  sql: string,
  file: string,
  signal: AbortSignal,
): Promise<ExportColumns> {
  try {
    return new ExportColumns(await database.columns(sql, signal));
  } catch (error) {
    throw error instanceof FileRowsError ? unreadable(file, error) : error;
  }
}

/** Only columns that are used must have a type that can be read. */
function assertReadable(type: ExportType, columns: ExportColumns, file: string): void {
  for (const { name, as } of allUsedColumns(MAPPINGS[type])) {
    const column = columns.find(name);
    if (column === undefined || canBeRead(column, as)) continue;
    throw new BillingExportError(
      file,
      `the column ${column.name} has the type ${column.type}, which is not ${READ_AS_TEXT[as]}`,
      { remedy: 'export the report again with the types of AWS; nothing was stored' },
    );
  }
}

async function partsOf(
  database: FileDatabase,
  query: ChargeQuery,
  files: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ExportPart>> {
  try {
    const parts = new Map<string, ExportPart>();
    for (const row of await database.rows(partCounts(query, files), signal)) {
      const found = Part.safeParse(row);
      if (!found.success) throw await explainFailure(database, query, files, signal);
      const [account, period, rows, rest] = found.data;
      if (Math.abs(rest) >= LEAST_REST) throw notCancelled(files[0] ?? '', period, rest);
      parts.set(chargesPart(account, period), { account, period, rows });
    }
    if (parts.size > 0) return parts;
  } catch (error) {
    if (!(error instanceof FileRowsError)) throw error;
    throw await explainFailure(database, query, files, signal, error);
  }
  throw new BillingExportError(files[0] ?? '', 'has no charges', {
    remedy: 'check that the export is complete; nothing was stored',
  });
}

/** What a Savings Plan covers is on the bill twice, with opposite signs. */
function notCancelled(file: string, period: string, rest: number): BillingExportError {
  return new BillingExportError(
    file,
    `SavingsPlanCoveredUsage and SavingsPlanNegation of ${period} must cancel each other, but ${rest.toFixed(2)} is left`,
    { remedy: 'export all lines of the period, or use an export of FOCUS; nothing was stored' },
  );
}

function unreadable(file: string, cause: FileRowsError): BillingExportError {
  const problem = cause.message.replaceAll(file, 'the file');
  return new BillingExportError(file, problem, {
    cause,
    remedy: 'download the export again; nothing was stored',
  });
}
