import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { abortable, abortableItems } from '../../lib/aborted.ts';
import type { StoredRow, StoredTable } from '../stored-table.ts';
import { notAddable, notAppendable, StoreError } from '../store-error.ts';
import { keepPartitions, replaceFromWaiting, withWaiting } from './clickhouse-bulk.ts';
import type { ClickHouseServer } from './clickhouse-server.ts';
import { text } from './clickhouse-sql.ts';
import { APPENDED, columnNames, rowsLog } from './clickhouse-tables.ts';
import { RowLines } from './row-lines.ts';

/** Characters of rows that wait in memory before they are sent as one insert: ClickHouse likes few large ones. */
const CHARACTERS_PER_INSERT = 4_000_000;

const Count = z.object({ rows: z.string().transform(Number) });
const KnownPart = z.object({
  part: z.string(),
  next: z.string(),
  isRemoved: z.union([z.boolean(), z.number()]).transform(Boolean),
});

const PART_COLUMNS = ['table_name', 'part', 'version', 'write', 'is_removed'] as const;

/**
 * Writes stored tables. Rows are sent under a random number, and no query sees them until `part_log` names it; so a
 * request may be sent twice, and may be cut off. Of several writers of one part, the last one to be named there wins.
 */
export class ClickHouseParts {
  readonly #server: ClickHouseServer;

  constructor(server: ClickHouseServer) {
    this.#server = server;
  }

  async replacePart(
    table: StoredTable,
    part: string,
    rows: AsyncIterable<readonly StoredRow[]>,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    if (table.sortedBy !== undefined) return this.#replacePartition(table, part, rows, signal);
    const write = randomNumber();
    const lines = new RowLines(table, part, write.toString());
    const sent = await sendAll(lines, rows, (batch) => this.#insert(table, batch), signal);
    await abortable(this.#assertWhole(table, { part, write, rows: sent }), signal);
    await this.#commit(table, part, write);
  }

  async #replacePartition(
    table: StoredTable,
    part: string,
    rows: AsyncIterable<readonly StoredRow[]>,
    signal: AbortSignal,
  ): Promise<void> {
    await withWaiting(this.#server, table, async (waiting) => {
      const columns = ['stored_part', ...columnNames(table)];
      const insert = (lines: readonly string[]): Promise<void> =>
        this.#server.insertOnce(waiting, columns, lines);
      const sent = await sendAll(new RowLines(table, part, undefined), rows, insert, signal);
      await replaceFromWaiting(this.#server, table, waiting, new Map([[part, sent]]), signal);
    });
  }

  async addToParts(
    table: StoredTable,
    parts: ReadonlyMap<string, readonly StoredRow[]>,
    signal: AbortSignal,
  ): Promise<void> {
    if (table.sortedBy === undefined) throw notAddable(table);
    const columns = ['stored_part', ...columnNames(table)];
    for (const [part, rows] of parts) {
      signal.throwIfAborted();
      const lines = new RowLines(table, part, undefined);
      for (const row of rows) lines.add(row, 0n);
      await this.#server.insertOnce(rowsLog(table), columns, lines.take());
    }
  }

  async keepParts(table: StoredTable, parts: readonly string[]): Promise<void> {
    if (table.sortedBy !== undefined) return keepPartitions(this.#server, table, parts);
    const kept = new Set(parts);
    const known = await this.#server.select(
      `select part, max(version) + 1 as next, argMax(is_removed, (version, write)) as isRemoved from part_log
       where table_name = ${text(table.name)} group by part`,
      KnownPart,
    );
    const lines = known
      .filter(({ part, isRemoved }) => !isRemoved && !kept.has(part))
      .map(({ part, next }) => JSON.stringify([table.name, part, next, APPENDED, true]));
    await this.#server.insert('part_log', PART_COLUMNS, lines);
  }

  async appendRows(table: StoredTable, rows: readonly StoredRow[]): Promise<void> {
    if (table.sortedBy !== undefined) throw notAppendable(table);
    const lines = new RowLines(table, '', APPENDED);
    for (const row of rows) lines.add(row, randomNumber());
    await this.#insert(table, lines.take());
  }

  #insert(table: StoredTable, lines: readonly string[]): Promise<void> {
    const columns = ['stored_part', 'stored_write', 'stored_row', ...columnNames(table)];
    return this.#server.insert(rowsLog(table), columns, lines);
  }

  /** Rows that took longer than a day to come may have been removed as a killed writer's. */
  async #assertWhole(
    table: StoredTable,
    { part, write, rows }: { readonly part: string; readonly write: bigint; readonly rows: number },
  ): Promise<void> {
    const [found] = await this.#server.select(
      `select count() as rows from ${rowsLog(table)} final
       where stored_part = ${text(part)} and stored_write = ${write}`,
      Count,
    );
    if (found?.rows === rows) return;
    throw new StoreError(
      'failed',
      `the store at ${this.#server.address} lost rows of ${table.name}: ${rows} were sent, ${found?.rows ?? 0} are there`,
      { remedy: 'try again; the rows from before stay' },
    );
  }

  /** May be run twice: the same write then has two versions. */
  async #commit(table: StoredTable, part: string, write: bigint): Promise<void> {
    const place = `table_name = ${text(table.name)} and part = ${text(part)}`;
    await this.#server.command(
      `insert into part_log (${PART_COLUMNS.join(', ')})
       select ${text(table.name)}, ${text(part)}, max(version) + 1, ${write}, false from part_log where ${place}`,
    );
  }
}

/** Sends rows in batches. @returns how many */
async function sendAll(
  lines: RowLines,
  rows: AsyncIterable<readonly StoredRow[]>,
  insert: (batch: readonly string[]) => Promise<void>,
  signal: AbortSignal,
): Promise<number> {
  let sent = 0;
  const send = async (): Promise<void> => {
    const batch = lines.take();
    sent += batch.length;
    await abortable(insert(batch), signal);
  };
  for await (const batch of abortableItems(rows, signal)) {
    for (const row of batch) {
      lines.add(row, BigInt(sent + lines.count));
      if (lines.characters >= CHARACTERS_PER_INSERT) await send();
    }
  }
  await send();
  return sent;
}

/** Any number of 64 bits but 0, which is for rows that were appended. */
function randomNumber(): bigint {
  return randomBytes(8).readBigUInt64LE() || 1n;
}
