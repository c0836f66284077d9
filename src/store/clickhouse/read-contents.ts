import { z } from 'zod';
import type { ContentColumns } from '../rows.ts';
import type { ClickHouseServer } from './clickhouse-server.ts';
import { currentRows } from './migrations.ts';

const Row = z.tuple([z.number(), z.string(), z.string(), z.coerce.number()]);

/** Rows for which there is room at first; it doubles when it is full. */
const FIRST_ROOM = 1_024;

/** Reads, for each resource that counts, what tells whether it has changed. */
export async function readContents(server: ClickHouseServer): Promise<ContentColumns> {
  let columns = room(FIRST_ROOM);
  let rows = 0;
  await server.read(
    `select scope_id, key_hash, if(last_seen is null, content_hash, 0), toUnixTimestamp64Milli(first_seen)
     from (${currentRows()}) order by scope_id`,
    () => {
      rows = 0;
      return (value) => {
        const [scopeId, key, content, firstSeen] = Row.parse(value);
        if (rows === columns.scopeIds.length) columns = grown(columns);
        columns.scopeIds[rows] = scopeId;
        columns.keyHashes[rows] = BigInt(key);
        columns.contentHashes[rows] = BigInt(content);
        columns.firstSeen[rows] = firstSeen;
        rows += 1;
      };
    },
  );
  return {
    scopeIds: columns.scopeIds.subarray(0, rows),
    keyHashes: columns.keyHashes.subarray(0, rows),
    contentHashes: columns.contentHashes.subarray(0, rows),
    firstSeen: columns.firstSeen.subarray(0, rows),
  };
}

function room(rows: number): ContentColumns {
  return {
    scopeIds: new Int32Array(rows),
    keyHashes: new BigUint64Array(rows),
    contentHashes: new BigUint64Array(rows),
    firstSeen: new Float64Array(rows),
  };
}

function grown(columns: ContentColumns): ContentColumns {
  const larger = room(2 * columns.scopeIds.length);
  larger.scopeIds.set(columns.scopeIds);
  larger.keyHashes.set(columns.keyHashes);
  larger.contentHashes.set(columns.contentHashes);
  larger.firstSeen.set(columns.firstSeen);
  return larger;
}
