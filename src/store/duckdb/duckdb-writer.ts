import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import type {
  ContentColumns,
  ResourceRow,
  RunEnd,
  ScopeCommit,
  StoredRun,
  StoredScope,
} from '../rows.ts';
import type { RunWriter } from '../store.ts';
import { duckDbError } from './duckdb-error.ts';
import type { DuckDbFile } from './duckdb-file.ts';
import { timestamp } from './duckdb-sql.ts';
import { readContents } from './read-contents.ts';

/** Rows that the appender keeps by itself. The transaction has the others, and may move them to disk. */
const ROWS_PER_FLUSH = 5_000;

/** Writes one run into DuckDB. It alone writes to the file. */
export class DuckDbWriter implements RunWriter, Disposable {
  readonly run: StoredRun;
  readonly #connection: DuckDBConnection;
  readonly #database: DuckDbFile;
  #nextScopeId: number;
  #appender: DuckDBAppender | undefined;
  #appended = 0;
  /** One transaction from commit to commit: without it, each flush would be written to the log and then again. */
  #isInTransaction = false;
  /** Scopes with rows of this run that do not count, or not yet. */
  readonly #uncommitted = new Set<number>();

  private constructor(
    run: StoredRun,
    {
      database,
      connection,
    }: { readonly database: DuckDbFile; readonly connection: DuckDBConnection },
    nextScopeId: number,
  ) {
    this.run = run;
    this.#connection = connection;
    this.#database = database;
    this.#nextScopeId = nextScopeId;
  }

  /** Begins a run. What an earlier one has left behind, killed before its end, is removed. */
  static async open(database: DuckDbFile, begun: Omit<StoredRun, 'number'>): Promise<DuckDbWriter> {
    const connection = await database.connect();
    try {
      const { run, nextScopeId } = await beginRun(connection, begun);
      return new DuckDbWriter(run, { database, connection }, nextScopeId);
    } catch (error) {
      database.disconnect(connection);
      throw error;
    }
  }

  scopes(): Promise<readonly StoredScope[]> {
    return this.#guarded(async () => {
      const result = await this.#connection.runAndReadAll(
        'select id, kind, account, region, period, version from scope_state',
      );
      return result.getRowObjects().map(({ id, kind, account, region, period, version }) => ({
        id: Number(id),
        kind: String(kind),
        accountId: String(account),
        region: String(region),
        ...(period !== '' && { period: String(period) }),
        version: version as bigint,
      }));
    });
  }

  contents(): Promise<ContentColumns> {
    return this.#guarded(() => readContents(this.#connection));
  }

  addScope(): number {
    const id = this.#nextScopeId;
    this.#nextScopeId += 1;
    return id;
  }

  lastProperties(scopeId: number, keys: readonly bigint[]): Promise<ReadonlyMap<bigint, string>> {
    return this.#guarded(async () => {
      const result = await this.#connection.runAndReadAll(
        `select r.key_hash, r.properties from resource_rows r join scope_state s on s.id = r.scope_id
         where r.scope_id = ${scopeId} and r.version <= s.version and r.key_hash in (${keys.join(', ')})`,
      );
      return new Map(result.getRows().map(([key, text]) => [key as bigint, text as string]));
    });
  }

  append(rows: readonly ResourceRow[]): Promise<void> {
    return this.#guarded(async () => {
      await this.#begin();
      const appender = (this.#appender ??= await this.#connection.createAppender('resource_rows'));
      for (const row of rows) {
        appendRow(appender, row);
        this.#uncommitted.add(row.scopeId);
      }
      this.#appended += rows.length;
      if (this.#appended >= ROWS_PER_FLUSH) this.#flush();
    });
  }

  commit(scopes: readonly ScopeCommit[]): Promise<void> {
    return this.#guarded(async () => {
      await this.#begin();
      this.#closeAppender();
      await this.#applyLeaving(scopes);
      await this.#applyScopes(scopes);
      await this.#connection.run('commit');
      this.#isInTransaction = false;
      for (const { id, replaced } of scopes)
        if (replaced !== undefined) this.#uncommitted.delete(id);
    });
  }

  end({ endedAt, status, resources, calls }: RunEnd): Promise<void> {
    return this.#guarded(async () => {
      if (this.#isInTransaction) await this.#rollback();
      await this.#removeUncommitted();
      await this.#connection.run(
        'update run_state set ended_at = $1, status = $2, resources = $3, calls = $4 where number = $5',
        [timestamp(endedAt), status, BigInt(resources), BigInt(calls), this.run.number],
      );
      await this.#database.checkpoint(this.#connection);
    });
  }

  /** Drops what was not committed, and ends the connection. */
  [Symbol.dispose](): void {
    try {
      this.#closeAppender();
    } catch {
      // It flushes into a transaction that is dropped.
    } finally {
      this.#database.disconnect(this.#connection);
    }
  }

  /** Rows that changed or disappeared go to the history. */
  async #applyLeaving(scopes: readonly ScopeCommit[]): Promise<void> {
    await this.#connection.run(
      'create or replace temp table leaving (scope_id integer, key_hash ubigint, change varchar, version bigint, changed_at timestamptz)',
    );
    const appender = await this.#connection.createAppender('leaving');
    let leaving = 0;
    for (const { id, replaced, endedAt } of scopes) {
      if (replaced === undefined) continue;
      const at = timestamp(endedAt);
      for (const change of ['changed', 'disappeared', 'unseen'] as const) {
        for (const key of replaced[change]) {
          appender.appendInteger(id);
          appender.appendUBigInt(key);
          appender.appendVarchar(change);
          appender.appendBigInt(replaced.version);
          appender.appendTimestampTZ(at);
          appender.endRow();
          leaving += 1;
        }
      }
    }
    appender.closeSync();
    if (leaving === 0) return;
    await this.#connection.run(
      `insert into resource_changes
       select l.version, l.changed_at, l.scope_id, l.change, r.key_hash, r.id, r.arn, r.name, r.properties, r.first_seen
       from resource_rows r join leaving l on l.scope_id = r.scope_id and l.key_hash = r.key_hash
       where r.version < l.version and l.change <> 'unseen' and not exists (
         select 1 from resource_rows n where n.scope_id = r.scope_id and n.key_hash = r.key_hash
           and n.version = l.version and n.content_hash = r.content_hash)`,
    );
    await this.#connection.run(
      `update resource_rows r set last_seen = s.last_read from leaving l, scope_state s
       where l.scope_id = r.scope_id and l.key_hash = r.key_hash and s.id = r.scope_id
         and l.change = 'unseen' and r.last_seen is null`,
    );
    await this.#connection.run(
      `delete from resource_rows r using leaving l
       where l.scope_id = r.scope_id and l.key_hash = r.key_hash and r.version < l.version and l.change <> 'unseen'`,
    );
  }

  async #applyScopes(scopes: readonly ScopeCommit[]): Promise<void> {
    await this.#connection.run(
      `create or replace temp table ended as select * exclude (last_read), false as is_replaced from scope_state limit 0`,
    );
    const appender = await this.#connection.createAppender('ended');
    for (const { id, record, replaced, endedAt } of scopes) {
      const { kind, accountId, region, period = '', outcome, error, resources } = record;
      appender.appendInteger(id);
      for (const text of [kind, accountId, region, period]) appender.appendVarchar(text);
      appender.appendBigInt(replaced?.version ?? 0n);
      appender.appendBigInt(BigInt(resources));
      appender.appendVarchar(outcome);
      appender.appendTimestampTZ(timestamp(endedAt));
      appendText(appender, error?.code);
      appendText(appender, error?.message);
      appender.appendBoolean(replaced !== undefined);
      appender.endRow();
    }
    appender.closeSync();
    await this.#connection.run(
      `insert into scope_state by name
       select e.* exclude (is_replaced, resources), if(e.is_replaced, e.resources, 0) as resources,
         if(e.is_replaced, e.ended_at, null) as last_read
       from ended e
       on conflict (id) do update set
         version = greatest(scope_state.version, excluded.version),
         resources = if(excluded.last_read is null, scope_state.resources, excluded.resources),
         last_read = coalesce(excluded.last_read, scope_state.last_read),
         outcome = excluded.outcome, ended_at = excluded.ended_at,
         error_code = excluded.error_code, error_message = excluded.error_message`,
    );
  }

  async #begin(): Promise<void> {
    if (this.#isInTransaction) return;
    await this.#database.begin(this.#connection);
    this.#isInTransaction = true;
  }

  /** What is left in the transaction belongs to scopes that were not read to the end. */
  async #rollback(): Promise<void> {
    this.#isInTransaction = false;
    this.#closeAppender();
    await this.#connection.run('rollback');
  }

  /** Rows of scopes that were not read to the end, which went with a commit of others. */
  async #removeUncommitted(): Promise<void> {
    if (this.#uncommitted.size === 0) return;
    await this.#connection.run(
      `delete from resource_rows where version = ${this.run.number} and scope_id in (${[...this.#uncommitted].join(', ')})`,
    );
  }

  #flush(): void {
    this.#appender?.flushSync();
    this.#appended = 0;
  }

  #closeAppender(): void {
    const appender = this.#appender;
    this.#appender = undefined;
    this.#appended = 0;
    appender?.closeSync();
  }

  async #guarded<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      throw duckDbError(error, this.#database.file);
    }
  }
}

async function beginRun(
  connection: DuckDBConnection,
  { id, startedAt }: Omit<StoredRun, 'number'>,
): Promise<{ readonly run: StoredRun; readonly nextScopeId: number }> {
  await removeKilled(connection);
  await connection.run("update run_state set status = 'interrupted' where status = 'running'");
  const [number = 0n, scope = 0] = await firstRow(
    connection,
    'select (select coalesce(max(number), 0) + 1 from run_state)::bigint, (select coalesce(max(id), 0) + 1 from scope_state)::integer',
  );
  const run = { number: number as bigint, id, startedAt };
  await connection.run("insert into run_state values ($1, $2, $3, null, 'running', null, null)", [
    run.number,
    id,
    timestamp(startedAt),
  ]);
  return { run, nextScopeId: Number(scope) };
}

/** Rows of a run that was killed, and do not count. */
async function removeKilled(connection: DuckDBConnection): Promise<void> {
  const [killed] = await firstRow(
    connection,
    "select count(*)::integer from run_state where status = 'running'",
  );
  if (killed === 0) return;
  await connection.run(
    `delete from resource_rows r where not exists (
       select 1 from scope_state s where s.id = r.scope_id and r.version <= s.version)`,
  );
}

async function firstRow(connection: DuckDBConnection, sql: string): Promise<readonly unknown[]> {
  return (await connection.runAndReadAll(sql)).getRows()[0] ?? [];
}

function appendRow(appender: DuckDBAppender, row: ResourceRow): void {
  appender.appendInteger(row.scopeId);
  appender.appendBigInt(row.version);
  appender.appendUBigInt(row.keyHash);
  appender.appendUBigInt(row.contentHash);
  appender.appendVarchar(row.id);
  appendText(appender, row.arn);
  appendText(appender, row.name);
  appender.appendVarchar(row.tagsJson);
  appender.appendVarchar(row.propertiesJson);
  appendText(appender, row.contextJson);
  appender.appendVarchar(row.gapsJson);
  appender.appendTimestampTZ(timestamp(row.firstSeen));
  appender.appendNull();
  appender.endRow();
}

function appendText(appender: DuckDBAppender, text: string | undefined): void {
  if (text === undefined) appender.appendNull();
  else appender.appendVarchar(text);
}
