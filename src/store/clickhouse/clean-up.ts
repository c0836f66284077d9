import { z } from 'zod';
import type { StoredTable } from '../stored-table.ts';
import type { ClickHouseServer } from './clickhouse-server.ts';
import { COMMITTED } from './migrations.ts';
import { WAITING } from './clickhouse-bulk.ts';
import { quoted, text } from './clickhouse-sql.ts';
import { APPENDED, currentWrites, rowsLog } from './clickhouse-tables.ts';
import { timeText } from './clickhouse-values.ts';

const Count = z.object({ rows: z.string().transform(Number) });

/** Rows of runs that still write are not theirs to lose. */
const SETTLED = "attempt not in (select attempt from run_log final where status = 'running')";

const KEY = '(scope_id, key_hash, version, attempt)';

/** Rows of runs that were killed or of scopes that were not read to the end. */
const UNCOMMITTED = `not (${COMMITTED}) and ${SETTLED}`;

/** Committed rows that a newer one of the same resource has replaced. */
const REPLACED = `${KEY} in (
  select scope_id, key_hash, version, attempt from resource_log as r inner join (
    select scope_id, key_hash, max(version) as newest from resource_log where ${COMMITTED} group by scope_id, key_hash
    having min(version) < newest) as n on n.scope_id = r.scope_id and n.key_hash = r.key_hash
  where r.version < n.newest and (r.scope_id, r.version, r.attempt) in (
    select scope_id, version, attempt from scope_log where is_complete))`;

/** Marks of resources that have disappeared, when nothing is left that they hide. */
const MARKS = `(scope_id, key_hash) in (
  select scope_id, key_hash from resource_log group by scope_id, key_hash having min(is_deleted) = 1)
  and is_deleted = 1 and ${COMMITTED}`;

/**
 * Deletes rows that no query sees. The marks of disappeared resources go last: while a delete is under way, what they
 * hide would be seen.
 */
export async function removeInvisible(server: ClickHouseServer): Promise<void> {
  await removeWhere(server, 'resource_log', UNCOMMITTED);
  await removeWhere(server, 'resource_change_log', UNCOMMITTED);
  await removeWhere(server, 'leaving', SETTLED);
  await removeWhere(server, 'resource_log', REPLACED);
  await removeWhere(server, 'resource_log', MARKS);
}

/** Removes the history of changes and runs from before this time, and the commits that nothing needs. */
export async function removeHistory(server: ClickHouseServer, before: number): Promise<void> {
  const at = `toDateTime64('${timeText(before)}', 3, 'UTC')`;
  await removeWhere(server, 'resource_change_log', `changed_at < ${at}`);
  await removeWhere(
    server,
    'run_log',
    `ended_at < ${at} and number < (select max(number) from run_log)`,
  );
  await removeWhere(server, 'run_heartbeat', `at < ${at} and ${SETTLED}`);
  const used = (table: string): string =>
    `(scope_id, version, attempt) not in (select scope_id, version, attempt from ${table})`;
  await removeWhere(
    server,
    'scope_log',
    `ended_at < ${at} and ${used('resource_log')} and ${used('resource_change_log')}
     and (scope_id, version) not in (select scope_id, max(version) from scope_log group by scope_id)
     and (scope_id, version) not in (select scope_id, max(version) from scope_log where is_complete group by scope_id)`,
  );
}

/** A query that has looked up which rows count has found them within this time, however busy the server is. */
const LOOKUP_TIME = 'interval 10 minute';
/** Longest time that a writer takes from its first row to the last. One that was killed leaves its rows. */
const WRITE_TIME = 'interval 1 day';

/** Deletes the rows of stored tables that were replaced or removed, and those of writers that were killed. */
export async function removeReplaced(
  server: ClickHouseServer,
  tables: readonly StoredTable[],
): Promise<void> {
  for (const table of tables) {
    if (table.sortedBy !== undefined) {
      await dropWaiting(server, table);
      continue;
    }
    const its = `table_name = ${text(table.name)}`;
    await removeWhere(
      server,
      rowsLog(table),
      `stored_write <> ${APPENDED} and (stored_part, stored_write) not in (${currentWrites(table)})
       and stored_part not in (select part from part_log where ${its} and at > now64(3) - ${LOOKUP_TIME})
       and ((stored_part, stored_write) in (select part, write from part_log where ${its})
         or stored_at < now64(3) - ${WRITE_TIME})`,
    );
  }
  await removeWhere(
    server,
    'part_log',
    `at < now64(3) - ${WRITE_TIME} and (table_name, part, version, write) not in (
       select table_name, part, tupleElement(max((version, write)) as last, 1), tupleElement(last, 2)
       from part_log group by table_name, part)`,
  );
}

/** Drops tables of rows that a writer was killed over. */
async function dropWaiting(server: ClickHouseServer, { name }: StoredTable): Promise<void> {
  const left = await server.select(
    `select name from system.tables where database = currentDatabase() and startsWith(name, ${text(`${name}${WAITING}`)})
       and metadata_modification_time < now() - ${WRITE_TIME}`,
    z.object({ name: z.string() }),
  );
  for (const table of left) await server.command(`drop table if exists ${quoted(table.name)}`);
}

/** Deletes only where there is something: each delete rewrites parts of the table. */
async function removeWhere(
  server: ClickHouseServer,
  table: string,
  condition: string,
): Promise<void> {
  const [found] = await server.select(
    `select count() as rows from ${table} where ${condition}`,
    Count,
  );
  if ((found?.rows ?? 0) === 0) return;
  await server.command(
    `alter table ${table} delete where ${condition} settings mutations_sync = 1`,
  );
}
