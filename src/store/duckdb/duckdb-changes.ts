import { changeOf, TouchedRow, type ResourceChange } from '../changes.ts';
import type { DuckDbFile } from './duckdb-file.ts';
import { ANY_TIME_MS, watchQuery } from './query-watch.ts';

/**
 * What appeared, changed and disappeared since a time. The history has what each resource was before: the earliest
 * entry after that time tells what it was then.
 *
 * @param since milliseconds since the Unix epoch
 */
export async function* changesSince(
  database: DuckDbFile,
  since: number,
  signal: AbortSignal,
): AsyncGenerator<ResourceChange, void> {
  const connection = await database.connect();
  const watch = watchQuery(database, connection, ANY_TIME_MS, signal);
  try {
    const result = await connection.stream(
      sqlSince(`make_timestamptz(${Math.round(since)} * 1000)`),
    );
    for await (const rows of result.yieldRowObjects()) {
      for (const row of rows) {
        signal.throwIfAborted();
        const change = changeOf(TouchedRow.parse(row));
        if (change !== undefined) yield change;
      }
    }
  } catch (error) {
    throw watch.failed(error);
  } finally {
    watch.close();
  }
}

function sqlSince(time: string): string {
  return `
    with earlier as (
      select scope_id, key_hash, max(changed_at) as at, min_by(id, run) as id, min_by(arn, run) as arn,
        min_by(name, run) as name, min_by(properties, run) as properties, min(first_seen) as first_seen
      from resource_changes where changed_at > ${time} group by scope_id, key_hash),
    present as (
      select r.* from resource_rows r join scope_state s on s.id = r.scope_id where r.version <= s.version)
    select s.kind, s.account, s.region, coalesce(p.id, e.id) as id, coalesce(p.arn, e.arn) as arn,
      coalesce(p.name, e.name) as name, epoch_ms(coalesce(e.at, p.first_seen))::double as at,
      if(e.first_seen <= ${time}, e.properties, null) as before, p.properties as after
    from present p full outer join earlier e on e.scope_id = p.scope_id and e.key_hash = p.key_hash
    join scope_state s on s.id = coalesce(p.scope_id, e.scope_id)
    where p.first_seen > ${time} or e.key_hash is not null
    order by s.kind, s.account, s.region, id`;
}
