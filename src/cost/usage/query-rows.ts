import type { QueryLimits, QueryValue, Store } from '../../store/store.ts';

/** A day: sums over a large estate take their time. */
const LIMITS: QueryLimits = { timeoutMs: 86_400_000, rows: Number.MAX_SAFE_INTEGER };

/** The rows of a query, one by one. */
export async function* queryRows(
  store: Pick<Store, 'query'>,
  sql: string,
  signal: AbortSignal,
): AsyncGenerator<readonly QueryValue[], void> {
  const { rows } = await store.query(sql, LIMITS, signal);
  for await (const batch of rows()) yield* batch;
}

/** All rows of a query whose result is small. */
export async function fewRows(
  store: Pick<Store, 'query'>,
  sql: string,
  signal: AbortSignal,
): Promise<readonly (readonly QueryValue[])[]> {
  const all: (readonly QueryValue[])[] = [];
  for await (const row of queryRows(store, sql, signal)) all.push(row);
  return all;
}

/** A text in SQL that all stores understand, where a backslash is a character in one and an escape in another. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll('\\', "' || chr(92) || '")}'`;
}
