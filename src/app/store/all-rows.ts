import type { QueryValue } from '../../store/store.ts';
import { NO_QUERY_LIMITS, type StoreReader } from './store-reader.ts';

/** All rows of a query whose result is small. */
export async function allRows(
  reader: Pick<StoreReader, 'query'>,
  sql: string,
  signal: AbortSignal,
): Promise<readonly (readonly QueryValue[])[]> {
  const { rows } = await reader.query(sql, NO_QUERY_LIMITS, signal);
  const all: (readonly QueryValue[])[] = [];
  for await (const batch of rows()) all.push(...batch);
  return all;
}
