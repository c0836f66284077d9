import type { StoreReader } from '../../../app/store/store-reader.ts';
import { allRows } from '../../../app/store/all-rows.ts';

/** The codes and names of services that the bill in the store has. */
export async function storedServices(
  reader: Pick<StoreReader, 'query'>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const sql = 'select distinct ServiceName, x_ServiceCode from charges';
  const rows = await allRows(reader, sql, signal);
  return new Set(rows.flat().filter((name) => typeof name === 'string'));
}
