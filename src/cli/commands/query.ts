import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { addAbortSignal } from 'node:stream';
import { z } from 'zod';
import { openReader } from '../../app/store/open-reader.ts';
import { csvText, jsonText, ndjsonText, type RowText } from '../../app/store/row-text.ts';
import { NO_QUERY_LIMITS, type StoreReader } from '../../app/store/store-reader.ts';
import { ConfigurationError, messageOf } from '../../lib/errors.ts';
import { nearest } from '../../lib/nearest.ts';
import { count, duration, table } from '../../lib/table.ts';
import type { QueryColumn, QueryLimits, QueryValue } from '../../store/store.ts';
import { StoreError } from '../../store/store-error.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { oneOf, QUERY_FORMATS } from '../flag-words.ts';
import { parseFlags } from '../names.ts';
import { openOutput, type ResultOutput } from '../query-output.ts';
import { resultTable } from '../query-table.ts';
import { storeSettings, StoreFlags } from '../store-flags.ts';
import type { Terminal } from '../terminal.ts';

type Format = (typeof QUERY_FORMATS)[number];
const wholeNumber = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, { error: 'must be a whole number above 0' })
  .transform(Number)
  .pipe(z.number());

const Flags = StoreFlags.extend({
  format: oneOf(QUERY_FORMATS).optional(),
  output: z.string().optional(),
  file: z.string().optional(),
  tables: z.boolean().optional(),
  schema: z.string().optional(),
  timeout: wholeNumber.optional(),
  limit: wholeNumber.optional(),
});
type Flags = z.output<typeof Flags>;

/** Rows of a table unless `--limit` says otherwise: all of them are in memory to make its columns. */
const TABLE_ROWS = 1_000;
const LONGEST_TIMEOUT_S = Math.floor(NO_QUERY_LIMITS.timeoutMs / 1_000);

/** `longshore query` */
export async function runQuery(
  statement: string | undefined,
  flags: object,
  terminal: Terminal,
): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const format = formatOf(given, terminal);
  const sql = await statementOf(statement, given, terminal);
  const settings = await storeSettings(given, terminal);
  try {
    await using reader = await openReader(settings, terminal.cwd, terminal.signal);
    if (sql === undefined) await describe(given.schema, reader, terminal);
    else await writeResult({ sql, format, given }, reader, terminal);
    return EXIT.complete;
  } catch (error) {
    throw usageError(error);
  }
}

/** A query that is wrong is a wrong argument. */
function usageError(error: unknown): unknown {
  if (!(error instanceof StoreError) || error.problem !== 'query') return error;
  const { message, remedy } = error;
  return new ConfigurationError(message, { cause: error, ...(remedy !== undefined && { remedy }) });
}

/** The SQL to run; undefined to describe tables. */
async function statementOf(
  statement: string | undefined,
  { file, tables, schema }: Flags,
  { cwd, stdin, signal }: Terminal,
): Promise<string | undefined> {
  const given = [statement, file, tables, schema].filter((one) => one !== undefined);
  if (given.length !== 1) {
    throw new ConfigurationError(
      given.length === 0 ? 'there is nothing to do' : 'more than one thing to do was given',
      { remedy: 'give one of: a query, - for stdin, --file <file>, --tables, --schema <table>' },
    );
  }
  if (statement === '-') return textOf(addAbortSignal(signal, stdin()));
  if (file === undefined) return statement;
  try {
    return await readFile(path.resolve(cwd, file), { encoding: 'utf8', signal });
  } catch (error) {
    throw new ConfigurationError(`cannot read ${file}: ${messageOf(error)}`, {
      cause: error,
      remedy: 'name a file with one SELECT',
    });
  }
}

function formatOf({ format, output }: Flags, { stdout }: Terminal): Format {
  const extension = path
    .extname(output ?? '')
    .slice(1)
    .toLowerCase();
  const byName = QUERY_FORMATS.find((one) => one === extension);
  const chosen = format ?? byName ?? 'table';
  const isStdout = output === undefined || output === '-';
  if (chosen === 'parquet' && (output === undefined || (isStdout && stdout.isTTY === true))) {
    throw new ConfigurationError('Parquet is not text: it cannot be written to a terminal', {
      remedy: 'name a file: --output result.parquet; or --output - in a pipe',
    });
  }
  return chosen;
}

async function writeResult(
  { sql, format, given }: { sql: string; format: Format; given: Flags },
  reader: StoreReader,
  terminal: Terminal,
): Promise<void> {
  const { signal, stderr } = terminal;
  const { timeout, limit } = given;
  const limits = {
    timeoutMs: Math.min(timeout ?? LONGEST_TIMEOUT_S, LONGEST_TIMEOUT_S) * 1_000,
    rows: limit ?? (format === 'table' ? TABLE_ROWS : NO_QUERY_LIMITS.rows),
  };
  const startedAt = Date.now();
  const output = await openOutput(given.output, terminal);
  try {
    const written = await writeRows({ sql, format, limits }, reader, output, {
      width: widthFor(given.output, terminal),
      signal,
    });
    await output.finish();
    if (written === undefined) return;
    const { rows, isCut } = written;
    if (isCut) {
      stderr.write(
        `only the first ${count(rows)} rows: see more with --limit <rows>${format === 'table' ? ' or --format csv' : ''}\n`,
      );
    } else if (stderr.isTTY === true) {
      stderr.write(
        `${count(rows)} row${rows === 1 ? '' : 's'} in ${duration(Date.now() - startedAt)}\n`,
      );
    }
  } catch (error) {
    await output.abandon();
    throw error;
  }
}

interface Written {
  readonly rows: number;
  readonly isCut: boolean;
}

/** @returns undefined when the rows were not counted */
async function writeRows(
  { sql, format, limits }: { sql: string; format: Format; limits: QueryLimits },
  reader: StoreReader,
  output: ResultOutput,
  { width, signal }: { readonly width: number | undefined; readonly signal: AbortSignal },
): Promise<Written | undefined> {
  if (format === 'parquet') {
    for await (const piece of reader.parquet(sql, limits, signal)) {
      if (!(await output.write(piece))) break;
    }
    return undefined;
  }
  const result = await reader.query(sql, limits, signal);
  const writer = format === 'table' ? undefined : TEXTS[format](result.columns);
  const kept: (readonly QueryValue[])[] = [];
  const batches = result.rows();
  let rows = 0;
  if (writer !== undefined) await output.write(writer.head);
  for (;;) {
    const next = await batches.next();
    if (next.done === true) {
      const { isCut } = next.value;
      await output.write(writer?.tail(isCut) ?? `${resultTable(result.columns, kept, width)}\n`);
      return { rows, isCut };
    }
    rows += next.value.length;
    if (writer === undefined) kept.push(...next.value);
    else if (!(await output.write(writer.rows(next.value)))) {
      await batches.return({ isCut: true });
      return undefined; // as `head` does
    }
  }
}

const TEXTS: Readonly<
  Record<Exclude<Format, 'table' | 'parquet'>, (columns: readonly QueryColumn[]) => RowText>
> = { json: jsonText, ndjson: ndjsonText, csv: csvText };

function widthFor(output: string | undefined, { stdout }: Terminal): number | undefined {
  const isTerminal = (output === undefined || output === '-') && stdout.isTTY === true;
  return isTerminal ? (stdout.columns ?? 80) : undefined;
}

/** `--tables` and `--schema` */
async function describe(
  name: string | undefined,
  reader: StoreReader,
  { stdout }: Terminal,
): Promise<void> {
  const tables = await reader.tables();
  if (name === undefined) {
    const rows = tables.map((one) => [one.name, one.description]);
    stdout.write(`${table([{ heading: 'Table' }, { heading: 'Holds' }], rows)}\n`);
    return;
  }
  const found = tables.find((one) => one.name === name.toLowerCase());
  if (found === undefined) {
    const similar = nearest(
      name.toLowerCase(),
      tables.map((one) => one.name),
    );
    throw new ConfigurationError(
      `there is no table ${name}${similar === undefined ? '' : `; did you mean ${similar}?`}`,
      { remedy: 'see all tables: longshore query --tables' },
    );
  }
  const rows = found.columns.map((column) => [column.name, column.type]);
  stdout.write(`${found.name}: ${found.description}\n\n`);
  stdout.write(`${table([{ heading: 'Column' }, { heading: 'Type' }], rows)}\n`);
}
