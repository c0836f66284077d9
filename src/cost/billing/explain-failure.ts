import type { FileDatabase } from '../../store/file-database.ts';
import { MAPPINGS, readFiles, type ChargeQuery } from './charge-query.ts';
import { READ_AS_TEXT, type ReadAs } from './column-sql.ts';
import { BillingExportError } from './export-error.ts';
import { allUsedColumns } from './mapping.ts';
import { sqlName } from './sql-text.ts';

/** What a text must be cast to, to be read as each. */
const CASTS: Readonly<Partial<Record<ReadAs, string>>> = {
  amount: 'decimal(38, 18)',
  time: 'timestamptz',
  tags: 'json',
};
const SHOWN_CHARACTERS = 60;

/**
 * Finds the value that makes an export unreadable: the first one of a column that cannot be converted, or a
 * value that is missing where FOCUS must have one.
 *
 * @returns an error that names file and column; with none found, one that says what the database said
 */
export async function explainFailure(
  database: FileDatabase,
  query: ChargeQuery,
  files: readonly string[],
  signal: AbortSignal,
  cause?: Error,
): Promise<BillingExportError> {
  for (const file of files) {
    const rows = readFiles(query.format, [file]);
    const found =
      (await findWrong(database, query, rows, signal)) ??
      (await findMissing(database, query, rows, signal));
    if (found !== undefined) return valueError(file, found, cause);
  }
  const problem = cause?.message ?? 'has charges without an account or a billing period';
  return new BillingExportError(files[0] ?? query.name, problem, {
    cause,
    remedy: 'download the export again; nothing was stored',
  });
}

async function findWrong(
  database: FileDatabase,
  { type, columns }: ChargeQuery,
  rows: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const { name, as } of allUsedColumns(MAPPINGS[type])) {
    const column = columns.find(name);
    const cast = CASTS[as];
    if (column === undefined || cast === undefined || column.type.startsWith('MAP')) continue;
    const value = `nullif(cast(${sqlName(column.name)} as varchar), '')`;
    const wrong = await firstValue(
      database,
      `select ${value} from ${rows} where ${value} is not null and try_cast(${value} as ${cast}) is null limit 1`,
      signal,
    );
    if (wrong === undefined) continue;
    const shown = wrong.length > SHOWN_CHARACTERS ? `${wrong.slice(0, SHOWN_CHARACTERS)}…` : wrong;
    return `the column ${column.name} has ${JSON.stringify(shown)}, which is not ${READ_AS_TEXT[as]}`;
  }
  return undefined;
}

async function findMissing(
  database: FileDatabase,
  { type, columns }: ChargeQuery,
  rows: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const name of MAPPINGS[type].required) {
    const column = columns.find(name);
    if (column === undefined) continue;
    const missing = await firstValue(
      database,
      `select 'missing' from ${rows} where nullif(cast(${sqlName(column.name)} as varchar), '') is null limit 1`,
      signal,
    );
    if (missing !== undefined) return `the column ${column.name} has no value in a row`;
  }
  return undefined;
}

async function firstValue(
  database: FileDatabase,
  sql: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const value = (await database.rows(sql, signal))[0]?.[0];
    return typeof value === 'string' ? value : undefined;
  } catch {
    signal.throwIfAborted();
    return undefined; // the file itself cannot be read: the first failure says so
  }
}

function valueError(file: string, problem: string, cause: unknown): BillingExportError {
  return new BillingExportError(file, problem, {
    cause,
    remedy: 'correct the export, or leave this file out; nothing was stored',
  });
}
