import { z } from 'zod';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';

/** How a kind was read in an account and region. */
export interface InventoryScope {
  readonly account: string;
  readonly region: string;
  readonly kind: string;
  /** When it was read completely last; undefined: never. Milliseconds since the Unix epoch. */
  readonly readAt: number | undefined;
  /** Why it was not read completely the last time; undefined when it was. */
  readonly problem: string | undefined;
}

const Row = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string().nullable(),
  z.string().nullable(),
]);

/** The scopes of these kinds, region by region: prices are held of one region at a time. */
export async function inventoryScopes(
  reader: Pick<Store, 'query'>,
  kinds: Iterable<string>,
  signal: AbortSignal,
): Promise<readonly InventoryScope[]> {
  const names = [...kinds].map((kind) => `'${kind}'`).join(', ');
  if (names === '') return [];
  const sql = `select account, region, kind, outcome, error_message, last_read from scopes
    where kind in (${names}) order by region, account, kind`;
  return (await allRows(reader, sql, signal)).map((row) => {
    const [account, region, kind, outcome, message, lastRead] = Row.parse(row);
    const problem = outcome === 'complete' ? undefined : (message ?? outcome);
    return {
      account,
      region,
      kind,
      problem,
      readAt: lastRead === null ? undefined : Date.parse(lastRead),
    };
  });
}
