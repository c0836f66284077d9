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
  if (await isUpToDate(server, state, statements)) return;
  for (const statement of statements) await server.command(statement);
  await server.command(`truncate table ${state}`);
  await server.insert(state, ['digest'], [JSON.stringify([digestOf(statements)])]);
}

/** Are these the statements that were run last? */
export async function isUpToDate(
  server: ClickHouseServer,
  state: StateTable,
  statements: readonly string[],
): Promise<boolean> {
  const known = await server.select(`select digest from ${state}`, State);
  return known.some(({ digest }) => digest === digestOf(statements));
}

function digestOf(statements: readonly string[]): string {
  return createHash('sha256').update(statements.join('\n')).digest('hex');
}
