import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ClickHouseServer } from './clickhouse-server.ts';

/** A table that remembers what was made last. */
type StateTable = 'view_state' | 'table_state';

const State = z.object({ digest: z.string() });

/** Runs statements that may be run again, unless they are those that were run last. */
export async function updateSchema(
  server: ClickHouseServer,
  state: StateTable,
  statements: readonly string[],
): Promise<void> {
  const digest = createHash('sha256').update(statements.join('\n')).digest('hex');
  const known = await server.select(`select digest from ${state}`, State);
  if (known.some((one) => one.digest === digest)) return;
  for (const statement of statements) await server.command(statement);
  await server.command(`truncate table ${state}`);
  await server.insert(state, ['digest'], [JSON.stringify([digest])]);
}
