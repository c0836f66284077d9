import { changeOf, TouchedRow, type ResourceChange } from '../changes.ts';
import { clickHouseError } from './clickhouse-error.ts';
import type { ClickHouseServer } from './clickhouse-server.ts';
import { timeText } from './clickhouse-values.ts';

/**
 * What appeared, changed and disappeared since a time. The history has what each resource was before: the earliest
 * entry after that time tells what it was then.
 *
 * @param since milliseconds since the Unix epoch
 */
export async function* changesSince(
  server: ClickHouseServer,
  since: number,
  signal: AbortSignal,
): AsyncGenerator<ResourceChange, void> {
  try {
    const result = await server.client.query({
      query: sqlSince(`toDateTime64('${timeText(since)}', 3, 'UTC')`),
      format: 'JSONEachRow',
      clickhouse_settings: { join_use_nulls: 1 },
      abort_signal: signal,
    });
    for await (const rows of result.stream()) {
      for (const row of rows) {
        signal.throwIfAborted();
        const change = changeOf(TouchedRow.parse(row.json()));
        if (change !== undefined) yield change;
      }
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : clickHouseError(error, server.address);
  }
}

function sqlSince(time: string): string {
  return `
    with earlier as (
      select scope_id, key_hash, max(c.changed_at) as at, argMin(c.id, c.run) as id,
        argMin(tuple(c.arn), c.run).1 as arn, argMin(tuple(c.name), c.run).1 as name,
        argMin(c.properties, c.run) as properties, min(c.first_seen) as first
      from resource_changes as c where c.changed_at > ${time} group by scope_id, key_hash)
    select s.kind as kind, s.account as account, s.region as region, coalesce(p.id, e.id) as id,
      coalesce(p.arn, e.arn) as arn, coalesce(p.name, e.name) as name,
      toFloat64(toUnixTimestamp64Milli(assumeNotNull(coalesce(e.at, p.first_seen)))) as at,
      if(e.first <= ${time}, e.properties, null) as before, p.properties as after
    from resource_rows as p full outer join earlier as e on e.scope_id = p.scope_id and e.key_hash = p.key_hash
    inner join scope_state as s on s.id = coalesce(p.scope_id, e.scope_id)
    where p.first_seen > ${time} or e.key_hash is not null
    order by kind, account, region, id`;
}
