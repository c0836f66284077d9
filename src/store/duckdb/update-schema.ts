import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';

/** A table that remembers what was made last. */
type StateTable = 'view_state' | 'table_state';

/** Runs statements that may be run again, unless they are those that were run last. All of them take effect, or none. */
export async function updateSchema(
  connection: DuckDBConnection,
  state: StateTable,
  statements: readonly string[],
): Promise<void> {
  const digest = createHash('sha256').update(statements.join('\n')).digest('hex');
  const known = await connection.runAndReadAll(`select digest from ${state}`);
  if (known.getRows()[0]?.[0] === digest) return;
  await connection.run('begin');
  for (const statement of statements) await connection.run(statement);
  await connection.run(`delete from ${state}`);
  await connection.run(`insert into ${state} values ($1)`, [digest]);
  await connection.run('commit');
}
