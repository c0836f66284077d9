import type { DuckDBConnection } from '@duckdb/node-api';
import type { ContentColumns } from '../rows.ts';

/** Reads, for each resource that counts, what tells whether it has changed. */
export async function readContents(connection: DuckDBConnection): Promise<ContentColumns> {
  const counted = await connection.runAndReadAll('select count(*) from resource_rows');
  const rows = Number(counted.getRows()[0]?.[0] ?? 0);
  const columns = {
    scopeIds: new Int32Array(rows),
    keyHashes: new BigUint64Array(rows),
    contentHashes: new BigUint64Array(rows),
    firstSeen: new Float64Array(rows),
  };
  const result = await connection.stream(
    `select r.scope_id, r.key_hash, if(r.last_seen is null, r.content_hash, 0::ubigint), epoch_ms(r.first_seen)::double
     from resource_rows r join scope_state s on s.id = r.scope_id
     where r.version <= s.version order by r.scope_id`,
  );
  let row = 0;
  for await (const chunk of result) {
    for (const [scopeId, key, content, firstSeen] of chunk.getRows()) {
      columns.scopeIds[row] = Number(scopeId);
      columns.keyHashes[row] = key as bigint;
      columns.contentHashes[row] = content as bigint;
      columns.firstSeen[row] = Number(firstSeen);
      row += 1;
    }
  }
  return {
    scopeIds: columns.scopeIds.subarray(0, row),
    keyHashes: columns.keyHashes.subarray(0, row),
    contentHashes: columns.contentHashes.subarray(0, row),
    firstSeen: columns.firstSeen.subarray(0, row),
  };
}
