import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { abortable } from '../../lib/aborted.ts';
import { changedFiles, type FileRows } from '../file-rows.ts';
import type { StoredTable } from '../stored-table.ts';
import type { ClickHouseServer } from './clickhouse-server.ts';
import { quoted, text } from './clickhouse-sql.ts';
import { columnNames, rowsLog } from './clickhouse-tables.ts';

const PartCount = z.object({ part: z.string(), rows: z.string().transform(Number) });

/** Tables in which new rows wait: `charges_new_1f2e…`. */
export const WAITING = '_new_';

/** Memory of the database that converts files, in megabytes, and its threads. */
const CONVERSION = { memoryMb: 256, threads: 2 } as const;

/**
 * Puts the rows of files in the place of their parts' rows. DuckDB converts them to Parquet on this machine; ClickHouse
 * takes them into a table that no query sees, and then each part in one step, as a partition.
 *
 * @see https://clickhouse.com/docs/sql-reference/statements/alter/partition#replace-partition
 */
export async function replacePartsFrom(
  server: ClickHouseServer,
  table: StoredTable,
  rows: FileRows,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const folder = await mkdtemp(path.join(await realpath(tmpdir()), 'longshore-'));
  try {
    const target = path.join(folder, 'rows.parquet');
    await convert(table, rows, target, signal);
    await withWaiting(server, table, async (waiting) => {
      const columns = ['stored_part', ...columnNames(table)];
      await server.insertFile(
        waiting,
        `(${columns.join(', ')}) format Parquet`,
        () => createReadStream(target, { signal }),
        signal,
      );
      await replaceFromWaiting(server, table, waiting, rows.parts, signal);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function convert(
  table: StoredTable,
  { files, sql }: FileRows,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const { DuckDbFiles } = await import('../duckdb/duckdb-files.ts');
  const { realFile } = await import('../duckdb/linked-files.ts');
  const real: string[] = [];
  for (const file of files) real.push(await realFile(file));
  using database = await DuckDbFiles.open({ ...CONVERSION, files: real, targets: [target] });
  const columns = table.columns.map(({ name, type }) =>
    type === 'tags' ? `from_json("${name}", '"MAP(VARCHAR,VARCHAR)"') as "${name}"` : `"${name}"`,
  );
  await database.run(
    `copy (select stored_part, ${columns.join(', ')} from (${sql(real)})) to '${target.replaceAll("'", "''")}' (format parquet)`,
    signal,
  );
}

/** Works with a table like the one for a part's rows. What a process that was killed has left is dropped later. */
export async function withWaiting(
  server: ClickHouseServer,
  table: StoredTable,
  work: (waiting: string) => Promise<void>,
): Promise<void> {
  const waiting = quoted(`${table.name}${WAITING}${randomBytes(8).toString('hex')}`);
  await server.command(`create table if not exists ${waiting} as ${rowsLog(table)}`);
  try {
    await work(waiting);
  } finally {
    await server.command(`drop table if exists ${waiting} sync`);
  }
}

/**
 * Puts what waits in the place of these parts, one after the other. A part without rows is removed.
 *
 * @throws {FileRowsError} when the rows are not those that were expected: nothing is replaced
 */
export async function replaceFromWaiting(
  server: ClickHouseServer,
  table: StoredTable,
  waiting: string,
  parts: ReadonlyMap<string, number>,
  signal: AbortSignal,
): Promise<void> {
  const found = await abortable(
    server.select(
      `select stored_part as part, count() as rows from ${waiting} group by stored_part`,
      PartCount,
    ),
    signal,
  );
  const counts = new Map(found.map(({ part, rows }) => [part, rows]));
  const sum = (rows: Iterable<number>): number => [...rows].reduce((total, one) => total + one, 0);
  const isExpected = [...parts].every(([part, rows]) => (counts.get(part) ?? 0) === rows);
  if (!isExpected || sum(counts.values()) !== sum(parts.values())) {
    throw changedFiles(sum(parts.values()), sum(counts.values()));
  }
  for (const [part, rows] of parts) {
    signal.throwIfAborted();
    await server.command(
      rows === 0
        ? `alter table ${rowsLog(table)} drop partition ${text(part)}`
        : `alter table ${rowsLog(table)} replace partition ${text(part)} from ${waiting}`,
    );
  }
}

/** Removes all parts but these. */
export async function keepPartitions(
  server: ClickHouseServer,
  table: StoredTable,
  kept: readonly string[],
): Promise<void> {
  const found = await server.select(
    `select distinct stored_part as part from ${rowsLog(table)}`,
    PartCount.pick({ part: true }),
  );
  for (const { part } of found) {
    if (kept.includes(part)) continue;
    await server.command(`alter table ${rowsLog(table)} drop partition ${text(part)}`);
  }
}
