import { z } from 'zod';
import type { QueryLimits, QueryResult, RunWriter, Store } from '../store.ts';
import { olderError, StoreError } from '../store-error.ts';
import { commonFirst, describedTable, type TableDescription } from '../tables.ts';
import type { ResourceChange } from '../changes.ts';
import { changesSince } from './clickhouse-changes.ts';
import { STORED_TABLES } from '../cost-tables.ts';
import type { FileRows } from '../file-rows.ts';
import type { StoredRow, StoredTable } from '../stored-table.ts';
import { replacePartsFrom } from './clickhouse-bulk.ts';
import { ClickHouseParts } from './clickhouse-parts.ts';
import { text } from './clickhouse-sql.ts';
import { storedViewStatements } from '../cost-views.ts';
import { rowsView, tableStatements } from './clickhouse-tables.ts';
import { viewStatement } from './clickhouse-views.ts';
import { isUpToDate, updateSchema } from './update-schema.ts';
import { removeHistory, removeInvisible, removeReplaced } from './clean-up.ts';
import { exportParquet, runQuery } from './clickhouse-query.ts';
import { ClickHouseServer, type ClickHouseOptions } from './clickhouse-server.ts';
import { ClickHouseWriter } from './clickhouse-writer.ts';
import { MIGRATIONS } from './migrations.ts';

const Column = z.object({ view: z.string(), name: z.string(), type: z.string() });
/** Views that others are made of. */
const INTERNAL_VIEWS = ['resource_changes', 'resource_rows', 'run_state', 'scope_state'];

const Version = z.object({ version: z.number() });

/**
 * The store on a ClickHouse server, for larger installations. Any number of processes may ask it; one run writes at a
 * time.
 */
export class ClickHouseStore implements Store {
  readonly #server: ClickHouseServer;
  readonly #tables: readonly StoredTable[];
  readonly #parts: ClickHouseParts;
  readonly #writers: ClickHouseWriter[] = [];

  private constructor(server: ClickHouseServer, tables: readonly StoredTable[]) {
    this.#server = server;
    this.#tables = tables;
    this.#parts = new ClickHouseParts(server);
  }

  /** @throws {StoreError} when the server does not answer, rejects the login, or has tables of a newer version */
  static async open(options: ClickHouseOptions): Promise<ClickHouseStore> {
    const server = new ClickHouseServer(options);
    const { tables = STORED_TABLES, views } = options;
    try {
      await server.connect();
      await migrate(server);
      await updateSchema(server, 'table_state', statementsOf(tables));
      if (views !== undefined) await updateSchema(server, 'view_state', views.map(viewStatement));
      return new ClickHouseStore(server, tables);
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * Opens the store to read from it, and changes nothing on the server.
   *
   * @returns undefined when the database does not exist or has no tables
   * @throws {StoreError} as {@link open}, and for tables of an older version
   */
  static async openToRead(options: ClickHouseOptions): Promise<ClickHouseStore | undefined> {
    const server = new ClickHouseServer(options);
    try {
      if ((await server.find()) && (await hasTables(server))) {
        const { tables = STORED_TABLES } = options;
        await assertCurrent(tables, server);
        return new ClickHouseStore(server, tables);
      }
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    await server[Symbol.asyncDispose]();
    return undefined;
  }

  async beginRun(id: string, startedAt: number): Promise<RunWriter> {
    const writer = await ClickHouseWriter.open(this.#server, { id, startedAt });
    this.#writers.push(writer);
    return writer;
  }

  replacePart(
    table: StoredTable,
    part: string,
    rows: AsyncIterable<readonly StoredRow[]>,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#parts.replacePart(table, part, rows, signal);
  }

  replacePartsFrom(table: StoredTable, rows: FileRows, signal: AbortSignal): Promise<void> {
    return replacePartsFrom(this.#server, table, rows, signal);
  }

  addToParts(
    table: StoredTable,
    parts: ReadonlyMap<string, readonly StoredRow[]>,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#parts.addToParts(table, parts, signal);
  }

  keepParts(table: StoredTable, parts: readonly string[]): Promise<void> {
    return this.#parts.keepParts(table, parts);
  }

  appendRows(table: StoredTable, rows: readonly StoredRow[]): Promise<void> {
    return this.#parts.appendRows(table, rows);
  }

  query(sql: string, limits: QueryLimits, signal: AbortSignal): Promise<QueryResult> {
    return runQuery(this.#server, sql, limits, signal);
  }

  parquet(sql: string, limits: QueryLimits, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
    return exportParquet(this.#server, sql, limits, signal);
  }

  async tables(): Promise<readonly TableDescription[]> {
    const hidden = [...INTERNAL_VIEWS, ...this.#tables.map(rowsView)].map(text).join(', ');
    const columns = await this.#server.select(
      `select c.table as view, c.name as name, c.type as type from system.columns as c
       inner join system.tables as t on t.database = c.database and t.name = c.table
       where c.database = currentDatabase() and t.engine = 'View'
         and c.table not in (${hidden}) order by c.table, c.position`,
      Column,
    );
    const views = new Map<string, { readonly name: string; readonly type: string }[]>();
    for (const { view, name, type } of columns) {
      const its = views.get(view) ?? [];
      views.set(view, [...its, { name, type }]);
    }
    return [...views].map(([view, its]) => describedTable(view, its)).sort(commonFirst);
  }

  changesSince(since: number, signal: AbortSignal): AsyncGenerator<ResourceChange, void> {
    return changesSince(this.#server, since, signal);
  }

  async compact(before: number): Promise<void> {
    await removeInvisible(this.#server);
    await removeReplaced(this.#server, this.#tables);
    await removeHistory(this.#server, before);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const writer of this.#writers) writer[Symbol.dispose]();
    await this.#server[Symbol.asyncDispose]();
  }
}

/** Brings the tables to this version's. A step that was cut off is done again. */
async function migrate(server: ClickHouseServer): Promise<void> {
  await server.command(
    'create table if not exists store_version (version UInt16) engine = MergeTree order by version',
  );
  const version = await versionOf(server);
  assertNotNewer(version, server);
  for (const [index, statements] of MIGRATIONS.slice(version).entries()) {
    for (const statement of statements) await server.command(statement);
    await server.insert('store_version', ['version'], [`[${version + index + 1}]`]);
  }
}

async function hasTables(server: ClickHouseServer): Promise<boolean> {
  const tables = await server.select(
    "select name from system.tables where database = currentDatabase() and name = 'store_version'",
    z.object({ name: z.string() }),
  );
  return tables.length > 0;
}

/** 0 for new tables. */
async function versionOf(server: ClickHouseServer): Promise<number> {
  const [found] = await server.select('select max(version) as version from store_version', Version);
  return found?.version ?? 0;
}

function assertNotNewer(version: number, { address }: ClickHouseServer): void {
  if (version <= MIGRATIONS.length) return;
  throw new StoreError(
    'newer',
    `the store at ${address} was written by a newer version: its tables have version ${version}, this program knows ${MIGRATIONS.length}`,
    { remedy: 'use that version of Longshore, or another database' },
  );
}

async function assertCurrent(
  tables: readonly StoredTable[],
  server: ClickHouseServer,
): Promise<void> {
  const version = await versionOf(server);
  assertNotNewer(version, server);
  const isCurrent =
    version === MIGRATIONS.length &&
    (await isUpToDate(server, 'table_state', statementsOf(tables)));
  if (!isCurrent) throw olderError(`the store at ${server.address}`);
}

function statementsOf(tables: readonly StoredTable[]): readonly string[] {
  return [...tables.flatMap(tableStatements), ...storedViewStatements(tables, 'clickhouse')];
}
