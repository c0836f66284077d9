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
  if (await isUpToDate(connection, state, statements)) return;
  await connection.run('begin');
  for (const statement of statements) await connection.run(statement);
  await connection.run(`delete from ${state}`);
  await connection.run(`insert into ${state} values ($1)`, [digestOf(statements)]);
  await connection.run('commit');
}

/** Are these the statements that were run last? */
export async function isUpToDate(
  connection: DuckDBConnection,
  state: StateTable,
  statements: readonly string[],
): Promise<boolean> {
  const known = await connection.runAndReadAll(`select digest from ${state}`);
  return known.getRows()[0]?.[0] === digestOf(statements);
}

function digestOf(statements: readonly string[]): string {
  return createHash('sha256').update(statements.join('\n')).digest('hex');
}
