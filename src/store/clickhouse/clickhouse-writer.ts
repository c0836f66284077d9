import { z } from 'zod';
import type {
  ContentColumns,
  ResourceRow,
  RunEnd,
  ScopeCommit,
  StoredRun,
  StoredScope,
} from '../rows.ts';
import type { RunWriter } from '../store.ts';
import { removeInvisible } from './clean-up.ts';
import type { ClickHouseServer } from './clickhouse-server.ts';
import { timeText } from './clickhouse-values.ts';
import { currentRows, RESOURCE_COLUMNS } from './migrations.ts';
import { readContents } from './read-contents.ts';
import { RunLease } from './run-lease.ts';

/** Characters of rows that wait in memory before they are sent as one insert: ClickHouse likes few large ones. */
const CHARACTERS_PER_INSERT = 16_000_000;

const Scope = z.object({
  id: z.number(),
  kind: z.string(),
  account: z.string(),
  region: z.string(),
  period: z.string(),
  version: z.string().transform(BigInt),
});
const Last = z.object({ key: z.string().transform(BigInt), properties: z.string() });

const ROW_COLUMNS = [
  'scope_id',
  'version',
  'attempt',
  'key_hash',
  'content_hash',
  'id',
  'arn',
  'name',
  'tags',
  'properties',
  'context',
  'gaps',
  'first_seen',
] as const;

/**
 * Writes one run into ClickHouse. Rows are sent under the run's attempt, and no query sees them until a commit names
 * it; so a request may be sent twice, and may be cut off.
 */
export class ClickHouseWriter implements RunWriter {
  readonly #server: ClickHouseServer;
  readonly #lease: RunLease;
  #nextScopeId: number;
  #lines: string[] = [];
  #characters = 0;

  private constructor(server: ClickHouseServer, lease: RunLease, nextScopeId: number) {
    this.#server = server;
    this.#lease = lease;
    this.#nextScopeId = nextScopeId;
  }

  /** Begins a run, and removes what an earlier one has left behind, killed before its end. */
  static async open(
    server: ClickHouseServer,
    run: Omit<StoredRun, 'number'>,
  ): Promise<ClickHouseWriter> {
    const lease = await RunLease.take(server, run);
    try {
      await removeInvisible(server);
      const [last] = await server.select(
        'select max(scope_id) as id from scope_log',
        Scope.pick({ id: true }),
      );
      return new ClickHouseWriter(server, lease, (last?.id ?? 0) + 1);
    } catch (error) {
      lease[Symbol.dispose]();
      throw error;
    }
  }

  get run(): StoredRun {
    return this.#lease.run;
  }

  async scopes(): Promise<readonly StoredScope[]> {
    const rows = await this.#server.select(
      'select id, kind, account, region, period, version from scope_state',
      Scope,
    );
    return rows.map(({ account, period, ...scope }) => ({
      ...scope,
      accountId: account,
      ...(period !== '' && { period }),
    }));
  }

  contents(): Promise<ContentColumns> {
    return readContents(this.#server);
  }

  addScope(): number {
    const id = this.#nextScopeId;
    this.#nextScopeId += 1;
    return id;
  }

  async lastProperties(
    scopeId: number,
    keys: readonly bigint[],
  ): Promise<ReadonlyMap<bigint, string>> {
    if (keys.length === 0) return new Map();
    const filter = `scope_id = ${scopeId} and key_hash in (${keys.join(', ')})`;
    const rows = await this.#server.select(
      `select key_hash as key, properties from (${currentRows(filter)})`,
      Last,
    );
    return new Map(rows.map(({ key, properties }) => [key, properties]));
  }

  async append(rows: readonly ResourceRow[]): Promise<void> {
    for (const row of rows) {
      const line = lineOf(row, this.#lease.attempt);
      this.#lines.push(line);
      this.#characters += line.length;
    }
    if (this.#characters >= CHARACTERS_PER_INSERT) await this.#flush();
  }

  async commit(scopes: readonly ScopeCommit[]): Promise<void> {
    await this.#flush();
    await this.#applyLeaving(scopes);
    await this.#lease.assertHeld();
    await this.#server.insert(
      'scope_log',
      SCOPE_COLUMNS,
      scopes.map((scope) => scopeLine(scope, this.run.number, this.#lease.attempt)),
    );
  }

  async end(end: RunEnd): Promise<void> {
    this.#lines = [];
    await this.#lease.end(end);
  }

  /** Stops the signs of life. */
  [Symbol.dispose](): void {
    this.#lease[Symbol.dispose]();
  }

  async #flush(): Promise<void> {
    const lines = this.#lines;
    this.#lines = [];
    this.#characters = 0;
    await this.#server.insert('resource_log', ROW_COLUMNS, lines);
  }

  /** Copies to the history what changes or disappears. Like rows, the copies count when they are committed. */
  async #applyLeaving(scopes: readonly ScopeCommit[]): Promise<void> {
    const { attempt } = this.#lease;
    const lines = scopes.flatMap((scope) => leavingLines(scope, attempt));
    if (lines.length === 0) return;
    await this.#server.insert('leaving', LEAVING_COLUMNS, lines);
    const ids = scopes.map(({ id }) => id).join(', ');
    const leaving = `attempt = ${attempt} and scope_id in (${ids})`;
    const old = currentRows(
      `scope_id in (${ids}) and (scope_id, key_hash) in (select scope_id, key_hash from leaving where ${leaving})`,
    );
    const from = `from (${old}) as r inner join (select * from leaving where ${leaving}) as l
      on l.scope_id = r.scope_id and l.key_hash = r.key_hash`;
    await this.#server.command(
      `insert into resource_change_log
         (scope_id, version, attempt, key_hash, change, changed_at, id, arn, name, properties, first_seen)
       select r.scope_id, l.version, l.attempt, r.key_hash, l.change, l.changed_at, r.id, r.arn, r.name, r.properties,
         r.first_seen ${from}
       where r.version < l.version and l.change <> 'unseen' and (r.scope_id, r.key_hash, r.content_hash) not in (
         select scope_id, key_hash, content_hash from resource_log where attempt = ${attempt} and scope_id in (${ids}))`,
    );
    await this.#server.command(
      `insert into resource_log (scope_id, version, attempt, key_hash, ${RESOURCE_COLUMNS})
       select r.scope_id, l.version, l.attempt, r.key_hash, r.content_hash, r.id, r.arn, r.name, r.tags, r.properties,
         r.context, r.gaps, r.first_seen, s.last_read ${from} inner join scope_state as s on s.id = r.scope_id
       where l.change = 'unseen' and r.version < l.version and r.last_seen is null`,
    );
    await this.#server.command(
      `insert into resource_log (scope_id, version, attempt, key_hash, is_deleted)
       select scope_id, version, attempt, key_hash, true from leaving where ${leaving} and change = 'disappeared'`,
    );
  }
}

/** A row of `resource_log`. What is JSON already is not encoded again. */
function lineOf(row: ResourceRow, attempt: string): string {
  const { scopeId, version, keyHash, contentHash, tagsJson } = row;
  const texts = [row.id, row.arn ?? null, row.name ?? null].map((text) => JSON.stringify(text));
  const documents = [
    row.propertiesJson,
    row.contextJson ?? null,
    row.gapsJson,
    timeText(row.firstSeen),
  ].map((text) => JSON.stringify(text));
  return `[${scopeId},${version},${attempt},${keyHash},${contentHash},${texts.join(',')},${tagsJson},${documents.join(',')}]`;
}

const LEAVING_COLUMNS = [
  'scope_id',
  'version',
  'attempt',
  'key_hash',
  'change',
  'changed_at',
] as const;

function leavingLines({ id, replaced, endedAt }: ScopeCommit, attempt: string): string[] {
  if (replaced === undefined) return [];
  const at = timeText(endedAt);
  return (['changed', 'disappeared', 'unseen'] as const).flatMap((change) =>
    replaced[change].map(
      (key) => `[${id},${replaced.version},${attempt},${key},"${change}","${at}"]`,
    ),
  );
}

const SCOPE_COLUMNS = [
  'scope_id',
  'version',
  'attempt',
  'is_complete',
  'kind',
  'account',
  'region',
  'period',
  'resources',
  'outcome',
  'ended_at',
  'error_code',
  'error_message',
] as const;

function scopeLine(
  { id, record, replaced, endedAt }: ScopeCommit,
  run: bigint,
  attempt: string,
): string {
  const { kind, accountId, region, period = '', outcome, error, resources } = record;
  return JSON.stringify([
    id,
    run.toString(),
    attempt,
    replaced !== undefined,
    ...[kind, accountId, region, period],
    resources,
    outcome,
    timeText(endedAt),
    error?.code ?? null,
    error?.message ?? null,
  ]);
}
