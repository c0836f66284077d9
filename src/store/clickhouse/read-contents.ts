import { z } from 'zod';
import { ContentCollector } from '../content-columns.ts';
import type { ContentColumns } from '../rows.ts';
import type { ClickHouseServer } from './clickhouse-server.ts';
import { currentRows } from './migrations.ts';

const Row = z.tuple([z.number(), z.string(), z.string(), z.coerce.number()]);

/** Reads, for each resource that counts, what tells whether it has changed. */
export async function readContents(server: ClickHouseServer): Promise<ContentColumns> {
  let contents = new ContentCollector();
  await server.read(
    `select scope_id, key_hash, if(last_seen is null, content_hash, 0), toUnixTimestamp64Milli(first_seen)
     from (${currentRows()}) order by scope_id`,
    () => {
      contents = new ContentCollector();
      return (value) => {
        const [scopeId, key, content, firstSeen] = Row.parse(value);
        contents.add(scopeId, BigInt(key), BigInt(content), firstSeen);
      };
    },
  );
  return contents.columns;
}
